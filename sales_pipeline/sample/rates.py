"""Exchange rates of the sample, in millionths of a dollar: a market rate a month and a plan rate a year. Invented."""

from bisect import bisect_right
from datetime import date

from sales_pipeline.calendar import periods
from sales_pipeline.company import Fiscal
from sales_pipeline.sample.days import NOW
from sales_pipeline.sample.draws import Draws

COMPANY_CURRENCY = "USD"
_START = {"EUR": 1_086_000, "GBP": 1_254_000}
_FIRST_MONTH = date(2023, 7, 1)


class Rates:
    """The rates of one seed: each month drifts from the last, plan rates are January's, rounded."""

    def __init__(self, seed: int) -> None:
        months = [month.start for month in periods(Fiscal(period="month"), 2023, 2026)]
        self._months = [day for day in months if day >= _FIRST_MONTH and day.toordinal() < NOW]
        self._starts = [day.toordinal() for day in self._months]
        self._spot = {currency: self._path(seed, currency) for currency in _START}

    def _path(self, seed: int, currency: str) -> list[int]:
        rate, path = _START[currency], []
        for month in self._months:
            path.append(rate)
            pull = (_START[currency] * 103 // 100 - rate) // 12
            rate += pull + Draws(seed, "rate", currency, month).between(-19_000, 19_000)
        return path

    def spot(self, currency: str, day: int) -> int:
        """Dollars for a unit on a day, in millionths."""
        if currency == COMPANY_CURRENCY:
            return 1_000_000
        return self._spot[currency][bisect_right(self._starts, day) - 1]

    def dollars(self, cents: int, currency: str, day: int) -> int:
        """An amount in cents as dollar cents, rounded half up."""
        return (cents * self.spot(currency, day) + 500_000) // 1_000_000

    def reference_rows(self) -> list[tuple[object, ...]]:
        """The rows of reference/exchange_rates.csv."""
        rows: list[tuple[object, ...]] = []
        for currency, path in self._spot.items():
            for month, rate in zip(self._months, path, strict=True):
                rows.append((currency, "spot", month.isoformat(), "", _decimal(rate)))
            for year in range(2023, 2027):
                rate = self.spot(currency, max(date(year, 1, 1), _FIRST_MONTH).toordinal())
                rows.append((currency, "plan", f"{year}-01-01", "", _decimal((rate + 5_000) // 10_000 * 10_000)))
        return rows


def _decimal(millionths: int) -> str:
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}"
