"""Files changed by somebody after they were drawn: one figure, one formula, one slide."""

import io
import re
import zipfile
from collections.abc import Callable

from sales_pipeline.render.reading import sheets
from sales_pipeline.render.reading.deck import opened

Change = Callable[[bytes], bytes]


def in_member(name: str, change: Change) -> Change:
    """A change of one member of a package; name is a pattern, the first that it changes is meant."""

    def changed(blob: bytes) -> bytes:
        out, done = io.BytesIO(), False
        with zipfile.ZipFile(io.BytesIO(blob)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                data = source.read(info)
                if not done and re.fullmatch(name, info.filename):
                    new = change(data)
                    done, data = new != data, new
                target.writestr(info, data)
        assert done, f"nothing was changed in {name}"
        return out.getvalue()

    return changed


def replaced(old: str, new: str, count: int = 1) -> Change:
    """A change of text: the first match of a pattern."""
    return lambda blob: re.sub(old.encode(), new.encode(), blob, count=count, flags=re.DOTALL)


def everywhere(old: str, new: str) -> Change:
    """A change of text wherever it stands."""
    return lambda blob: blob.replace(old.encode(), new.encode())


def in_embedded(change: Change) -> Change:
    """A change of the first workbook behind a chart that has what is changed."""

    def in_book(data: bytes) -> bytes:
        try:
            return in_member(r"xl/worksheets/sheet1\.xml", change)(data)
        except AssertionError:
            return data

    return in_member(r"ppt/embeddings/.*\.xlsx", in_book)


def in_sheet(name: str, change: Change) -> Change:
    """A change of a sheet by its name."""

    def changed(blob: bytes) -> bytes:
        path = next(sheet.path for sheet in sheets.book(blob) if sheet.name == name)
        return in_member(re.escape(path), change)(blob)

    return changed


def cell(reference: str, old: str, new: str) -> Change:
    """A change within one cell's XML."""
    return lambda blob: re.sub(
        rf'(<c r="{reference}"[^>]*>(?:(?!</c>).)*?){old}'.encode(), rf"\g<1>{new}".encode(), blob, count=1
    )


def without_slide(number: int) -> Change:
    """A slide taken out as PowerPoint does."""

    def changed(blob: bytes) -> bytes:
        deck, out = opened(blob), io.BytesIO()
        ids = deck.slides._sldIdLst
        deck.part.drop_rel(ids[number - 1].rId)
        ids.remove(ids[number - 1])
        deck.save(out)
        return out.getvalue()

    return changed


def in_deck(change: Callable[[object], None]) -> Change:
    """A change made through the library."""

    def changed(blob: bytes) -> bytes:
        deck, out = opened(blob), io.BytesIO()
        change(deck)
        deck.save(out)
        return out.getvalue()

    return changed
