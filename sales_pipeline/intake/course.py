"""What each state of a deal says of its course so far: stages and close dates before it, moves and pushes counted.

Told once, here, from a deal's states in order, so that no table has to look back through all of history again. Every
fact rests on the state and those before it alone: a week sees of it what it saw then. What a deal will come to is no
part of this.
"""

COURSE = (
    "previous_state", "previous_stage_name", "stage_entered_at", "stage_move_count", "previous_close_date",
    "first_close_date", "push_count",
)  # fmt: skip
STATE = "CASE WHEN is_deleted THEN 'deleted' WHEN is_won THEN 'won' WHEN is_closed THEN 'lost' ELSE 'open' END"


def ranges(table: str) -> str:
    """A query for number (from 1), end and course of each row of a table in which every deal's states lie in order.

    Its rows lie as the table's do: put them beside those with POSITIONAL JOIN. `table` has at least opportunity_id,
    valid_from, stage_name, close_date and the flags.
    """
    return f"""
        WITH states AS (
            SELECT rowid AS place, opportunity_id, valid_from, stage_name, close_date, {STATE} AS state FROM {table}
        ), neighbours AS ({_NEIGHBOURS}), steps AS ({_STEPS}), dated AS ({_DATED}), counted AS ({_COUNTED})
        SELECT CAST(place - {_latest("place", "is_first")} + 1 AS BIGINT) AS change_seq, valid_to,
            previous_state, previous_stage_name, stage_entered_at,
            CAST(moves - {_latest("moves", "is_first")} AS BIGINT) AS stage_move_count,
            previous_close_date, first_close_date,
            CAST(pushes - {_latest("pushes", "is_first")} AS BIGINT) AS push_count
        FROM counted {_SO_FAR}"""


def _latest(value: str, flag: str) -> str:
    """The value in the last of this deal's rows so far that has a flag; blank where none has it."""
    return f"arg_max_null(CASE WHEN {flag} THEN {value} END, CASE WHEN is_first OR {flag} THEN place END) OVER so_far"


# No window has a partition or an order: it follows the rows as they lie, once, where one that has them sorts first.
# A deal's first row, which is_first tells, ends what was said of the deal before it.
_SO_FAR = "WINDOW so_far AS (ROWS UNBOUNDED PRECEDING)"
_NEIGHBOURS = """
    SELECT *, lag(opportunity_id) OVER () IS DISTINCT FROM opportunity_id AS is_first,
        CASE WHEN lead(opportunity_id) OVER () = opportunity_id THEN lead(valid_from) OVER () END AS valid_to,
        lag(state) OVER () AS state_before,
        lag(stage_name) OVER () AS stage_before,
        lag(close_date) OVER () AS close_before
    FROM states"""
_STEPS = """
    SELECT place, is_first, valid_from, valid_to, close_date,
        CASE WHEN NOT is_first THEN state_before END AS previous_state,
        CASE WHEN NOT is_first THEN stage_before END AS previous_stage_name,
        CASE WHEN NOT is_first THEN close_before END AS previous_close_date,
        stage_name IS DISTINCT FROM CASE WHEN NOT is_first THEN stage_before END AS is_entry,
        NOT is_first AND state = 'open' AND state_before = 'open' AND stage_name <> stage_before AS is_move,
        close_date IS NOT NULL AS is_dated,
        year(close_date) * 12 + month(close_date) AS close_month
    FROM neighbours"""
# a close date is compared with the last one given, which need not be that of the state before
_DATED = f"""
    SELECT *, CASE WHEN NOT is_first THEN lag(month_so_far) OVER () END AS month_before
    FROM (SELECT *, {_latest("close_month", "is_dated")} AS month_so_far FROM steps {_SO_FAR})"""
_COUNTED = f"""
    SELECT place, is_first, valid_to, previous_state, previous_stage_name, previous_close_date,
        {_latest("valid_from", "is_entry")} AS stage_entered_at,
        {_latest("close_date", "(is_dated AND month_before IS NULL)")} AS first_close_date,
        count(*) FILTER (WHERE is_move) OVER so_far AS moves,
        count(*) FILTER (WHERE close_month > month_before) OVER so_far AS pushes
    FROM dated {_SO_FAR}"""
