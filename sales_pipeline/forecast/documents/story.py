"""A week as a document tells it: its rows, its facts, its run, and how names from outside are written there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sales_pipeline.forecast.documents import selection, wording
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.money import Money
from sales_pipeline.render.phrases import capital, date_text, join_words, n_of
from sales_pipeline.render.run import Run
from sales_pipeline.render.text import keep_order, one_line, shorten

NAME_LENGTH, TEXT_LENGTH = 48, 160


def on_slide(text: str) -> str:
    """A text from outside in running text of a slide."""
    return keep_order(text)


@dataclass(frozen=True)
class Story:
    """Everything a sentence needs. write puts a text from outside into the document's form (render.markdown.esc)."""

    frames: Frames
    facts: Facts
    run: Run
    write: Callable[[str], str] = on_slide

    def name(self, value: object) -> str:
        """A name from outside, one line, not too long for a sentence."""
        return self.write(shorten(one_line(value), NAME_LENGTH))

    def long_text(self, value: object) -> str:
        """Words from outside (a reason, a promise), one line."""
        return self.write(shorten(one_line(value), TEXT_LENGTH))

    def __getitem__(self, id: str) -> str:
        """The words of a fact."""
        return self.facts.text(id)

    def value(self, id: str) -> Decimal | None:
        """The value of a fact that is a figure; None when unknown or when the week has no such fact."""
        value = self.facts.value(id) if id in self.facts else None
        return Decimal(value) if isinstance(value, (Decimal, int)) else None

    @property
    def company(self) -> Row | None:
        return selection.company(self.frames)

    @property
    def money(self) -> Money:
        return self.facts.money_format

    @property
    def measure(self) -> str:
        """What amounts are, for subtitles: "$M, annual contract value"."""
        return f"{self.money.unit}, {self.amount_kind}"

    @property
    def amount_kind(self) -> str:
        """What an amount counts: "annual contract value"."""
        return wording.AMOUNT_KINDS.get(self.run.amount_kind, self.run.amount_kind)

    @property
    def has_target(self) -> bool:
        return bool(self.company and self.company["target_amount"])

    @property
    def lead(self) -> str:
        """What the week's headline says: the call, or the expected amount where nobody has called."""
        return "expected" if self.company is None or self.company["call_source"] == "crm" else "call"

    @property
    def last_week(self) -> date:
        return date.fromisoformat(self.run.week) - timedelta(7)

    def since(self, against: str) -> str:
        """ "since 16 Nov" or "since the start of Q4 FY26"."""
        if against == "last_week":
            return f"since {date_text(self.last_week, year=False)}"
        return f"since the start of {self.name(self.run.period_label)}"

    def names(self, texts: Sequence[object], most: int = 3) -> str:
        """ "A, B and C", "A, B, C and 4 more"."""
        shown = [self.name(text) for text in texts[:most]]
        rest = len(texts) - len(shown)
        listed = [*shown, f"{rest} more"] if rest else shown
        # "A, Inc and B" reads as three where a name holds a comma
        return "; ".join(listed) if any(", " in text for text in shown) and len(listed) > 1 else join_words(listed)

    def level_of(self, rows: Sequence[Row]) -> str:
        """The word for nodes of one level: "region"; "unit" where levels are mixed."""
        levels = {row["level"] for row in rows}
        return self.name(wording.plain(levels.pop())) if len(levels) == 1 else "unit"

    def count_of(self, rows: Sequence[Row]) -> str:
        """ "three regions"."""
        noun = self.level_of(rows)
        return n_of(len(rows), noun, wording.plural(noun), words=True)


def sentence(text: str) -> str:
    """A sentence of a clause: first letter a capital, one full stop; nothing of nothing."""
    words = text.rstrip(". ")
    return capital(words) + "." if words else ""
