// A button that copies a text; where the clipboard is closed to a page, the text is selected instead.
"use strict";

const button = document.getElementById("copy");
button.hidden = false;
button.addEventListener("click", async () => {
  const from = document.getElementById(button.dataset.from);
  const told = document.getElementById("copied");
  try {
    await navigator.clipboard.writeText(from.textContent);
    told.textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(from);
    told.textContent = "Selected: copy it with the keyboard.";
  }
});
