"""What every document says about the run that made it. Nothing here reads a clock: times come in with the run."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sales_pipeline.render.phrases import date_text


@dataclass(frozen=True)
class SignOff:
    """One approval of what a final document says, as it prints it."""

    role: str
    approved_by: str
    approved_at: datetime
    note: str


@dataclass(frozen=True)
class Run:
    """One run of one week, as documents print it.

    as_of: the instant the data is known at, with a time zone; weeks_left: whole weeks to the end of the period;
    currency: ISO 4217 code; amount_kind: acv, tcv, arr, monthly …; run_id and settings_hash: hexadecimal digits;
    stale_days: days without a change after which an open deal is stale, by the company's settings; deck_template: name
    and bytes of the company's own template; approvals: of a final document, who approved it.
    Raises ValueError when as_of has no time zone.
    """

    company: str
    week: str
    as_of: datetime
    period_label: str
    weeks_left: int
    currency: str
    amount_kind: str
    run_id: str
    settings_hash: str
    version: str
    status: str = "draft"
    notes: tuple[str, ...] = ()
    stale_days: int | None = None
    deck_template: tuple[str, bytes] | None = None
    approvals: tuple[SignOff, ...] = ()

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            raise ValueError(
                f"as_of must carry a time zone, got {self.as_of.isoformat()}: use datetime(..., tzinfo=UTC)"
            )

    @property
    def as_of_text(self) -> str:
        """The day of as_of, "20 Nov 2026"."""
        return date_text(self.as_of.date())

    @property
    def created(self) -> datetime:
        """as_of in UTC without fractions: the only timestamp files carry, so that equal runs give equal bytes."""
        return self.as_of.astimezone(UTC).replace(microsecond=0)
