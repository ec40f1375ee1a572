"""The dashboard in a browser that has no network: opened from its file, every request but that for the file counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

# the contrast of every text in sight with what lies behind it: [ratio, text], the worst first
CONTRASTS = """() => {
  const part = (c) => { const v = c / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const rgba = (text) => { const m = text.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const behind = (at) => {
    for (; at; at = at.parentElement) {
      const found = rgba(getComputedStyle(at).backgroundColor);
      if (found[3] > 0) return found;
    }
    return [255, 255, 255, 1];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), at = walker.currentNode.parentElement;
    if (!words || !at.checkVisibility() || at.closest("script,style,.unseen,.skip")) continue;
    const style = getComputedStyle(at), ink = rgba(at.closest("svg") ? style.fill : style.color);
    const [one, other] = [light(ink), light(behind(at.closest(".chart") || at))].sort((a, b) => b - a);
    found.push([(one + 0.05) / (other + 0.05), words]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}"""
# what reaches beyond the sides of the window
BEYOND = """() => [...document.body.querySelectorAll("*")].filter((at) => {
  if (!at.checkVisibility() || at.closest(".unseen,.skip,caption,svg,summary span")) return false;
  const box = at.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
}).map((at) => at.tagName + "#" + at.id + "." + at.className + " " + at.textContent.slice(0, 40))"""
# texts of charts that leave the picture, and names on an axis that run into each other
CROWDED = """() => [...document.querySelectorAll(".chart svg")].flatMap((svg) => {
  const seen = (within) => [...within.querySelectorAll("text")]
    .filter((text) => text.textContent.trim() && text.getAttribute("opacity") !== "0")
    .map((text) => [text.textContent, text.getBoundingClientRect()]);
  const frame = svg.getBoundingClientRect(), right = Math.min(frame.right + 40, innerWidth + 1);
  const out = seen(svg).filter(([, box]) => box.right > right || box.left < frame.left - 3);
  const meet = (a, b) => b.left < a.right - 1 && a.left < b.right - 1 && b.top < a.bottom - 3 && a.top < b.bottom - 3;
  const crowded = [...svg.querySelectorAll(".role-axis-label")].map(seen)
    .flatMap((labels) => labels.slice(1).filter(([, box], at) => meet(labels[at][1], box)));
  return [...out, ...crowded].map(([words]) => svg.closest(".chart").id + ": " + words);
})"""
# parts in sight that hold a heading and nothing else
EMPTY = """() => [...document.querySelectorAll("main > section[id]:not([hidden])")]
  .filter((at) => at.innerText.trim().split("\\n").length < 2).map((at) => at.id)"""
OPEN = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"
DRAWN = """() => [...document.querySelectorAll(".chart")]
  .every((at) => !at.checkVisibility() || at.querySelector("svg[aria-hidden]"))"""


@dataclass
class Opened:
    """A page, with all that it said on its console and all it asked for beside its own file."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def figures(self) -> list[tuple[str, str]]:
        """Ids and texts of the figures in sight."""
        found: list[tuple[str, str]] = self.page.evaluate(
            """() => [...document.querySelectorAll("[data-figure]")].filter((at) => !at.closest("[hidden]"))
                .map((at) => [at.dataset.figure, at.textContent])"""
        )
        return [(id, text) for id, text in found]

    def choose(self, node: str) -> None:
        """Go to a node as its address does."""
        self.page.evaluate("(id) => { location.hash = '#unit=' + encodeURIComponent(id); }", node)
        self.page.wait_for_function(
            "(id) => document.querySelector('#cards [data-figure]').dataset.figure.startsWith(id + ':')", arg=node
        )
        self.settle()

    def settle(self) -> None:
        """Until every chart in sight is drawn."""
        self.page.wait_for_function(DRAWN)

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """The nodes of the page's data, each with its name in words."""
        found: list[dict[str, Any]] = self.page.evaluate(
            """() => { const data = JSON.parse(document.getElementById("data").textContent);
                return data.nodes.map((node) => ({id: node.id, name: data.texts[node.name]})); }"""
        )
        return found


def broken_rules(page: Page) -> list[tuple[str, str]]:
    """What axe-core holds against a page, each rule with the first element that breaks it. Needs bypass_csp."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]


@contextmanager
def opened(browser: Browser, file: Path, width: int = 1280, unit: str = "", **settings: Any) -> Iterator[Opened]:
    """The file in a context of its own; any message and any request are there to be looked at."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **settings)
    page = context.new_page()
    found = Opened(page)
    page.on("console", lambda message: found.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: found.said.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (found.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: found.asked.append(request.url))
    page.goto(file.as_uri() + (f"#unit={unit}" if unit else ""))
    if settings.get("java_script_enabled", True):
        page.wait_for_function("() => document.documentElement.dataset.ready === 'true'")
        found.settle()
    found.asked = [url for url in found.asked if url.partition("#")[0] != file.as_uri()]
    yield found
    context.close()
