"""What every asset of the graph shares: the home's resource, its weeks as partitions, and owner and kind by domain."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
from pydantic import PrivateAttr

from sales_pipeline import company
from sales_pipeline.documents import Drawer
from sales_pipeline.home import Home
from sales_pipeline.lock import run_lock
from sales_pipeline.release import heal
from sales_pipeline.weeks import Weeks

LOCKED = "sales_pipeline/home_is_locked"
OWNERS = {"intake": "team:sales-operations", "forecast": "team:sales-analytics", "execution": "team:sales-operations"}


def partitions() -> dg.WeeklyPartitionsDefinition:
    """Mondays in the company's zone from its first week; the week that has begun counts."""
    settings = company.load(Home.find().require().company_file)
    return dg.WeeklyPartitionsDefinition(
        start_date=settings.first_week.isoformat(), day_offset=1, timezone=settings.time_zone, end_offset=1
    )


class HomeResource(dg.ConfigurableResource[Any]):
    """The company's folder; its settings are read when a run starts."""

    root: str
    _weeks: Weeks | None = PrivateAttr(default=None)
    _drawer: Drawer | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["HomeResource"]:
        """Hold the home's lock while a run works, unless the command that started it already does."""
        # dagster hands tags on to a run that repeats another: of that one, the number is another
        if context.run and context.run.tags.get(LOCKED) == context.run.run_id:
            yield self
            return

        def waiting(holder: str) -> None:
            # an event, not a log line: those stay below the level that dagster.yaml keeps
            if context.run and context.instance:
                context.instance.report_engine_event(
                    f"Waiting for {holder}, which is running on this home.", context.run
                )

        with run_lock(Home.find(self.root), waiting):
            yield self

    @property
    def weeks(self) -> Weeks:
        """The tables of the home, one set for the whole run."""
        if self._weeks is None:
            home = Home.find(self.root).require()
            self._weeks = Weeks(home, company.load(home.company_file))
            heal(home)
        return self._weeks

    @property
    def drawer(self) -> Drawer:
        if self._drawer is None:
            self._drawer = Drawer(self.weeks)
        return self._drawer
