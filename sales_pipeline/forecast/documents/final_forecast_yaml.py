"""final_forecast.yaml: the forecast of a week at every node, as it goes to be approved."""

from sales_pipeline.forecast.documents import selection, yaml_document
from sales_pipeline.forecast.documents.frames import Frames, Row
from sales_pipeline.render.facts import Facts
from sales_pipeline.render.run import Run

FILE = "final_forecast.yaml"
TABLES = (
    "commit_forecast", "forecast_bridge", "forecast_rollup", "forecast_simulation", "gate_results", "standing_method",
)  # fmt: skip
_LEFT = ("pushed_out", "pulled_out", "lost", "omitted", "removed")
_RISKS = ("gap_to_quota_amount", "coverage_to_go_ratio", "coverage_needed_ratio", "earlier_overdue_amount")


def render(frames: Frames, facts: Facts, run: Run) -> bytes:
    return yaml_document.write(
        "final_forecast", frames, run,
        methods=frames.rows("standing_method"),
        nodes=[
            {**node, "periods": yaml_document.ranged(frames, periods)} for node, periods in yaml_document.tree(frames)
        ],
        overrides=[call for call in frames.rows("commit_forecast") if call["delta_amount"]],
        risk_summary=_risks(frames),
        # a draft has none: they are of its exact content, and written into what is made final
        approvals=[vars(approval) for approval in run.approvals],
        gates=frames.rows("gate_results"),
        waivers=[gate for gate in frames.rows("gate_results") if gate["waived_by"] is not None],
    )  # fmt: skip


def _risks(frames: Frames) -> Row:
    top = selection.company(frames)
    states = [call["state"] for call in selection.calls(frames)]
    return {
        **{name: top[name] if top else None for name in _RISKS},
        "missing_call_count": states.count("missing"),
        "late_call_count": states.count("late"),
        "left_the_period": [
            step
            for against in ("last_week", "period_start")
            for step in selection.bridge(frames, top, "open_pipeline", against)
            if step["bucket"] in _LEFT
        ],
    }
