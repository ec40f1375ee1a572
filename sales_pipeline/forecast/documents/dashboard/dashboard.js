// Puts a node's texts in place and draws its charts. Every figure comes as a text; nothing is worked out here but where
// marks stand. The page's policy forbids eval and any request, so charts use Vega's own interpreter.
(() => {
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const part = (at, place) => { const kept = data.texts[at]; return Array.isArray(kept) ? kept[place] : place ? undefined : kept; };
const text = (at) => part(at, 0), number = (at) => part(at, 1), role = (at) => part(at, 2) || "";
const nodes = data.nodes, ITSELF = -1, TABLE = 1, CHART = 2;
nodes.forEach((node) => { node.children = []; });
nodes.forEach((node, at) => { if (node.parent >= 0) nodes[node.parent].children.push(at); });
const drawn = new Map();
let shown = 0;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) if (value !== null && value !== "") made.setAttribute(key, value);
  made.append(...children);
  return made;
}
const leading = (at, words) => {
  const made = element("button", {type: "button", class: "go"}, words);
  made.addEventListener("click", () => choose(at, true));
  return made;
};

// ---- tables and charts
function fill(view, lines, at) {
  const body = $("table-" + view.id).tBodies[0];
  body.replaceChildren(...lines.filter((line) => line[3] !== CHART && line.slice(4).some((cell) => text(cell))).map((line) => row(view, line, at)));
}
function row(view, line, at) {
  const [label, end, whose, , ...cells] = line;
  const name = text(label), leads = whose >= 0 && whose !== at;
  const made = element("tr", {role: "row"}, element("th", {scope: "row", role: "rowheader"}, leads ? leading(whose, name) : name));
  view.columns.forEach(([title, , measure, isNumber, isShown], place) => {
    if (!isShown) return;
    const cell = cells[place], words = text(cell);
    const id = measure && words && whose >= ITSELF ? nodes[whose === ITSELF ? at : whose].id + ":" + measure + text(end)
      : measure && words ? ":" + measure + text(end) : null;
    const classes = [isNumber ? "n" : "", role(cell)].filter(Boolean).join(" ");
    made.append(element("td", {role: "cell", class: classes, "data-title": title, "data-figure": id}, words));
  });
  return made;
}
function chartRows(view, lines) {
  return lines.filter((line) => line[3] !== TABLE).slice(0, view.most || undefined).map((line) => {
    const made = {label: text(line[0])};
    view.columns.forEach(([, field], place) => {
      const cell = line[place + 4], value = number(cell);
      made[field] = value === undefined ? null : value;
      made[field + "_text"] = text(cell) || "–";
      if (field === view.coloured) made.colour = "var(--" + (role(cell) || "main") + ")";
    });
    return made;
  });
}
function draw(view, lines, unit, words) {
  const place = $("chart-" + view.id), old = drawn.get(view.id);
  if (old) { old.then((made) => made && made.finalize()).catch(() => {}); drawn.delete(view.id); }
  place.replaceChildren();
  if (!lines.length) return;
  place.setAttribute("aria-label", words);
  const spec = JSON.parse(JSON.stringify(view.chart).split("{unit}").join(JSON.stringify(unit).slice(1, -1)));
  const rows = chartRows(view, lines);
  spec.datasets = {...spec.datasets, rows};
  // a mark without any value would only make Vega wonder
  const known = (field) => !field || !(field in rows[0]) || rows.some((each) => each[field] !== null);
  spec.layer = spec.layer.filter(({encoding}) => ["x", "y", "x2", "y2"].every((channel) => known((encoding[channel] || {}).field)));
  if (spec.height.step) spec.height = spec.height.step * rows.length;
  const narrow = place.clientWidth < 480, limit = narrow ? 105 : 230;
  const config = {...data.config, axisY: {...data.config.axisY, labelLimit: limit}};
  // Vega names the element it draws in; ours is named already, around it
  const inside = element("div");
  place.append(inside);
  drawn.set(view.id, vegaEmbed(inside, spec, {
    mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, config,
    tooltip: {theme: "own", disableDefaultStyle: true},
  }).then((made) => { place.querySelector("svg").setAttribute("aria-hidden", "true"); return made; })
    .catch((error) => { console.error(view.id, error); }));
}

