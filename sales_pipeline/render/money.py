"""Amounts of money in one currency and one scale per document: "$40.4M", "−$1.2M", "(1.2)", "fell $1.2M"."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from sales_pipeline.render.phrases import FLAT_SHARE, MINUS, NOT_AVAILABLE, Number, rounded
from sales_pipeline.render.theme import scaled_amount

SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩", "ILS": "₪", "VND": "₫",
    "PHP": "₱", "NGN": "₦", "UAH": "₴", "BRL": "R$", "MXN": "MX$", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$",
    "SGD": "S$", "HKD": "HK$", "TWD": "NT$",
}  # fmt: skip
SUFFIXES = {0: "", 3: "K", 6: "M", 9: "B"}


@dataclass(frozen=True)
class Money:
    """How a document writes amounts: currency (ISO 4217), power of ten (0, 3, 6, 9) and decimal places."""

    currency: str
    power: int = 6
    places: int = 1

    def __post_init__(self) -> None:
        if self.power not in SUFFIXES:
            raise ValueError(f"power of ten must be one of 0, 3, 6, 9, got {self.power}")

    @classmethod
    def for_amounts(cls, currency: str, amounts: Iterable[Number | None]) -> "Money":
        """The scale in which the largest amount reads best: $40.4M, $4.04M, $412K, $41.2K, $412."""
        largest = max((abs(Decimal(amount)) for amount in amounts if amount is not None), default=Decimal(0))
        # Bounds lie half a unit under the round number, so that 999,950 is already $1.00M and never $1000K.
        for bound, power, places in (
            ("9995000000", 9, 1), ("999950000", 9, 2), ("9995000", 6, 1), ("999500", 6, 2), ("99950", 3, 0),
            ("9995", 3, 1),
        ):  # fmt: skip
            if largest >= Decimal(bound):
                return cls(currency, power, places)
        return cls(currency, 0, 0)

    @property
    def symbol(self) -> str:
        """ "$", or the code and a blank where a currency has no sign known everywhere: "CHF "."""
        return SYMBOLS.get(self.currency, self.currency + "\u00a0")

    @property
    def unit(self) -> str:
        """What headings say: "$M", "€K", "CHF M", "$"."""
        return (self.symbol + SUFFIXES[self.power]).strip("\u00a0")

    @property
    def excel_format(self) -> str:
        """The Excel number format that shows a full amount in this scale."""
        return scaled_amount(self.power, self.places)

    def finer(self, places: int = 1) -> "Money":
        """The same scale with more decimal places, for single deals."""
        return replace(self, places=self.places + places)

    def scaled(self, value: Number) -> Decimal:
        """The amount in the document's unit, rounded: 40,421,000 is 40.4."""
        return rounded(Decimal(value).scaleb(-self.power), self.places)

    def text(self, value: Number | None, *, signed: bool = False) -> str:
        """For prose and cards: "$40.4M", "−$1.2M", "$0", "<$0.1M" for what is not zero but rounds to it."""
        if value is None:
            return NOT_AVAILABLE
        if value == 0:
            return f"{self.symbol}0"
        digits, money = self.scaled(value), self
        if self.power == 3 and abs(digits) >= 1000:
            # An amount beyond those the scale was chosen from: $1.2M, not $1,234K.
            money = replace(self, power=6, places=max(self.places, 1))
            digits = money.scaled(value)
        smallest = Decimal(1).scaleb(-money.places)
        tiny = digits == 0
        sign = (MINUS if value < 0 else "+" if signed and value > 0 else "") if not tiny else ""
        body = f"{smallest if tiny else abs(digits):,.{money.places}f}"
        return f"{sign}{'<' if tiny else ''}{money.symbol}{body}{SUFFIXES[money.power]}"

    def cell(self, value: Number | None) -> str:
        """For a table column headed by the unit: "40.4", negatives "(1.2)", "" when unknown."""
        if value is None:
            return ""
        digits = self.scaled(value)
        body = f"{abs(digits):,.{self.places}f}"
        return f"({body})" if digits < 0 else body

    def change_cell(self, value: Number | None) -> str:
        """A change in a table: "+4.0", "(4.6)", "0.0"."""
        body = self.cell(value)
        return "+" + body if value is not None and self.scaled(value) > 0 else body

    def label(self, value: Number | None, *, signed: bool = False) -> str:
        """A chart label, no currency: "15.2"; signed gives "+0.4" and "−2.8"."""
        if value is None:
            return ""
        digits = self.scaled(value)
        sign = MINUS if digits < 0 else "+" if signed and digits > 0 else ""
        return f"{sign}{abs(digits):,.{self.places}f}"

    def moved(self, change: Number | None, base: Number | None = None) -> str:
        """A verb with its amount: "fell $1.2M", "rose $0.8M"; "was flat" when the change rounds to nothing or is under
        half a percent of the base."""
        if change is None:
            return "cannot be compared"
        if self.scaled(change) == 0 or (base and abs(Decimal(change)) < FLAT_SHARE * abs(Decimal(base))):
            return "was flat"
        return f"{'rose' if change > 0 else 'fell'} {self.text(abs(Decimal(change)))}"
