"""The code location: the graph of defs/ with the home it works on. Loads what dagster and dg ask for."""

from pathlib import Path

import dagster as dg

from sales_pipeline.components.house import HomeResource
from sales_pipeline.home import Home


@dg.definitions
def defs() -> dg.Definitions:
    graph = dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
    house = dg.Definitions(
        resources={"home": HomeResource(root=str(Home.find().root))}, executor=dg.in_process_executor
    )
    return dg.Definitions.merge(graph, house)
