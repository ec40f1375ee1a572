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
# a month as a number that grows with time
_MONTH = "(year({0}) * 12 + month({0}))"


def ranges(table: str) -> str:
    """A query for number (from 1), end and course of each row of a table in which every deal's states lie in order.

    Its rows stand beside the table's: put them there with POSITIONAL JOIN. `table` has at least opportunity_id,
    valid_from, stage_name, close_date and the flags.
    """
    # windows over these few columns: each of them sorts what it is given, and whole rows are five times as wide
    narrow = ("opportunity_id", "place", "stage_name", "close_date", "is_closed", "is_won", "is_deleted")
    states = f"SELECT rowid AS place, valid_from, {', '.join(name for name in narrow if name != 'place')} FROM {table}"
    numbered = "row_number() OVER so_far AS change_seq, lead(valid_from) OVER so_far AS valid_to,"
    told = _counted(_with_steps(states, "place", numbered))
    return f"SELECT * EXCLUDE ({', '.join(narrow)}, valid_from) FROM ({told}) ORDER BY place"


def with_course(states: str) -> str:
    """A query for the rows of another, numbered already, with their course added."""
    return _counted(_with_steps(states, "change_seq"))


def _counted(steps: str) -> str:
    """What adds up from step to step."""
    pushed = f"{_MONTH.format('close_date')} > {_MONTH.format('dated_before')}"
    return f"""
        SELECT * EXCLUDE (state, is_entry, is_stage_move, dated_before),
            max(CASE WHEN is_entry THEN valid_from END) OVER so_far AS stage_entered_at,
            CAST(count(*) FILTER (WHERE is_stage_move) OVER so_far AS BIGINT) AS stage_move_count,
            CAST(count(*) FILTER (WHERE {pushed}) OVER so_far AS BIGINT) AS push_count
        FROM ({steps}) WINDOW so_far AS (PARTITION BY opportunity_id ORDER BY change_seq)"""


def _with_steps(states: str, order: str, numbered: str = "") -> str:
    """What differs from the state before; a close date is compared with the last one given."""
    return f"""
        SELECT *, {numbered}
            lag(state) OVER so_far AS previous_state,
            lag(stage_name) OVER so_far AS previous_stage_name,
            stage_name IS DISTINCT FROM lag(stage_name) OVER so_far AS is_entry,
            state = 'open' AND lag(state) OVER so_far = 'open' AND stage_name <> lag(stage_name) OVER so_far
                AS is_stage_move,
            lag(close_date) OVER so_far AS previous_close_date,
            first_value(close_date IGNORE NULLS) OVER so_far AS first_close_date,
            last_value(close_date IGNORE NULLS) OVER (
                PARTITION BY opportunity_id ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS dated_before
        FROM (SELECT *, {STATE} AS state FROM ({states}))
        WINDOW so_far AS (PARTITION BY opportunity_id ORDER BY {order})"""
