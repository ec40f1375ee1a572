// Draws the charts and finds cards. Every figure comes as a text; the page's policy forbids eval and any request.
(() => {
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);

for (const {id, spec, rows} of data.charts) {
  const place = $("chart-" + id), inside = document.createElement("div");
  spec.datasets = {...spec.datasets, rows};
  if (spec.height.step) spec.height = spec.height.step * rows.length;
  const config = {...data.config, axisY: {...data.config.axisY, labelLimit: place.clientWidth < 480 ? 120 : 260}};
  place.append(inside);
  vegaEmbed(inside, spec, {
    mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, config,
    tooltip: {theme: "own", disableDefaultStyle: true},
  }).then(() => place.querySelector("svg").setAttribute("aria-hidden", "true")).catch((error) => console.error(id, error));
}

// ---- cards by the words in them
const find = $("find");
if (find) {
  find.closest("label").hidden = false;
  const cards = [...document.querySelectorAll(".board li")].map((card) => [card, card.textContent.toLocaleLowerCase()]);
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLocaleLowerCase();
    cards.forEach(([card, words]) => { card.hidden = !words.includes(wanted); });
    document.querySelectorAll(".board details").forEach((each) => { each.open = Boolean(wanted); });
  });
}

// ---- light and dark
const button = $("theme"), isDark = () => document.documentElement.dataset.theme
  ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
const told = () => { button.setAttribute("aria-pressed", String(isDark())); };
button.textContent = "Dark colours";
button.hidden = false;
button.addEventListener("click", () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; told(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", told);
told();
addEventListener("beforeprint", () => { document.querySelectorAll("details").forEach((each) => { each.open = true; }); });
document.documentElement.dataset.ready = "true";
})();
