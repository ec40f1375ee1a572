"""What people say."""

from sales_pipeline.contract import Count, Day, Instant, Money, Table, Text, column
from sales_pipeline.forecast.contracts.values import CALL_SOURCES, CALL_STATES, HORIZONS


class NodeCalls(Table):
    """One row per node of the tree as it was that day, and period (current and next): the call that stands for it."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    call_amount: Money = column("Call at the node, else its children's, else closed + commit", unit="company currency")
    call_source: Text = column("Which of them", isin=CALL_SOURCES)
    call_layer: Text = column("Layer of the call where it was submitted", null=True)


class CommitForecast(Table):
    """One row per representative or unit expected to call, period and layer: the newest call that counts, or none."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Whom or what the call is for")
    node_name: Text = column("Name")
    level: Text = column("Level of the node")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    layer: Text = column("Who calls: representative, manager, region, cro")
    submitter_id: Text = column("Who sent it, or should have", null=True)
    submitter_name: Text = column("Name", null=True)
    state: Text = column("missing, submitted or late", isin=CALL_STATES)
    submitted_at: Instant = column("When it was sent", unit="UTC", null=True)
    due_at: Instant = column("When it was due", unit="UTC", null=True)
    lock_at: Instant = column("Until when it counts", unit="UTC", null=True)
    call_amount: Money = column("The call: where the period will land", unit="company currency", null=True)
    most_likely_amount: Money = column("Most likely landing", unit="company currency", null=True)
    best_case_amount: Money = column("Best case landing", unit="company currency", null=True)
    system_amount: Money = column("What the CRM says: closed + commit", unit="company currency")
    delta_amount: Money = column("Call − system", unit="company currency", null=True)
    reason_code: Text = column("Why it differs", null=True)
    note: Text = column("Words of the submitter", null=True)
    included_deal_count: Count = column("Deals named as in", ge=0)
    excluded_deal_count: Count = column("Deals named as out", ge=0)
    source_file: Text = column("File it came in", null=True)
    source_line: Count = column("Line of the call in that file", null=True)
