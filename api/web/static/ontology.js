// Narrows the terms to those that have what is typed; without it the page has them all.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const field = document.getElementById("filter");
  const told = document.getElementById("filtered");
  const terms = [...document.querySelectorAll(".term[data-words]")];
  document.querySelector(".filter").hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    for (const term of terms) {
      term.hidden = wanted !== "" && !term.dataset.words.toLowerCase().includes(wanted);
      if (!term.hidden) shown += 1;
    }
    told.textContent = wanted ? `${shown} of ${terms.length} terms` : "";
  });
});
