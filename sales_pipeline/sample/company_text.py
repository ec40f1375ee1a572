"""The settings file a reader learns from, the mapping of the exports and the note that lies beside them."""

from collections.abc import Iterator
from decimal import Decimal

import yaml
from pydantic import BaseModel

from sales_pipeline.company import Company
from sales_pipeline.sample.days import FIRST_WEEK, TIME_ZONE
from sales_pipeline.sample.rates import COMPANY_CURRENCY
from sales_pipeline.sample.reference import COMPANY_NAME
from sales_pipeline.work_rules import Approvals

COMPANY = Company(
    name=COMPANY_NAME,
    currency=COMPANY_CURRENCY,
    time_zone=TIME_ZONE,
    first_week=FIRST_WEEK,
    # managers have called themselves: finance and the CRO sign
    approvals=Approvals(roles=("finance", "cro")),
)

_HEAD = """\
# Settings of the company whose forecast is made from this folder: every threshold and choice.
# A setting left out has the default of sales_pipeline/company.py. Ratios are shares between 0 and 1,
# amounts are in the company's currency; of the gates, warn speaks and goes on, error stops what is downstream.

"""

MAPPING_YAML = """\
# How the files beside this one are read. The preset knows the columns of a Salesforce export;
# where an export calls them otherwise, say so under the preset.
preset: salesforce
"""

README = f"""\
# {COMPANY_NAME}: a sample home

An invented company, complete enough to run any week from {FIRST_WEEK} on. No person or company in it exists.
Made by `sales-pipeline sample`; `truth/sample.yaml` says from which seed.

| path | what it holds |
|---|---|
| `company.yaml` | settings, each explained |
| `crm/` | exports as a CRM gives them; one row in 200 is dirty |
| `reference/` | stages, organisation, people, quotas, plans, exchange rates, all dated |
| `submissions/<week>/` | calls of representatives, managers and regional vice presidents: the last six weeks', and \
two checkpoints of each of the eight quarters before, with the CRO's |
| `workflow/plan.yaml` | the plan of work: who owes what by when |
| `tasks/pending/` | a task dropped as a file |
| `events/` | what people said of their work in the last three weeks; what runs note follows it |
| `minutes/` | what shows that the teams held their pipeline reviews |
| `truth/` | what nobody in the company knows, to measure forecasts by: each deal's chance to win, its outcome and \
true close, and which rows are dirty. No run reads it. |
"""


def company_yaml() -> str:
    """Every setting with its value and, as a comment, what it means."""
    return _HEAD + "".join(f"{line}\n" for line in _settings(COMPANY, ""))


def _settings(settings: BaseModel, indent: str) -> Iterator[str]:
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            if not indent:
                yield ""
            yield f"{indent}{name}:  # {field.description}"
            yield from _settings(value, indent + "  ")
        else:
            setting = f"{indent}{name}: {_scalar(value)}"
            yield f"{setting:<40}  # {field.description}"


def _scalar(value: object) -> str:
    """A value as YAML reads it back; none of the sample's texts needs quotes."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    if isinstance(value, dict):
        plain = {name: list(item) for name, item in value.items()}
        return yaml.safe_dump(plain, default_flow_style=True, sort_keys=False, width=1000).strip()
    return f"{value:f}" if isinstance(value, Decimal) else str(value) or '""'
