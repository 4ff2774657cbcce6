// The reader: pointing at a claim shows its words and its note together; the address keeps the last one chosen.
"use strict";

const words = (id) => document.querySelectorAll(`[data-claims~="${CSS.escape(id)}"]`);
const note = (id) => document.getElementById(`note-${id}`);

function mark(id, name, on) {
  for (const one of [...words(id), note(id)]) if (one) one.classList.toggle(name, on);
}

function claims(target) {
  const place = target.closest?.("[data-claims], [data-claim]");
  if (!place) return [];
  return place.dataset.claims ? place.dataset.claims.split(" ") : [place.dataset.claim];
}

let lit = [];
function light(ids) {
  for (const id of lit) mark(id, "lit", false);
  lit = ids;
  for (const id of lit) mark(id, "lit", true);
}
for (const event of ["mouseover", "focusin"]) document.addEventListener(event, (e) => light(claims(e.target)));

let now = [];
function choose() {
  for (const id of now) mark(id, "now", false);
  const found = /^#(?:claim|note)-([a-z0-9-]+)$/.exec(location.hash);
  now = found ? [found[1]] : [];
  if (found) for (const one of document.querySelectorAll(".chosen")) one.classList.remove("chosen");
  for (const id of now) mark(id, "now", true);
}
addEventListener("hashchange", choose);
choose();

// A note is chosen by a click anywhere in it that is no link.
document.addEventListener("click", (event) => {
  const place = event.target.closest?.(".note[data-claim]");
  if (place && !event.target.closest("a, summary") && !getSelection().toString()) {
    location.hash = `claim-${place.dataset.claim}`;
  }
});

// A claim that another section of a long source has.
const missing = /^#claim-([a-z0-9-]+)$/.exec(location.hash);
if (missing && !document.getElementById(location.hash.slice(1)) && !location.search) {
  location.replace(`${location.pathname}?claim=${missing[1]}${location.hash}`);
}
