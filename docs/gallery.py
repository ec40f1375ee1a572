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
SLIDES = (2, 4, 5, 7, 11, 12)
SHEETS = ("Summary", "Drivers", "By node")
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
    for number in SLIDES:
        yield f"{deck.stem}-{number:02}", _page(deck, number, place)
    for sheet in SHEETS:
        yield f"{book.stem}-{sheet.lower().replace(' ', '_')}", _page(book, _first_page(book, sheet), place)
    yield "forecast_summary", _page(outputs / "forecast_summary.pdf", 1, place)
    for scheme in SCHEMES:
        yield f"forecast_dashboard-{scheme}", _screen(outputs / "forecast_dashboard.html", scheme, place)


def _as_pdf(document: Path, place: Path) -> Path:
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(place), str(document)]
    subprocess.run(command, check=True, capture_output=True)
    return place / f"{document.stem}.pdf"


def _first_page(book: Path, sheet: str) -> int:
    """The number of the first page, from 1, whose heading is that of a sheet."""
    for number, page in enumerate(PdfReader(book).pages, 1):
        # of a wide sheet the heading follows its name, before the day
        if page.extract_text().startswith((f"{sheet} As of", f"{sheet}\n")):
            return number
    raise SystemExit(f"No page of {book.name} shows the sheet {sheet}: correct SHEETS of docs/gallery.py")


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
