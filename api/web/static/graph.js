// The picture of a neighbourhood. All that it shows stands in the table of the page as well.
"use strict";
const island = document.getElementById("graph");
const SIGNS = { corroborated: "●●", reported: "●", attributed: "❝", qualified: "≈", disputed: "≠", curated: "✎", inferred: "⇒" };
const STYLES = {
  corroborated: { colour: "--good", line: "solid", width: 3.5 },
  reported: { colour: "--good", line: "solid", width: 2 },
  attributed: { colour: "--accent", line: "solid", width: 1.5 },
  qualified: { colour: "--warn", line: "dashed", width: 2 },
  disputed: { colour: "--bad", line: "dashed", width: 3 },
  curated: { colour: "--soft", line: "solid", width: 1 },
  inferred: { colour: "--soft", line: "dotted", width: 1.5 },
};
const LIMIT = Number(island?.dataset.limit);
const WIDEST = 132;
const LINE = 15;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const around = new Set((island?.dataset.around || "").split(" "));
const pen = document.createElement("canvas").getContext("2d");
const words = new Map();
let cy;

if (island) start();

async function start() {
  const [data, terms] = await Promise.all([read(island.dataset.json), vocabulary()]);
  for (const [name, label] of terms) words.set(name, label);
  island.hidden = false;
  cy = cytoscape({
    container: island.querySelector(".canvas"),
    elements: elements(data),
    style: styles(),
    layout: { name: "preset" },
    minZoom: 0.1,
    maxZoom: 3,
  });
  arrange(false);
  list();
  legend();
  cy.on("tap", "node", (event) => choose(event.target));
  cy.on("tap", "edge", (event) => choose(event.target));
  cy.on("dbltap", "node", (event) => walk(event.target));
  addEventListener("resize", () => cy.resize().fit(undefined, 24));
  dark.addEventListener("change", () => { cy.style(styles()); legend(); });
  island.querySelector(".bar").addEventListener("click", (event) => act(event.target.dataset.do));
  document.getElementById("sift").addEventListener("input", list);
}

// The words for properties and standings stand in the form and the table already.
function vocabulary() {
  const found = [...document.querySelectorAll(".narrow option[value]")].map((one) => [one.value, one.textContent]);
  return found.filter(([name]) => name);
}

async function read(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer.json();
}

function elements(data) {
  const known = new Set(cy ? cy.nodes().map((node) => node.id()) : []);
  const nodes = data.nodes.map((node) => ({
    group: "nodes",
    classes: node.iri === data.centre.iri && !cy ? "centre" : node.kind,
    data: { ...node, id: node.iri, slug: node.id, label: label(node), ...box(label(node)) },
  }));
  for (const node of nodes) known.add(node.data.id);
  const edges = data.edges
    .filter((edge) => known.has(edge.subject) && known.has(edge.object))
    .map((edge) => ({
      group: "edges",
      classes: edge.standing || "",
      data: { ...edge, id: edge.iri, source: edge.subject, target: edge.object, out: edge.subject === data.centre.iri, label: `${SIGNS[edge.standing] || ""} ${word(edge.property)}`.trim() },
    }));
  return [...nodes, ...edges];
}

