"""Chances beside the truth: on companies whose every chance is known, those forecast come near the best Brier score.

Measured over regenerated futures from the state at a Monday in the middle of a quarter, after four years.
"""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sales_pipeline_tests.truth import generator
from sales_pipeline_tests.truth.generator import LOST, WON, Company
from sales_pipeline_tests.truth.scores import Scores, score

# of the generator's text as it was before any score of it was seen: a change of it is a new, unseen truth
FROZEN = "92d3f5a0b626d97cf5fdcc27055f43e4f84fc3c9791811caa6489f342b5b8e49"
WITHIN = 1.10
COMPANIES = [(11, date(2024, 11, 18)), (12, date(2024, 8, 12)), (13, date(2025, 5, 19))]
SMALL = (21, date(2024, 11, 18))


def test_the_generator_is_the_frozen_one() -> None:
    text = Path(generator.__file__).read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == FROZEN


def test_a_company_is_like_companies_are() -> None:
    made = Company(SMALL[0], date(2020, 11, 23), 12)
    written, deals = made.history(4000, SMALL[1])
    ends = {stage: sum(int((each.stage == stage).sum()) for _, each in written) for stage in (WON, LOST)}
    assert ends[WON] + ends[LOST] + len(deals) == 4000
    assert 0.2 < ends[WON] / (ends[WON] + ends[LOST]) < 0.5
    left = np.concatenate([np.full(int((each.stage == WON).sum()), made.days.left[day]) for day, each in written])
    # a fortnight is 0.15 of a quarter
    assert 0.25 < (left < 14).mean() < 0.45
    assert np.concatenate([each.pushes for _, each in written]).max() >= 5


def test_futures_repeat_and_win_each_deal_once() -> None:
    made, stops = Company(SMALL[0], date(2020, 11, 23), 12), (date(2025, 1, 1), date(2025, 4, 1))
    _, deals = made.history(1000, SMALL[1])
    before = deals[np.arange(len(deals))]
    once, again = (made.futures(deals, SMALL[1], stops, 30, 1) for _ in range(2))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, made.futures(deals, SMALL[1], stops, 30, 2))
    assert once.sum(axis=0).max() <= 1
    # futures leave the state they start from as it is
    assert np.array_equal(before.stage, deals.stage)
    assert np.array_equal(before.close, deals.close)


def test_a_small_company_s_chances_are_near_the_truth(tmp_path: Path) -> None:
    judge(score(tmp_path, *SMALL, opportunities=4000, people=12, count=50))


@pytest.mark.long
@pytest.mark.parametrize(("seed", "week"), COMPANIES)
def test_chances_are_within_a_tenth_of_the_truth(seed: int, week: date, tmp_path: Path) -> None:
    scores = score(tmp_path, seed, week, opportunities=20_000, people=30, count=200)
    judge(scores)
    # with enough deals to learn from, more is known than what each stage truly brings
    assert scores.current.ratio < scores.current.ratio_of_stages


def judge(scores: Scores) -> None:
    assert scores.current.ratio <= WITHIN, scores.current.bins
    assert scores.next.ratio <= WITHIN, scores.next.bins
    assert scores.risk.ratio <= WITHIN, scores.risk.bins
    # a test that one chance for all deals would pass would say nothing
    assert scores.current.ratio_of_one_chance > 1.2
    # what is said to be won in seven of ten is won in seven of ten, by and large
    for judged in (scores.current, scores.next, scores.risk):
        assert judged.reliability_error <= 0.06, judged.bins
    assert scores.risk_sums == {1}
