// The commands on a page name the server that it came from.
"use strict";
addEventListener("DOMContentLoaded", () => {
  for (const code of document.querySelectorAll("code[data-origin]")) {
    code.textContent = code.textContent.replaceAll("http://127.0.0.1:8000", location.origin);
  }
});
