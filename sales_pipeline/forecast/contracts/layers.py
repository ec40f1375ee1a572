"""The calls layer by layer, who is asked for one, and what past calls were worth."""

from sales_pipeline.contract import Count, Day, Flag, Instant, Money, Ratio, Table, Text, column
from sales_pipeline.forecast.contracts.values import CALL_LAYERS, CALL_STATES, HORIZONS, LEANINGS, VALUE_GROUPINGS


class CallSeats(Table):
    """One row per person asked for a call, node and layer: active representatives, and heads of units."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Whom or what the call is for")
    node_name: Text = column("Name")
    level: Text = column("Level of the node")
    layer: Text = column("Layer of the call", isin=CALL_LAYERS[1:])
    submitter_id: Text = column("Who is asked")
    submitter_name: Text = column("Name")


class CallLayers(Table):
    """One row per node, period and layer: the number after that layer has spoken, system first."""

    week: Day = column("Monday the row is for")
    node_id: Text = column("Node")
    node_name: Text = column("Name")
    parent_node_id: Text = column("Unit above; blank at the top", null=True)
    level: Text = column("Level of the node")
    period_id: Text = column("Fiscal period")
    horizon: Text = column("Running period, or the one after it", isin=HORIZONS)
    layer_order: Count = column("Order of the chain, from 0 = system", ge=0)
    layer: Text = column("system (closed + commit of the CRM), then who called", isin=CALL_LAYERS)
    amount: Money = column("Number of the node once this layer has spoken", unit="company currency")
    below_amount: Money = column("Number before; of the system its own", unit="company currency")
    delta_amount: Money = column("Amount − number before; of the system 0", unit="company currency")
    call_count: Count = column("Calls of this layer heard in the number, at the node or below", ge=0)
    is_submitted: Flag = column("A call of this layer was sent for the node itself")
    state: Text = column("missing, submitted or late; blank where nobody is asked", null=True, isin=CALL_STATES)
    submitter_id: Text = column("Who sent it, or should have", null=True)
    submitter_name: Text = column("Name", null=True)
    submitted_at: Instant = column("When it was sent", unit="UTC", null=True)
    reason_code: Text = column("Why it differs", null=True)
    note: Text = column("Words of the submitter", null=True)
    superseded_count: Count = column("Earlier calls that this one supersedes", ge=0)
    after_lock_count: Count = column("Calls that came after the lock and do not count", ge=0)
    source_file: Text = column("File the call came in", null=True)
    source_line: Count = column("Line in that file", null=True)


class NodeActuals(Table):
    """One row per ended period and node with a win in it: what was won, in the tree of the period's last week."""

    week: Day = column("Monday the row is for")
    period_id: Text = column("The ended period")
    node_id: Text = column("Node")
    actual_amount: Money = column("Won in the period, as known now", unit="company currency")
    won_deal_count: Count = column("Deals won in the period", ge=1)


class CallRecord(Table):
    """One row per past call, node and layer: what the system said then, what people said, and what came."""

    week: Day = column("Monday the row is for")
    as_of_date: Day = column("Monday of the call: with as many weeks left as now")
    period_id: Text = column("The ended period it was for")
    period_label: Text = column("Its name on documents")
    period_order: Count = column("Order of periods in time")
    weeks_left: Count = column("Weeks left then", ge=0)
    node_id: Text = column("Unit; people only where calls.show_people allows it")
    node_name: Text = column("Name")
    level: Text = column("Level of the node")
    layer: Text = column("Who called", isin=CALL_LAYERS[1:])
    call_count: Count = column("Calls of this layer heard in the number", ge=1)
    is_submitted: Flag = column("A call of this layer was sent for the node itself")
    submitter_id: Text = column("Who sent it; only where calls.show_people allows it", null=True)
    submitter_name: Text = column("Name; only where calls.show_people allows it", null=True)
    state: Text = column("submitted or late; blank for a sum of calls", null=True, isin=CALL_STATES)
    reason_code: Text = column("Why it differed", null=True)
    note: Text = column("Words of the submitter; only where calls.show_people allows it", null=True)
    system_amount: Money = column("Closed + commit of the CRM then", unit="company currency")
    below_amount: Money = column("Number before this layer spoke", unit="company currency")
    call_amount: Money = column("Number after it", unit="company currency")
    actual_amount: Money = column("Won in the period in the end", unit="company currency")
    system_error_amount: Money = column("System − actual", unit="company currency")
    call_error_amount: Money = column("Call − actual", unit="company currency")
    value_amount: Money = column("|System error| − |call error|: above 0 the call was nearer", unit="company currency")
    layer_value_amount: Money = column(
        "|Error before this layer| − |call error|: what this layer added", unit="company currency"
    )


class OverrideValue(Table):
    """One row per group of past calls (all of a layer, by reason, unit or person): whether they beat the system."""

    week: Day = column("Monday the row is for")
    grouped_by: Text = column("What the calls are grouped by", isin=VALUE_GROUPINGS)
    layer: Text = column("Who called", isin=CALL_LAYERS[1:])
    member_id: Text = column("Reason, unit or person; `all` for a whole layer")
    member_name: Text = column("Its name")
    period_count: Count = column("Ended periods with such calls", ge=1)
    call_count: Count = column("Calls sent, at most one per node, layer and period", ge=1)
    override_count: Count = column("Those that differed from the system", ge=0)
    better_count: Count = column("Those nearer to what came than the system", ge=0)
    value_amount: Money = column("Σ (|system error| − |call error|)", unit="company currency")
    mean_value_ratio: Ratio = column("Mean of value / larger of actual and system, not below −1", null=True)
    family_mean_ratio: Ratio = column("The same of the family the group is drawn to", null=True)
    weight_ratio: Ratio = column("How far the group speaks for itself", unit="0..1", null=True, ge=0, le=1)
    shrunk_value_ratio: Ratio = column("Family's mean + weight × (own mean − it): the score", null=True)
    call_amount: Money = column("Sum of the calls", unit="company currency")
    actual_amount: Money = column("Sum of what came", unit="company currency")
    bias_amount: Money = column("Calls − actual; above 0 they promised too much", unit="company currency")
    bias_ratio: Ratio = column("Bias / actual", null=True)
    over_count: Count = column("Calls above what came", ge=0)
    leaning: Text = column("optimist or sandbagger, once enough periods say so", null=True, isin=LEANINGS)
