"""Made-up companies whose every chance is known: a Markov chain of deals by the day, of which nothing is hidden.

What a deal may do on a working day (advance, skip a stage, be won, be lost, move its close date) hangs on its stage,
days in it, age, amount, pushes, close date, representative and the calendar. All of that stands in the records of the
CRM, so a deal's true chance given what is visible is the share of regenerated futures, from its state, in which it is
won. Frozen: the test holds the hash of this text, so that nobody fits it to a method's score. It knows no method.
"""

from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Random = np.random.Generator

STAGES = ("Prospecting", "Qualification", "Solution", "Proposal", "Negotiation", "Closed Won", "Closed Lost")
PROPOSAL, NEGOTIATION, WON, LOST = 3, 4, 5, 6
YEARS, TYPICAL_AMOUNT = 4, 20_000.0
# a typical deal's hazards by stage, a working day
ADVANCE = np.array([1 / 16, 1 / 20, 1 / 22, 1 / 24, 0])
WIN = np.array([0, 0, 1 / 350, 1 / 110, 1 / 20])
LOSE = np.array([1 / 55, 1 / 65, 1 / 85, 1 / 100, 1 / 80])
SEASON = np.array([0.93, 1.0, 0.95, 1.12])


@dataclass
class Deals:
    """Deals and the state each is in; days count from the calendar's first."""

    number: Ints
    owner: Ints
    created: Ints
    stage: Ints
    entered: Ints
    amount: Floats
    close: Ints
    pushes: Ints

    def __getitem__(self, which: Any) -> "Deals":
        return Deals(*(getattr(self, field.name)[which] for field in fields(self)))

    def __len__(self) -> int:
        return len(self.number)


