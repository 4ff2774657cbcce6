// The SPARQL desk: YASGUI's editor and result views on our own endpoint. Nothing is asked of any other server:
// prefixes, classes and properties are completed from the ontology that is served here.
"use strict";
const place = document.getElementById("desk");
const plain = document.getElementById("plain");
const { Yasqe, Yasr } = window;
const NS = "http://www.w3.org/2000/svg";
const BARS = 60;
const prefixes = pairs(place.dataset.prefixes.trim().split(/\s+/));
const sg = prefixes.sg;
let last;

function pairs(words) {
  const found = {};
  for (let index = 0; index + 1 < words.length; index += 2) found[words[index]] = words[index + 1];
  return found;
}
function make(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// ---- the editor
const known = (names) => names.split(" ").filter(Boolean).map((name) => sg + name);
const common = ["rdf:type", "rdfs:label", "rdfs:subClassOf", "skos:definition", "skos:altLabel", "owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget"];
const full = (name) => prefixes[name.split(":")[0]] + name.split(":")[1];
Yasqe.forkAutocompleter("prefixes", { name: "ours-prefixes", persistenceId: null, get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort() }, false);
Yasqe.forkAutocompleter("class", { name: "ours-classes", persistenceId: null, bulk: true, get: () => known(place.dataset.classes) }, false);
Yasqe.forkAutocompleter("property", { name: "ours-properties", persistenceId: null, bulk: true, get: () => [...known(place.dataset.properties), ...common.map(full)] }, false);
Yasqe.defaults.autocompleters = ["ours-prefixes", "ours-classes", "ours-properties", "variables"];

place.hidden = false;
plain.hidden = true;
const yasqe = new Yasqe(document.getElementById("editor"), {
  value: plain.elements.query.value,
  persistenceId: null,
  showQueryButton: false,
  createShareableLink: null,
  consumeShareLink: null,
  editorHeight: "22rem",
  requestConfig: { endpoint: new URL("/sparql", location.href).href, method: "POST", acceptHeaderGraph: "application/n-triples" },
});
const field = yasqe.getInputField();
field.setAttribute("aria-label", "Query; Escape, then Tab leaves the editor");
field.removeAttribute("tabindex");

// ---- the results
class Table extends Yasr.plugins.table {
  constructor(yasr) {
    super(yasr);
    this.helpReference = undefined;
  }
  // Things and terms of ours lead to their pages here.
  getUriLinkFromBinding(binding) {
    const link = make("a", shortened(binding.value), { class: "iri", href: here(binding.value) });
    return link.outerHTML;
  }
}

function here(iri) {
  const [before, path] = iri.split("/stratagem/id/");
  if (path && before === "https://w3id.org") return `/${path}`;
  if (iri.startsWith(sg)) return `/ontology#${encodeURIComponent(iri.slice(sg.length))}`;
  return /^https?:\/\//i.test(iri) ? iri : "#";
}
function shortened(iri) {
  if (iri.startsWith("https://w3id.org/stratagem/id/")) return iri.slice("https://w3id.org/stratagem/id/".length);
  const found = Object.entries(prefixes).find(([, start]) => iri.startsWith(start));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
}

// Bars for a column of numbers beside one of words.
class Chart {
  constructor(yasr) {
    this.yasr = yasr;
    this.label = "Chart";
    this.priority = 1;
  }
  columns() {
    const rows = this.yasr.results?.getBindings() || [];
    const names = this.yasr.results?.getVariables() || [];
    const isNumber = (name) => rows.every((row) => row[name] && row[name].value.trim() !== "" && Number.isFinite(Number(row[name].value)));
    const number = rows.length ? names.find(isNumber) : undefined;
    const word = names.find((name) => name !== number && rows.some((row) => row[name] && row[name].type !== "uri")) || names.find((name) => name !== number);
    return number && word ? { rows, number, word } : undefined;
  }
  canHandleResults() {
    return Boolean(this.columns());
  }
  getIcon() {
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(NS, "path");
    path.setAttribute("d", "M1 2h9v3H1zM1 6.5h14v3H1zM1 11h5v3H1z");
    svg.append(path);
    const box = make("div");
    box.append(svg);
    return box;
  }
  draw() {
    const { rows, number, word } = this.columns();
    const shown = rows.slice(0, BARS).map((row) => ({ name: row[word]?.value || "–", value: Number(row[number].value) }));
    this.yasr.resultsEl.append(make("p", `${number} by ${word}${rows.length > BARS ? `: showing ${BARS} of ${rows.length} rows, the others are in the table` : ""}`, { class: "soft" }), bars(shown, `${number} by ${word}`));
  }
}

function bars(rows, title) {
  const high = 24;
  const least = Math.min(0, ...rows.map((row) => row.value));
  const span = Math.max(0, ...rows.map((row) => row.value)) - least || 1;
  const svg = shape("svg", { viewBox: `0 0 800 ${rows.length * high + 4}`, class: "bars", role: "img", "aria-label": `${title}; the table has the same` });
  rows.forEach((row, index) => {
    const at = index * high + 2;
    const name = row.name.length > 42 ? `${row.name.slice(0, 41)}…` : row.name;
    const from = 290 + (Math.min(0, row.value) - least) / span * 400;
    const text = shape("text", { x: 280, y: at + 15, class: "name" }, name);
    text.append(shape("title", {}, row.name));
    svg.append(text, shape("rect", { x: from, y: at + 3, width: Math.max(1, Math.abs(row.value) / span * 400), height: high - 8 }), shape("text", { x: from + Math.abs(row.value) / span * 400 + 8, y: at + 15, class: "value" }, row.value.toLocaleString("en")));
  });
  return svg;
}
function shape(name, attributes, text = "") {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

// A problem of ours (RFC 9457) in words.
async function problem(error) {
  let told;
  try {
    told = JSON.parse(error.text);
  } catch {
    return undefined;
  }
  const box = make("div", "", { class: "refused", role: "alert" });
  box.append(make("strong", told.title || "The query was refused"), make("p", told.detail || ""));
  for (const [name, value] of Object.entries(told)) {
    if (["limit", "measured", "seconds", "retry_after"].includes(name)) box.append(make("p", `${name.replace("_", " ")}: ${value}`, { class: "soft" }));
  }
  return box;
}

Yasr.registerPlugin("table", Table);
Yasr.registerPlugin("chart", Chart);
const yasr = new Yasr(document.getElementById("results"), { persistenceId: null, prefixes, errorRenderers: [problem], plugins: { table: { enabled: true, dynamicConfig: { compact: true, isEllipsed: false } } }, pluginOrder: ["table", "chart", "response"] });
yasr.on("drawn", () => {
  document.querySelector("#results .tableSizer")?.setAttribute("aria-label", "Rows on a page");
  for (const table of document.querySelectorAll("#results table")) {
    table.parentElement.tabIndex = 0;
    table.parentElement.setAttribute("role", "region");
    table.parentElement.setAttribute("aria-label", "Results");
  }
});

yasqe.on("queryResponse", (_, response, duration) => {
  document.querySelector(".outcome").hidden = false;
  document.querySelector(".outcome").classList.toggle("failed", response instanceof Error);
  last = response instanceof Error ? undefined : response;
  yasr.setResponse(response, duration);
  say(last ? "" : "The query was refused or failed: the reason is below.");
  for (const name of ["csv", "json"]) document.querySelector(`[data-do="${name}"]`).disabled = !last;
});
yasqe.on("query", () => say("Asking…"));

// ---- what one can do
const acts = { run, link, csv: () => keep(yasr.results.asCsv(), "text/csv", "results.csv"), json: () => keep(last.content, "application/json", isTable() ? "results.json" : "results.nt") };

function run() {
  history.replaceState(null, "", `#query=${encodeURIComponent(yasqe.getValue())}`);
  return yasqe.query().catch(() => {});
}
async function link() {
  history.replaceState(null, "", `#query=${encodeURIComponent(yasqe.getValue())}`);
  try {
    await navigator.clipboard.writeText(location.href);
    say("Copied.");
  } catch {
    say("The address of this page is the link now.");
  }
}
function isTable() {
  return (last.headers.get("content-type") || "").includes("json");
}
function keep(text, type, name) {
  const made = make("a", "", { download: name });
  made.href = URL.createObjectURL(new Blob([text], { type }));
  made.click();
  setTimeout(() => URL.revokeObjectURL(made.href), 10000);
}
function say(words) {
  document.getElementById("told").textContent = words;
}
place.addEventListener("click", (event) => {
  const what = event.target.closest("[data-do]")?.dataset.do;
  if (what) acts[what]();
});

// The query in the editor as a command and as a program.
function forms() {
  const text = yasqe.getValue().trimEnd();
  const root = location.origin;
  const heredoc = `<<'RQ'\n${text}\nRQ`;
  const graph = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType());
  const box = place.querySelector(".forms");
  box.querySelector(".curl").textContent = `curl ${root}/sparql.${graph ? "ttl" : "csv"} --data-urlencode query@- ${heredoc}`;
  box.querySelector(".command").textContent = `stratagem query - ${heredoc}`;
  const rows = graph ? "    print(answer.read().decode())" : '    for row in json.load(answer)["results"]["bindings"]:\n        print({name: term["value"] for name, term in row.items()})';
  box.querySelector(".python").textContent = `import json\nfrom urllib.parse import urlencode\nfrom urllib.request import Request, urlopen\n\nquery = """\n${text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"')}\n"""\nrequest = Request("${root}/sparql", urlencode({"query": query}).encode())\nrequest.add_header("Accept", "${graph ? "text/turtle" : "application/sparql-results+json"}")\nwith urlopen(request) as answer:\n${rows}\n`;
}
yasqe.on("change", forms);
forms();

// ---- the gallery, and links to a query
function take(text) {
  yasqe.setValue(text);
  yasqe.refresh();
  run();
}
document.querySelector(".gallery").addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-run]");
  if (!chosen || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  take(chosen.closest("li").querySelector(".query").textContent);
  for (const one of document.querySelectorAll("[data-run][aria-current]")) one.removeAttribute("aria-current");
  chosen.setAttribute("aria-current", "true");
  place.scrollIntoView({ block: "start" });
});
function fromAddress() {
  const asked = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B")).get("query");
  if (asked && asked !== yasqe.getValue()) take(asked);
}
addEventListener("hashchange", fromAddress);
fromAddress();
