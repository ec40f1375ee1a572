"""From a published figure down to the rows it comes from: node, units below it, deals, cell of yields, file and line.

Everything is read from analytics.duckdb and the week's forecast_facts.json. Nothing is calculated but the sums and
differences that show whether the parts make the figure.
"""

from sales_pipeline.explain.asked import explain, explained
from sales_pipeline.explain.part import ExplainError, Part

__all__ = ["ExplainError", "Part", "explain", "explained"]
