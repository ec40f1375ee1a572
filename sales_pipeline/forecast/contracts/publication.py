"""What stands beside a published week."""

from sales_pipeline.contract import Count, Day, Ratio, Table, Text, column


class GateResults(Table):
    """One row per gate: what it promises, whether the week keeps it, and by how much not."""

    week: Day = column("Monday the row is for")
    gate: Text = column("Name of the gate")
    table_name: Text = column("Table it guards")
    promise: Text = column("What it promises")
    state: Text = column("ok, warn, error, waived (by a person)", isin=["ok", "warn", "error", "waived"])
    row_count: Count = column("Rows that break it", ge=0)
    measured: Ratio = column("What is compared with the limits: a count, share or amount", null=True)
    warn_limit: Ratio = column("Above it the gate warns", null=True)
    error_limit: Ratio = column("Above it the gate stops the week", null=True)
    detail: Text = column("First rows that break it, in words", null=True)
    waived_by: Text = column("Who waived it", null=True)
    waiver_reason: Text = column("Why", null=True)

    class Config:
        metadata = {"grain": ("week", "gate")}


class Publications(Table):
    """One row per published week: what it was made from."""

    week: Day = column("Monday that was published")
    run_id: Text = column("Hash of the rows visible at the week, the settings and the version")
    settings_hash: Text = column("Hash of the settings")
    version: Text = column("Version of sales-pipeline")
    status: Text = column("draft, or final once approved", isin=["draft", "final"])

    class Config:
        metadata = {"grain": ("week",)}
