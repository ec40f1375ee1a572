"""How near chances come to a company's true ones: over regenerated futures, by the mean squared distance."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa

from sales_pipeline import company
from sales_pipeline.calendar import monday_at_or_after, period_at
from sales_pipeline.weeks import Weeks
from sales_pipeline_tests.truth import home
from sales_pipeline_tests.truth.generator import YEARS, Company, Floats, Ints

BINS = 10
# the true chances are shares of other futures than those that judge, so many times as many
FINER = 5


@dataclass(frozen=True)
class Judged:
    """What deals were said to do, beside what they truly may (`truth`) and what became of them (`won`), as shares."""

    said: Floats
    truth: Floats
    won: Floats
    stage: Ints

    @property
    def ratio(self) -> float:
        """Brier of what was said over Brier of the truth: 1 is as good as can be."""
        return brier(self.said, self.won) / brier(self.truth, self.won)

    @property
    def ratio_of_one_chance(self) -> float:
        """The same for somebody who knows no more than how many deals are won in all."""
        return brier(np.full(len(self.won), self.truth.mean()), self.won) / brier(self.truth, self.won)

    @property
    def ratio_of_stages(self) -> float:
        """The same for somebody who knows of each deal only its stage, and of each stage the true share won."""
        share = np.bincount(self.stage, self.truth) / np.maximum(np.bincount(self.stage), 1)
        return brier(share[self.stage], self.won) / brier(self.truth, self.won)

    @property
    def bins(self) -> list[tuple[int, float, float]]:
        """Deals, mean said and share won of each filled bin of what was said."""
        at = np.minimum((self.said * BINS).astype(int), BINS - 1)
        return [
            (int((at == n).sum()), float(self.said[at == n].mean()), float(self.won[at == n].mean()))
            for n in range(BINS)
            if (at == n).any()
        ]

    @property
    def reliability_error(self) -> float:
        """Mean distance of said and won over the bins, each by its deals."""
        return sum(count * abs(said - won) for count, said, won in self.bins) / len(self.said)


@dataclass(frozen=True)
class Scores:
    """One company in one week: the forecast of this and of the next period, and deal risk of the deals due."""

    current: Judged
    next: Judged
    risk: Judged
    risk_sums: set[Decimal]


def brier(said: Floats, won: Floats) -> float:
    """Mean over deals and futures of (said - outcome)²; `won` is the share of futures, whose outcomes are 0 and 1."""
    return float(np.mean(said * said - 2 * said * won + won))


def score(root: Path, seed: int, week: date, opportunities: int, people: int, count: int) -> Scores:
    """Generate a company, forecast its week with the tables of a weekly run, and regenerate what may come."""
    start = week - timedelta(weeks=52 * YEARS)
    made = Company(seed, start, people)
    written, deals = made.history(opportunities, week)
    written_home = home.write(root, made, written, monday_at_or_after(start))
    settings = company.load(written_home.company_file)
    frames = Weeks(written_home, settings).frames(["deal_forecast", "deal_risk"], week)
    periods = [period_at(settings, week, ahead) for ahead in (0, 1)]
    stops = (periods[0].end, periods[1].end)
    truth = made.futures(deals, week, stops, count * FINER, 1)
    won = made.futures(deals, week, stops, count, 2)
    names = [home.name(int(deal)) for deal in deals.number]
    said = [_said(frames["deal_forecast"], period.id, names) for period in periods]
    due = {row["opportunity_id"]: row for row in frames["deal_risk"].to_pylist()}
    at = np.array([n for n, deal in enumerate(names) if deal in due])
    chance = np.array([float(due[names[n]]["p_win_now"]) for n in at])
    return Scores(
        Judged(said[0], truth[0], won[0], deals.stage),
        Judged(said[1], truth[1], won[1], deals.stage),
        Judged(chance, truth[0][at], won[0][at], deals.stage[at]),
        {row["p_win_now"] + row["p_slip"] + row["p_lose"] for row in due.values()},
    )


def _said(deal_forecast: pa.Table, period: str, names: list[str]) -> Floats:
    """The chance of every open deal by the yields, in the order of the names."""
    rows = deal_forecast.to_pylist()
    chances = {
        row["opportunity_id"]: float(row["probability"])
        for row in rows
        if row["method"] == "expected_yield" and row["period_id"] == period
    }
    if set(chances) != set(names):
        raise AssertionError(f"{len(chances)} deals have a chance, {len(names)} are open")
    return np.array([chances[each] for each in names])
