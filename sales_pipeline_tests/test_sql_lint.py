"""Every .sql file keeps the rules that make results repeat, and the lint catches a text that doesn't."""

import pytest

from sales_pipeline import sql
from sales_pipeline_tests.sql_lint import lint

HEAD = "-- One row per node.\n-- grain: week, node_id\n"
GOOD = """
with

units as (
    select
        forecast_rollup.node_id,
        forecast_rollup.parent_node_id,
        cast(sum(forecast_rollup.closed_amount) as decimal(18, 2)) as closed_amount,
        cast(count(*) filter (where forecast_rollup.depth = 0) as bigint) as node_count,
        string_agg(forecast_rollup.node_name, ', ' order by forecast_rollup.node_id asc) as names
    from forecast_rollup
    where exists (select 1 from nodes where nodes.node_id = forecast_rollup.node_id)
        and forecast_rollup.node_id in (select node_ancestors.node_id from node_ancestors)
    group by
        forecast_rollup.node_id,
        forecast_rollup.parent_node_id
)

select
    this_week.week as week,
    units.node_id as node_id,
    cast(
        round(cast(units.closed_amount as decimal(19, 2)) * settings.accuracy_warn_ratio, 2) as decimal(18, 2)
    ) as tenth_amount,
    cast(floor(
        cast(units.closed_amount as double) / nullif(cast(units.node_count as double), 0.0e0) * 1e6 + 0.5
    ) / 1e6 as decimal(18, 6)) as share_ratio,
    this_week.week + units.node_count as due_date,
    cast(date_diff('day', this_week.period_start_date, this_week.week) as bigint) as past_days,
    tenth_amount > 0 as is_positive
from units
cross join this_week
cross join settings
qualify row_number() over (partition by units.parent_node_id order by units.node_id asc) = 1
order by
    share_ratio desc,
    units.node_id asc
"""
ROLLUP = "from forecast_rollup"


def texts() -> dict[str, str]:
    """Every .sql file's text by its name; what Python makes has none."""
    tables = {name: table.text for name, table in {**sql.tables(), **sql.backtests()}.items() if not table.function}
    return {**tables, **{name: gate.text for name, gate in sql.gates().items()}}


@pytest.mark.parametrize("name", texts())
def test_every_file_keeps_the_rules(name: str) -> None:
    assert lint(texts()[name]) == []


