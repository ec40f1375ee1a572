"""What stands beside a published week."""

from sales_pipeline.contract import Day, Table, Text, Verdicts, column


class GateResults(Verdicts):
    """One row per gate: what it promises, whether the week keeps it, and by how much not."""


class Publications(Table):
    """One row per published week: what it was made from."""

    week: Day = column("Monday that was published")
    run_id: Text = column("Hash of the rows visible at the week, the settings and the version")
    settings_hash: Text = column("Hash of the settings")
    version: Text = column("Version of sales-pipeline")
    status: Text = column("draft, or final once approved", isin=["draft", "final"])

    class Config:
        metadata = {"grain": ("week",)}