class Days:
    """What the calendar does to deals, a row per day."""

    def __init__(self, start: date) -> None:
        self.start = np.datetime64(start, "D")
        day = self.start + np.arange(366 * (YEARS + 6))
        month = day.astype("datetime64[M]")
        quarter = month.astype(np.int64) // 3
        stop = ((quarter + 1) * 3).astype("datetime64[M]").astype("datetime64[D]")
        self.quarter_end: Ints = (stop - self.start).astype(np.int64) - 1
        self.month_end: Ints = ((month + 1).astype("datetime64[D]") - self.start).astype(np.int64) - 1
        self.left: Ints = self.quarter_end - np.arange(len(day))
        since = (day - (quarter * 3).astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
        august = month.astype(np.int64) % 12 == 7
        # the quarter ends in a hurry; the next begins with a rest, and with clearing out what should have closed
        self.hurry: Floats = (0.7 + 2.6 * np.exp(-self.left / 9)) * SEASON[quarter % 4] * np.where(august, 0.85, 1)
        self.clearing: Floats = np.where(since < 10, 1.4, 1.0)
        self.works = np.is_busday(day)

    def number(self, day: date) -> int:
        return int((np.datetime64(day, "D") - self.start).astype(np.int64))

    def snapped(self, day: Ints, random: Random) -> Ints:
        """Close dates as people write them: many at a quarter's end, some at a month's."""
        habit = random.random(len(day))
        return np.where(habit < 0.4, self.quarter_end[day], np.where(habit < 0.65, self.month_end[day], day))


class Company:
    """One company: its representatives, and what happens to deals on a day. The same seed gives the same company."""

    def __init__(self, seed: int, start: date, people: int) -> None:
        self.days, random = Days(start), np.random.default_rng([seed, 1])
        self.skill: Floats = np.exp(random.normal(0, 0.3, people))
        self.pace: Floats = np.exp(random.normal(0, 0.15, people))
        self.diligence: Floats = random.uniform(0.02, 0.15, people)
        self.load: Floats = random.gamma(6, 1, people)
        # a third join on the way and grow into their work in half a year
        joined = random.integers(0, int(365 * (YEARS - 1)), people)
        self.joined: Ints = np.where(np.arange(people) % 3 == 2, joined, -1000)
        self.seed = seed

    def created(self, opportunities: int, stop: int) -> Deals:
        """Every deal as it is on the day it is created, in the order of these days."""
        random, day = np.random.default_rng([self.seed, 2]), np.arange(stop)
        busy = self.days.works[:stop] * np.exp(0.12 * day / 365) * np.where(self.days.left[:stop] < 7, 0.7, 1)
        on = np.sort(random.choice(day, opportunities, p=busy / busy.sum()))
        owner = np.array([self._someone(each, random) for each in on], np.int64)
        stage = (random.random(opportunities) < 0.15).astype(np.int64)
        amount = TYPICAL_AMOUNT * np.exp(random.normal(0.05 * on / 365, 0.9))
        planned = on + 20 + np.exp(random.normal(np.log(55), 0.5, opportunities)).astype(np.int64)
        close = self.days.snapped(planned, random)
        nothing = np.zeros(opportunities, np.int64)
        return Deals(np.arange(opportunities), owner, on, stage, on, amount.round(2), close, nothing)

    def _someone(self, day: int, random: Random) -> int:
        there = np.where(self.joined <= day, self.load, 0)
        return int(np.searchsorted(np.cumsum(there) / there.sum(), random.random(), side="right"))

    def step(self, deals: Deals, day: int, random: Random) -> Bools:
        """What a working day does to open deals, in place; which of them it changed."""
        rates = self._rates(deals, day)
        total = rates.sum(axis=0)
        drawn = random.random(len(deals))
        happens: Bools = drawn < 1 - np.exp(-total)
        what = np.flatnonzero(happens)
        part = random.random(len(what)) * total[what]
        won, lost = part < rates[0, what], part >= rates[0, what]
        lost &= part < rates[0, what] + rates[1, what]
        self._win(deals, what[won], random)
        deals.stage[what[lost]] = LOST
        self._advance(deals, what[~won & ~lost], day, random)
        moved = self._move(deals, day, random)
        closed = deals.stage >= WON
        deals.close[closed] = day
        return happens | moved

    def _rates(self, deals: Deals, day: int) -> Floats:
        """Hazards to be won, to be lost, to advance."""
        waited = np.maximum(day - deals.entered - 21, 0)
        size = np.log(deals.amount / TYPICAL_AMOUNT)
        skill = (self.skill * np.clip(0.6 + 0.4 * (day - self.joined) / 180, 0.6, 1))[deals.owner]
        due = deals.close - day
        near = np.where(due < 0, 0.9, np.clip(1.5 - 1.1 * (due - 7) / 60, 0.4, 1.5))
        moving = (0.3 + 0.7 * np.exp(-waited / 50)) * np.exp(-0.12 * size)
        win = WIN[deals.stage] * moving * skill * self.days.hurry[day] * near * np.maximum(0.9**deals.pushes, 0.55)
        old = 1 + (day - deals.created > 300) + 0.5 * (due < 0)
        forgotten = 0.15 + 0.85 * np.exp(-waited / 40)
        lose = LOSE[deals.stage] * old * forgotten * np.exp(0.06 * size) / np.sqrt(skill) * self.days.clearing[day]
        lose *= np.minimum(1.05**deals.pushes, 1.4)
        return np.stack([win, lose, ADVANCE[deals.stage] * moving * self.pace[deals.owner]])

    def _win(self, deals: Deals, which: Ints, random: Random) -> None:
        cut = np.where(random.random(len(which)) < 0.6, random.uniform(0, 0.25, len(which)), 0)
        deals.amount[which] = (deals.amount[which] * (1 - cut)).round(2)
        deals.stage[which] = WON

    def _advance(self, deals: Deals, which: Ints, day: int, random: Random) -> None:
        steps = np.where(random.random(len(which)) < 0.15, 2, 1)
        deals.stage[which] = np.minimum(deals.stage[which] + steps, NEGOTIATION)
        deals.entered[which] = day
        revised = np.where(random.random(len(which)) < 0.35, random.normal(-0.03, 0.22, len(which)), 0)
        deals.amount[which] = (deals.amount[which] * np.exp(revised)).round(2)

    def _move(self, deals: Deals, day: int, random: Random) -> Bools:
        """Close dates that passed, or will before the deal is ready, are pushed; some in negotiation pulled in."""
        due, quarter_end = deals.close - day, self.days.quarter_end[day]
        early = (deals.stage < PROPOSAL) & (due >= 0) & (due < 14)
        late = (deals.stage == NEGOTIATION) & (deals.close > quarter_end) & (self.days.left[day] < 40)
        chance = np.where(due < 0, self.diligence[deals.owner], np.where(early, 0.05, np.where(late, 0.012, 0)))
        moved: Bools = (random.random(len(deals)) < chance) & (deals.stage < WON)
        pulled = moved & late & (due >= 0)
        deals.close[pulled] = quarter_end
        which = np.flatnonzero(moved & ~pulled)
        wanted = np.maximum(deals.close[which], day) + 7 + random.exponential(35, len(which)).astype(np.int64)
        deals.close[which] = self.days.snapped(wanted, random)
        deals.pushes[which] += 1
        return moved

    def history(self, opportunities: int, week: date) -> tuple[list[tuple[int, Deals]], Deals]:
        """What was written into the CRM on each day before the week, and the deals open when it begins."""
        stop, random = self.days.number(week), np.random.default_rng([self.seed, 3])
        coming = self.created(opportunities, stop)
        written, deals = [], coming[:0]
        for day in range(stop):
            new = coming[coming.created == day]
            if self.days.works[day]:
                changed = self.step(deals, day, random)
                written.append((day, deals[changed]))
                deals = deals[deals.stage < WON]
            if len(new):
                written.append((day, new))
                deals = _joined(deals, new)
        return written, deals

    def futures(self, deals: Deals, week: date, stops: tuple[date, ...], count: int, seed: int) -> Floats:
        """Share of regenerated futures in which each deal is won before the first stop, between it and the next, …"""
        days, random = [self.days.number(day) for day in (week, *stops)], np.random.default_rng([self.seed, 4, seed])
        won = np.zeros((len(stops), len(deals)))
        batches = [25] * (count // 25) + [count % 25] * (count % 25 > 0)
        for batch in batches:
            place, running = np.tile(np.arange(len(deals)), batch), deals[np.tile(np.arange(len(deals)), batch)]
            for stretch, (first, stop) in enumerate(pairwise(days)):
                for day in range(first, stop):
                    if self.days.works[day]:
                        self.step(running, day, random)
                        won[stretch] += np.bincount(place[running.stage == WON], minlength=len(deals))
                        place, running = place[running.stage < WON], running[running.stage < WON]
        return won / count


def _joined(one: Deals, other: Deals) -> Deals:
    return Deals(*(np.concatenate([getattr(one, f.name), getattr(other, f.name)]) for f in fields(Deals)))