// ---- a node
function show(at, {focus = false, say = true} = {}) {
  const node = nodes[at], name = text(node.name), unit = text(node.unit);
  shown = at;
  $("node").textContent = name;
  $("level").textContent = text(node.level).split("_").join(" ");
  $("path").firstElementChild.replaceChildren(...path(at));
  node.cards.forEach(([figure, note], place) => card(node, $("cards").children[place], figure, note));
  let place = 0;
  data.parts.forEach((each, which) => {
    const lead = text(node.leads[which]);
    $("lead-" + each.id).textContent = lead;
    let some = false;
    each.views.forEach((view) => {
      const lines = node.views[place++];
      some = some || lines.length > 0;
      place_view(view, lines, at, unit, name + ". " + lead);
    });
    $(each.id).hidden = !some && !lead;
  });
  mark(at);
  if (say) $("said").textContent = name + ": " + [...$("cards").children].map((each) => each.textContent).join("; ");
  if (focus) { $("node").focus(); $("node").scrollIntoView({block: "start"}); }
}
function place_view(view, lines, at, unit, words) {
  const title = view.title.split("{unit}").join(unit), around = $("view-" + view.id);
  around.hidden = !lines.length;
  around.querySelectorAll("figcaption, caption, summary span").forEach((each) => { each.textContent = title; });
  fill(view, lines, at);
  if (view.chart) draw(view, lines, unit, title + ". " + words);
}
function card(node, place, figure, note) {
  put(node, place.children[1], "figure", figure);
  put(node, place.children[2], "note", note);
}
function put(node, place, name, [role, ...pieces]) {
  place.className = (name + " " + text(role)).trim();
  place.replaceChildren();
  for (let at = 0; at < pieces.length; at += 2) {
    const words = text(pieces[at]), measure = text(pieces[at + 1]);
    place.append(measure ? element("span", {"data-figure": node.id + ":" + measure}, words) : words);
  }
}
function path(at) {
  const steps = [];
  for (let each = at; each >= 0; each = nodes[each].parent) steps.unshift(each);
  return steps.map((each) => element("li", {}, each === at ? element("span", {"aria-current": "page"}, text(nodes[each].name))
    : leading(each, text(nodes[each].name))));
}

// ---- the way to a node: address, tree, search
const address = (at) => "#unit=" + encodeURIComponent(nodes[at].id);
function choose(at, focus) {
  if (at === shown) { if (focus) $("node").focus(); return; }
  wanted = focus;
  location.hash = address(at);
}
let wanted = false;
function addressed() {
  if (!location.hash.startsWith("#unit=")) return location.hash ? -1 : 0;
  let id = location.hash.slice(6);
  try { id = decodeURIComponent(id); } catch { return -1; }
  return nodes.findIndex((node) => node.id === id);
}
addEventListener("hashchange", () => {
  const at = addressed();
  if (at >= 0) show(at, {focus: wanted});
  wanted = false;
});