def test_a_text_that_keeps_the_rules_is_let_through() -> None:
    assert lint(HEAD + GOOD) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("heading", "select forecast_rollup.week from forecast_rollup"),
        ("heading", "-- grain: week\nselect forecast_rollup.week from forecast_rollup"),
        ("one_select", "select forecast_rollup.week from forecast_rollup;"),
        ("one_select", "select nodes.week from nodes; select nodes.week from nodes"),
        ("one_select", "create table x as select nodes.week from nodes"),
        ("no_star", "select * from forecast_rollup"),
        ("no_star", "select nodes.* from nodes"),
        ("no_star", "with x as (select * from nodes) select x.week as week from x"),
        ("no_recursion", "with recursive x as (select nodes.week from nodes) select x.week from x"),
        ("forbidden", "select hash(nodes.node_id) as a from nodes"),
        ("forbidden", "select any_value(nodes.node_id) as a from nodes"),
        ("forbidden", "select arg_max(nodes.node_id, nodes.depth) as a from nodes"),
        ("forbidden", "select max_by(nodes.node_id, nodes.depth) as a from nodes"),
        ("forbidden", "select first(nodes.node_id order by nodes.depth asc) as a from nodes"),
        ("forbidden", "select median(nodes.depth) as a from nodes"),
        ("forbidden", "select quantile_cont(nodes.depth, 0.5) as a from nodes"),
        ("forbidden", "select mode(nodes.depth) as a from nodes"),
        ("forbidden", "select stddev(nodes.depth) as a from nodes"),
        ("forbidden", "select list(nodes.node_id order by nodes.node_id asc) as a from nodes"),
        ("forbidden", "select [nodes.node_id] as a from nodes"),
        ("forbidden", "select {'a': nodes.node_id} as a from nodes"),
        ("forbidden", "select unnest([1, 2]) as a from nodes"),
        ("forbidden", "select isodow(nodes.week) as a from nodes"),
        ("forbidden", "select date_trunc('month', nodes.week) as a from nodes"),
        ("forbidden", "select extract(year from nodes.week) as a from nodes"),
        ("forbidden", "select year(nodes.week) as a from nodes"),
        ("forbidden", "select date_part('month', nodes.week) as a from nodes"),
        ("forbidden", "select strftime(nodes.week, '%Y') as a from nodes"),
        ("forbidden", "select random() as a from nodes"),
        ("forbidden", "select now() as a from nodes"),
        ("forbidden", "select current_date as a from nodes"),
        ("forbidden", "select current_timestamp as a from nodes"),
        ("forbidden", "select today() as a from nodes"),
        ("forbidden", "select gen_random_uuid() as a from nodes"),
        ("forbidden", "select nodes.week from nodes using sample 10 rows"),
        ("forbidden", "select distinct on (nodes.node_id) nodes.week from nodes"),
        ("forbidden", "select nodes.week from nodes asof join stages on nodes.week >= stages.valid_from"),
        ("calendar_from_tables", "select nodes.week + interval 7 day as a from nodes"),
        ("calendar_from_tables", "select date_add(nodes.week, interval 1 month) as a from nodes"),
        ("calendar_from_tables", "select date_diff('month', nodes.week, nodes.week) as a from nodes"),
        ("no_date_arithmetic", "select this_week.week - this_week.previous_week as a from this_week"),
        ("no_date_arithmetic", "select this_week.week_at - this_week.previous_week_at as a from this_week"),
        ("qualified", "select week as a from nodes"),
        ("qualified", "select nodes.week as a from nodes where depth = 0"),
        ("aliased", "select nodes.depth + 1 from nodes"),
        ("aliased", "with x as (select count(*) from nodes) select 1 as a from x"),
        ("directions_written", "select nodes.week as a from nodes order by nodes.node_id"),
        ("windows_ordered", "select row_number() over (partition by nodes.week) as a from nodes"),
        ("windows_ordered", "select last_value(nodes.depth) over (partition by nodes.week) as a from nodes"),
        ("windows_ordered", "select lag(nodes.depth ignore nulls) over () as a from nodes"),
        ("windows_ordered", "select row_number() over (order by 1 asc) as a from nodes"),
        ("limits_ordered", "select nodes.week as a from nodes limit 3"),
        ("limits_ordered", "select x.week as a from (select nodes.week from nodes limit 3) as x order by x.week asc"),
        ("texts_ordered", "select string_agg(nodes.node_id, ', ') as a from nodes"),
        ("ties_broken", "select row_number() over (order by nodes.depth asc) as a from nodes"),
        ("ties_broken", "select nodes.node_id from nodes order by nodes.node_id asc, nodes.depth asc limit 3"),
        ("ties_broken", "select string_agg(nodes.level, ', ' order by nodes.depth asc) as a from nodes"),
        ("gate_ordered", "select nodes.node_id from nodes"),
        ("sums_cast", f"select sum(forecast_rollup.closed_amount) as a {ROLLUP}"),
        ("sums_cast", f"select sum(forecast_rollup.depth) filter (where true) as a {ROLLUP}"),
        ("sums_cast", f"select forecast_rollup.node_id {ROLLUP} group by all having sum(forecast_rollup.depth) > 1"),
        ("sums_exact", f"select cast(sum(cast(forecast_rollup.closed_amount as double)) as bigint) as a {ROLLUP}"),
        ("sums_exact", f"select cast(sum(forecast_rollup.closed_amount * 1e0) as decimal(18, 2)) as a {ROLLUP}"),
        (
            "sums_exact",
            f"with x as (select cast(forecast_rollup.depth as double) / 2 as half {ROLLUP}) "
            "select cast(sum(x.half) as decimal(18, 2)) as a from x",
        ),
        ("sums_exact", f"select cast(avg(forecast_rollup.closed_amount) as decimal(18, 2)) as a {ROLLUP}"),
        (
            "divisions_guarded",
            f"select cast(forecast_rollup.depth as double) / cast(forecast_rollup.depth as double) as a {ROLLUP}",
        ),
        ("divisions_guarded", f"select forecast_rollup.depth / nullif(forecast_rollup.depth, 0) as a {ROLLUP}"),
        ("no_double_rounding", f"select round(cast(forecast_rollup.depth as double), 2) as a {ROLLUP}"),
        ("no_double_rounding", f"select cast(forecast_rollup.attainment_ratio as bigint) as a {ROLLUP}"),
        ("no_double_rounding", f"select cast(forecast_rollup.depth * 0.5e0 as decimal(18, 2)) as a {ROLLUP}"),
        ("products_rounded", f"select forecast_rollup.closed_amount * forecast_rollup.attainment_ratio as a {ROLLUP}"),
        (
            "products_rounded",
            "select cast(sum(forecast_rollup.closed_amount * forecast_rollup.attainment_ratio) as decimal(18, 2)) "
            f"as a {ROLLUP}",
        ),
        (
            "products_have_room",
            "select cast(round(forecast_rollup.closed_amount * forecast_rollup.attainment_ratio, 2) as decimal(18, 2)) "
            f"as a {ROLLUP}",
        ),
    ],
)
def test_a_text_that_breaks_a_rule_is_caught(rule: str, text: str) -> None:
    found = lint({"heading": "", "gate_ordered": "-- All is well.\n-- on: nodes\n"}.get(rule, HEAD) + text)
    assert rule in {said.split(":")[0] for said in found}, found