function label(node) {
  return node.kind === "term" ? word(node.label) : node.label;
}
function word(name) {
  return name === "type" ? "is a" : words.get(name) || name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

// How large the box of a label is: the text in lines of at most WIDEST pixels, four lines at most.
function box(text) {
  pen.font = `13px ${font()}`;
  const lines = [];
  let line = "";
  const chars = [...text].slice(0, 90).join("");
  const shown = chars.length < text.length ? `${chars}…` : chars;
  for (const part of shown.split(/\s+/).flatMap((one) => one.match(/.{1,18}/gu) || [])) {
    const longer = line ? `${line} ${part}` : part;
    if (line && pen.measureText(longer).width > WIDEST) {
      lines.push(line);
      line = part;
    } else line = longer;
  }
  lines.push(line);
  const wide = Math.max(...lines.map((one) => pen.measureText(one).width));
  return { text: lines.join("\n"), w: Math.ceil(wide) + 18, h: lines.length * LINE + 12 };
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
function font() {
  return getComputedStyle(document.body).fontFamily;
}

function styles() {
  const ink = token("--ink");
  const base = [
    { selector: "node", style: {
      shape: "round-rectangle", width: "data(w)", height: "data(h)", label: "data(text)", "text-wrap": "wrap",
      "text-valign": "center", "text-halign": "center", "font-size": 13, "line-height": 1.15, "font-family": font(),
      color: ink, "background-color": token("--raised"), "border-width": 1, "border-color": token("--line"),
      "overlay-opacity": 0,
    } },
    { selector: "node.term", style: { shape: "ellipse", "background-color": token("--ground"), "border-style": "dashed", "border-color": token("--soft"), padding: 6 } },
    { selector: "node.company", style: { "border-color": ink, "border-width": 1.5, "font-weight": 600 } },
    { selector: "node.centre", style: { "background-color": token("--accent"), "border-color": token("--accent"), color: token("--ground"), "font-weight": 700 } },
    { selector: "edge", style: {
      width: 1.5, "curve-style": "bezier", "control-point-step-size": 34, "target-arrow-shape": "triangle", "arrow-scale": 0.8,
      "line-color": token("--soft"), "target-arrow-color": token("--soft"), label: "data(label)", "font-size": 10.5,
      "font-family": font(), color: token("--soft"), "text-rotation": "autorotate", "text-background-color": token("--ground"),
      "text-background-opacity": 0.9, "text-background-padding": 1.5, "min-zoomed-font-size": 7.5, "overlay-opacity": 0,
    } },
  ];
  const far = { "text-rotation": "autorotate", label: "" };
  base.push({ selector: "edge.ray[?out]", style: { ...far, "target-label": "data(label)", "target-text-offset": 58, "target-text-rotation": "autorotate" } });
  base.push({ selector: "edge.ray[!out]", style: { ...far, "source-label": "data(label)", "source-text-offset": 58, "source-text-rotation": "autorotate" } });
  for (const [name, style] of Object.entries(STYLES)) {
    const colour = token(style.colour);
    base.push({ selector: `edge.${name}`, style: { width: style.width, "line-style": style.line, "line-color": colour, "target-arrow-color": colour, color: colour } });
  }
  return [
    ...base,
    { selector: ".faded", style: { opacity: 0.22 } },
    { selector: "node.chosen", style: { "border-color": token("--accent"), "border-width": 3 } },
    { selector: "edge.chosen", style: { width: 5, "min-zoomed-font-size": 0, "font-size": 13, "z-index": 9 } },
  ];
}

// A tree of rays around the middle, neighbours of one property side by side: each thing stands in the direction of
// the one that leads to it, as near as there is room. The same data makes the same picture, and no box hides another.
function arrange(moving) {
  const { order, sector } = tree();
  const wide = Math.sqrt(Math.min(2, Math.max(0.6, cy.width() / cy.height())));
  const few = order.length < 30; // then there is room for whole labels on the lines
  const gap = few ? 150 : 50;
  const boxes = [];
  const places = new Map();
  for (const { node, parent } of order) {
    if (!parent) {
      places.set(node.id(), { x: 0, y: 0, away: 60 });
      boxes.push(bounds(node, 0, 0));
      continue;
    }
    const angle = sector.get(node.id());
    for (let away = places.get(parent.id()).away + gap; ; away += 10) {
      const x = Math.cos(angle) * away * wide;
      const y = (Math.sin(angle) * away) / wide;
      const box = bounds(node, x, y);
      if (away < 6000 && boxes.some((other) => meets(box, other))) continue;
      boxes.push(box);
      places.set(node.id(), { x, y, away });
      break;
    }
  }
  const move = moving && !still.matches;
  cy.layout({ name: "preset", positions: (node) => places.get(node.id()) || { x: 0, y: 0 }, animate: move, animationDuration: 350, fit: true, padding: 24 }).run();
  cy.edges().removeClass("ray");
  if (!few) cy.nodes(".centre").connectedEdges().addClass("ray");
}

// The things in the order in which one reaches them, and the direction in which each stands.
function tree() {
  const root = cy.nodes(".centre")[0];
  const order = [];
  const children = new Map(cy.nodes().map((node) => [node.id(), []]));
  const seen = new Set([root.id()]);
  const waiting = [{ node: root, parent: null }];
  while (waiting.length) {
    const step = waiting.shift();
    order.push(step);
    const first = (other) => other.edgesWith(step.node).map((edge) => edge.data("property")).sort()[0];
    const next = step.node.neighborhood("node").filter((other) => !seen.has(other.id())).toArray()
      .map((other) => ({ other, key: `${first(other)} ${other.data("label")}` })).sort((a, b) => a.key.localeCompare(b.key));
    for (const { other } of next) {
      seen.add(other.id());
      children.get(step.node.id()).push(other.id());
      waiting.push({ node: other, parent: step.node });
    }
  }
  const weight = new Map();
  for (const { node } of [...order].reverse()) weight.set(node.id(), Math.max(1, 0.8 * children.get(node.id()).reduce((sum, id) => sum + weight.get(id), 0)));
  const sector = new Map();
  const spread = (id, from, to) => {
    sector.set(id, (from + to) / 2);
    const all = children.get(id).reduce((sum, child) => sum + weight.get(child), 0);
    let at = from;
    for (const child of children.get(id)) {
      const end = at + ((to - from) * weight.get(child)) / all;
      spread(child, at, end);
      at = end;
    }
  };
  spread(root.id(), -Math.PI / 2, 1.5 * Math.PI);
  return { order, sector };
}

function bounds(node, x, y) {
  const oval = node.hasClass("term") ? 14 : 0;
  return { x, y, w: (node.data("w") + oval) / 2 + 9, h: (node.data("h") + oval) / 2 + 7 };
}
function meets(one, other) {
  return Math.abs(one.x - other.x) < one.w + other.w && Math.abs(one.y - other.y) < one.h + other.h;
}

function act(what) {
  const middle = { renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } };
  if (what === "in") cy.zoom({ level: cy.zoom() * 1.3, ...middle });
  if (what === "out") cy.zoom({ level: cy.zoom() / 1.3, ...middle });
  if (what === "fit") cy.fit(undefined, 30);
  if (what === "again") arrange(true);
  if (what === "png") save(cy.png({ output: "blob", full: true, scale: 2, bg: token("--ground"), maxWidth: 8000, maxHeight: 8000 }), `${island.dataset.name}-neighbourhood.png`);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// ---- what is chosen
function make(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function address(iri) {
  const path = iri.split("/id/")[1];
  return path ? `/${path}` : `/ontology#${encodeURIComponent(iri.split("#")[1] || "")}`;
}

function standing(name) {
  return name ? make("span", word(name), { class: `standing is-${name}` }) : "";
}

function choose(one, focus = true) {
  cy.elements().removeClass("chosen faded");
  one.addClass("chosen");
  const near = one.isNode() ? one.closedNeighborhood() : one.union(one.connectedNodes());
  cy.elements().not(near).addClass("faded");
  for (const button of island.querySelectorAll(".nodes button")) button.setAttribute("aria-pressed", String(button.dataset.id === one.id()));
  const shown = island.querySelector(".shown");
  shown.replaceChildren();
  if (one.isNode()) ofNode(one, shown);
  else ofEdge(one, shown);
  shown.scrollTop = 0;
  if (!focus) cy.animate({ center: { eles: one } }, { duration: still.matches ? 0 : 250 });
}

function ofNode(node, shown) {
  const data = node.data();
  shown.append(make("p", data.kind === "term" ? "term" : data.kind.replaceAll("-", " "), { class: "kind" }));
  shown.append(make("h3", data.label, { dir: "auto" }));
  const edges = node.connectedEdges();
  shown.append(make("p", `${edges.length} ${edges.length === 1 ? "statement" : "statements"} shown.`, { class: "soft" }));
  const tools = make("p", "", { class: "tools" });
  tools.append(make("a", "Its page", { class: "button", href: address(data.iri) }));
  if (around.has(data.kind)) {
    const button = make("button", "Walk on from here", { type: "button" });
    button.addEventListener("click", () => walk(node));
    tools.append(button, make("a", "Its own neighbourhood", { class: "button", href: `${address(data.iri)}/neighbourhood` }));
  }
  shown.append(tools);
  const list = make("ul", "", { class: "things" });
  for (const edge of edges.toArray()) {
    const item = make("li");
    const button = make("button", sentence(edge), { type: "button", dir: "auto" });
    button.addEventListener("click", () => choose(edge));
    item.append(button, " ", standing(edge.data("standing")));
    list.append(item);
  }
  shown.append(list);
}

function sentence(edge) {
  return `${edge.source().data("label")} – ${word(edge.data("property"))} – ${edge.target().data("label")}`;
}

async function ofEdge(edge, shown) {
  const data = edge.data();
  shown.append(make("p", "Statement", { class: "kind" }), make("h3", sentence(edge), { dir: "auto" }));
  const line = make("p");
  line.append(standing(data.standing), data.rule ? ` by the rule ${data.rule} ` : " ", make("a", "its own page", { href: address(data.iri) }));
  const wait = make("p", "Reading its words…", { class: "soft" });
  shown.append(line, wait);
  try {
    const found = await read(`${address(data.iri)}.json`);
    if (!edge.hasClass("chosen")) return;
    wait.remove();
    for (const item of found.evidence) shown.append(quote(item));
    if (!found.evidence.length) shown.append(make("p", "No source says it: the register has it as background.", { class: "soft" }));
  } catch (error) {
    wait.textContent = `Its words could not be read: ${error.message}.`;
  }
}

function quote(item) {
  const figure = make("figure", "", { class: `quote as-${item.modality}` });
  figure.append(make("blockquote", item.quote.exact, { dir: "auto" }));
  const caption = make("figcaption");
  caption.append(make("a", item.speaker.label, { href: address(item.speaker.iri) }), ` · ${item.modality} · ${item.certainty} · `, make("a", "claim", { href: `/claim/${item.claim}` }));
  figure.append(caption);
  return figure;
}

// ---- walking on
async function walk(node) {
  const data = node.data();
  const shown = island.querySelector(".shown");
  if (!around.has(data.kind)) return;
  const asked = new URL(island.dataset.json, location.href).searchParams;
  asked.delete("depth");
  try {
    const found = await read(`${address(data.iri)}/neighbourhood.json?${asked}`);
    const known = new Set(cy.elements().map((one) => one.id()));
    const fresh = found.nodes.filter((one) => !known.has(one.iri));
    const room = LIMIT - cy.nodes().length;
    const kept = { ...found, nodes: fresh.slice(0, Math.max(0, room)) };
    const made = elements(kept).filter((one) => !known.has(one.data.id));
    for (const one of made) if (one.group === "nodes") one.position = { ...node.position() };
    cy.add(made);
    if (made.length) arrange(true);
    list();
    choose(node);
    const left = fresh.length - kept.nodes.length;
    const told = made.length ? `${kept.nodes.length} more things, ${made.length - kept.nodes.length} more statements` : "Nothing more is stated of it";
    const cut = left > 0 || found.nodes.length < found.total ? ` A picture holds ${LIMIT} things: ${(left > 0 ? left : 0) + found.total - found.nodes.length} were left out; narrow by property, standing or kind.` : "";
    shown.prepend(make("p", `${told}.${cut}`, { class: "soft" }));
  } catch (error) {
    shown.prepend(make("p", `What is around it could not be read: ${error.message}.`, { class: "soft" }));
  }
}

// ---- the list beside, for keys and readers
function list() {
  const wanted = document.getElementById("sift").value.toLocaleLowerCase();
  const nodes = cy.nodes().filter((node) => node.data("label").toLocaleLowerCase().includes(wanted));
  const items = nodes.toArray().map((node) => {
    const item = make("li");
    const button = make("button", node.data("label"), { type: "button", dir: "auto", "aria-pressed": String(node.hasClass("chosen")) });
    button.dataset.id = node.id();
    button.append(make("small", node.data("kind").replaceAll("-", " ")));
    button.addEventListener("click", () => choose(node, false));
    button.addEventListener("dblclick", () => walk(node));
    item.append(button);
    return item;
  });
  island.querySelector(".nodes").replaceChildren(...items);
}

function legend() {
  const used = new Set(cy.edges().map((edge) => edge.data("standing")));
  const items = Object.entries(STYLES).filter(([name]) => used.has(name)).map(([name, style]) => {
    const item = make("li");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 38 10");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const dashes = { dashed: "6 4", dotted: "1.5 3", solid: "none" }[style.line];
    for (const [key, value] of Object.entries({ x1: 0, y1: 5, x2: 38, y2: 5, stroke: token(style.colour), "stroke-width": style.width, "stroke-dasharray": dashes })) line.setAttribute(key, value);
    svg.append(line);
    item.append(svg, `${SIGNS[name]} ${word(name)}`);
    return item;
  });
  island.querySelector(".legend").replaceChildren(...items);
}