const tree = $("tree"), find = $("find"), open = new Set([0]);
const item = (at) => tree && tree.querySelector('[data-at="' + at + '"]');
function leaf(at, level, place, of, isFound) {
  const node = nodes[at], words = element("span", {class: "row"}, text(node.name));
  if (isFound && node.parent >= 0) words.append(" ", element("small", {}, text(nodes[node.parent].name)));
  const made = element("li", {role: "treeitem", "data-at": at, "aria-level": level, "aria-posinset": place, "aria-setsize": of,
    tabindex: -1, "aria-selected": String(at === shown)}, words);
  made.style.paddingLeft = (level - 1) * .9 + "rem";
  if (node.children.length && !isFound) made.setAttribute("aria-expanded", String(open.has(at)));
  return made;
}
// every leaf that is in sight, as one list: its level says how deep it lies
function branch(at, level = 1, place = 1, of = 1) {
  const node = nodes[at], below = open.has(at) ? node.children : [];
  return [leaf(at, level, place, of), ...below.flatMap((child, index) => branch(child, level + 1, index + 1, below.length))];
}
function grow(focus) {
  const sought = find.value.trim().toLocaleLowerCase();
  const found = sought ? nodes.map((_, at) => at).filter((at) => text(nodes[at].name).toLocaleLowerCase().includes(sought)) : null;
  const most = 40;
  tree.replaceChildren(...(found ? found.slice(0, most).map((at, index) => leaf(at, 1, index + 1, found.length, true)) : branch(0)));
  if (found && !found.length) tree.append(element("li", {role: "treeitem", class: "none", "aria-disabled": "true"}, "No name holds this"));
  if (found && found.length > most) tree.append(element("li", {role: "treeitem", class: "none", "aria-disabled": "true"}, found.length - most + " more"));
  const first = item(focus === undefined ? shown : focus) || tree.querySelector("[data-at]");
  if (first) { first.tabIndex = 0; if (focus !== undefined) first.focus(); }
}
function mark(at) {
  if (!tree) return;
  const within = tree.contains(document.activeElement);
  for (let each = nodes[at].parent; each >= 0; each = nodes[each].parent) open.add(each);
  grow(within ? at : undefined);
  const chosen = item(at);
  if (chosen) chosen.firstElementChild.scrollIntoView({block: "nearest"});
}
function step(from, by) {
  const all = [...tree.querySelectorAll("[data-at]")], at = all.indexOf(from) + by;
  if (all[at]) move(all[at]);
}
function move(to) {
  tree.querySelectorAll("[tabindex='0']").forEach((each) => { each.tabIndex = -1; });
  to.tabIndex = 0;
  to.focus();
}
const KEYS = {
  ArrowDown: (on) => step(on, 1),
  ArrowUp: (on) => step(on, -1),
  Home: () => move(tree.querySelector("[data-at]")),
  End: () => move([...tree.querySelectorAll("[data-at]")].pop()),
  ArrowRight: (on, at) => {
    if (on.getAttribute("aria-expanded") === "false") { open.add(at); grow(at); } else if (on.hasAttribute("aria-expanded")) step(on, 1);
  },
  ArrowLeft: (on, at) => {
    if (on.getAttribute("aria-expanded") === "true") { open.delete(at); grow(at); } else if (item(nodes[at].parent)) move(item(nodes[at].parent));
  },
  Enter: (on, at) => choose(at, false),
  " ": (on, at) => choose(at, false),
};
if (tree) {
  tree.addEventListener("keydown", (event) => {
    const on = event.target.closest("[data-at]");
    if (!on || event.ctrlKey || event.metaKey || event.altKey) return;
    if (KEYS[event.key]) KEYS[event.key](on, Number(on.dataset.at));
    else if (event.key.length === 1) {
      const all = [...tree.querySelectorAll("[data-at]")], from = all.indexOf(on), key = event.key.toLocaleLowerCase();
      const next = [...all.slice(from + 1), ...all.slice(0, from)].find((each) => text(nodes[each.dataset.at].name).toLocaleLowerCase().startsWith(key));
      if (!next) return;
      move(next);
    } else return;
    event.preventDefault();
  });
  tree.addEventListener("click", (event) => {
    const on = event.target.closest("[data-at]");
    if (!on) return;
    const at = Number(on.dataset.at);
    if (nodes[at].children.length && !find.value) { if (at === shown && open.has(at)) open.delete(at); else open.add(at); }
    if (at === shown) grow(at); else choose(at, false);
  });
  find.addEventListener("input", () => grow());
  find.addEventListener("keydown", (event) => {
    const first = tree.querySelector("[data-at]");
    if (event.key === "ArrowDown" && first) { event.preventDefault(); move(first); }
    if (event.key === "Enter" && first && find.value) choose(Number(first.dataset.at), true);
    if (event.key === "Escape") { find.value = ""; grow(); }
  });
  tree.closest("nav").hidden = false;
  if (matchMedia("(max-width: 68.74rem)").matches) $("ways").open = false;
}

// ---- light and dark, print
const button = $("theme"), isDark = () => document.documentElement.dataset.theme
  ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
const told = () => { button.setAttribute("aria-pressed", String(isDark())); };
button.textContent = "Dark colours";
button.hidden = false;
button.addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; told(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", told);
told();
const tables = [...document.querySelectorAll("figure details")];
tables.forEach((each) => { each.open = false; });
let before = [];
addEventListener("beforeprint", () => { before = tables.map((each) => each.open); tables.forEach((each) => { each.open = true; }); });
addEventListener("afterprint", () => { tables.forEach((each, at) => { each.open = before[at]; }); });

// ---- a figure's id, under the pointer
addEventListener("pointerover", (event) => {
  const on = event.target.closest && event.target.closest("[data-figure]");
  if (on) on.title = on.dataset.figure;
});

data.company.views.forEach((view, place) => {
  const lines = data.company.lines[place];
  if (view.chart && lines.length) draw(view, lines, "", view.title + ". " + $("lead-" + data.company.id).textContent);
});
show(Math.max(addressed(), 0), {say: false});
document.documentElement.dataset.ready = "true";
})();
