"""Draws the pictures of gallery/ from the documents of a home's newest week: `python docs/gallery.py data`.

Takes LibreOffice, poppler's pdftoppm and Chromium, which the project itself does not need. Pictures of measured figures
are in pictures.py.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

GALLERY = Path(__file__).parent / "gallery"
DOTS_PER_INCH, COLOURS = 96, 128
# the page of each that begins with these words
SLIDES = {
    "call": "We call", "range": "Eight in ten", "bridge": "Open pipeline", "gap": "What is expected",
    "calls": "representatives have sent", "accuracy": "The forecast missed",
}  # fmt: skip
SHEETS = {"summary": "Summary", "drivers": "Drivers", "checks": "Checks"}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def main(home: Path) -> None:
    """Replace the gallery's PNG files."""
    outputs = max(path for path in (home / "outputs").iterdir() if path.name[:1].isdigit())
    for old in GALLERY.glob("*.png"):
        old.unlink()
    with TemporaryDirectory() as place:
        for name, found in _drawn(outputs, Path(place)):
            _keep(name, found)


def _drawn(outputs: Path, place: Path) -> Iterator[tuple[str, Path]]:
    deck, book = (_as_pdf(outputs / name, place) for name in ("forecast_presentation.pptx", "variance_analysis.xlsx"))
    for pdf, wanted in ((deck, SLIDES), (book, SHEETS)):
        for name, words in wanted.items():
            yield f"{pdf.stem}-{name}", _page(pdf, _number(pdf, words), place)
    yield "forecast_summary", _page(outputs / "forecast_summary.pdf", 1, place)
    for scheme in SCHEMES:
        yield f"forecast_dashboard-{scheme}", _screen(outputs / "forecast_dashboard.html", scheme, place)


def _as_pdf(document: Path, place: Path) -> Path:
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(place), str(document)]
    subprocess.run(command, check=True, capture_output=True)
    return place / f"{document.stem}.pdf"


def _number(pdf: Path, words: str) -> int:
    """The first page, from 1, whose heading holds some words."""
    for number, page in enumerate(PdfReader(pdf).pages, 1):
        if words in page.extract_text()[:120]:
            return number
    raise SystemExit(f"No page of {pdf.name} begins with {words!r}: correct docs/gallery.py")


def _page(pdf: Path, number: int, place: Path) -> Path:
    target = place / f"{pdf.stem}.{number}"
    pages = ["-f", str(number), "-l", str(number), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", *pages, str(pdf), str(target)], check=True)
    return place / f"{target.name}.png"


def _screen(page: Path, scheme: Scheme, place: Path) -> Path:
    target = place / f"{scheme}.png"
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
        shown.goto(page.resolve().as_uri())
        shown.wait_for_selector("svg, canvas")
        shown.screenshot(path=target)
        browser.close()
    return target


def _keep(name: str, picture: Path) -> None:
    """With few colours: text and bars stay as they are, the file is a third."""
    with Image.open(picture) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(GALLERY / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
