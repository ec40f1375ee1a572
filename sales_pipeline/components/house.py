"""What every asset of the graph shares: the home's resource, its weeks as partitions, and owner and kind by domain."""

import dagster as dg
from pydantic import PrivateAttr

from sales_pipeline import company
from sales_pipeline.documents import Drawer
from sales_pipeline.home import Home
from sales_pipeline.weeks import Weeks

OWNERS = {"intake": "team:sales-operations", "forecast": "team:sales-analytics"}


def partitions() -> dg.WeeklyPartitionsDefinition:
    """Mondays in the company's zone from its first week; the week that has begun counts."""
    settings = company.load(Home.find().require().company_file)
    return dg.WeeklyPartitionsDefinition(
        start_date=settings.first_week.isoformat(), day_offset=1, timezone=settings.time_zone, end_offset=1
    )


class HomeResource(dg.ConfigurableResource[None]):
    """The company's folder; its settings are read when a run starts."""

    root: str
    _weeks: Weeks | None = PrivateAttr(default=None)
    _drawer: Drawer | None = PrivateAttr(default=None)

    @property
    def weeks(self) -> Weeks:
        """The tables of the home, one set for the whole run."""
        if self._weeks is None:
            home = Home.find(self.root).require()
            self._weeks = Weeks(home, company.load(home.company_file))
        return self._weeks

    @property
    def drawer(self) -> Drawer:
        if self._drawer is None:
            self._drawer = Drawer(self.weeks)
        return self._drawer
