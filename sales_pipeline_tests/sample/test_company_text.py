"""The settings file is complete, explained and says what the defaults say."""

import yaml
from pydantic import BaseModel

from sales_pipeline import company
from sales_pipeline.sample.company_text import COMPANY
from sales_pipeline_tests.sample.committed import HOME


def names(model: type[BaseModel]) -> set[str]:
    found = set()
    for name, field in model.model_fields.items():
        kind = field.annotation
        found |= names(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else {name}
    return found


def test_every_setting_stands_there_with_its_meaning() -> None:
    text = (HOME / "company.yaml").read_text(encoding="utf-8")
    explained = {line.split(":")[0].strip() for line in text.splitlines() if ":" in line and " # " in line}
    assert names(company.Company) <= explained


def test_the_file_is_read_as_the_company_it_was_written_from() -> None:
    assert company.load(HOME / "company.yaml") == COMPANY
    assert COMPANY.digest == company.load(HOME / "company.yaml").digest


def test_the_company_is_the_one_that_was_promised() -> None:
    settings = company.load(HOME / "company.yaml")
    assert (settings.currency, settings.amount_kind, settings.time_zone) == ("USD", "acv", "America/New_York")
    assert settings.first_week.isoformat() == "2024-01-08"
    assert (settings.fiscal.start_month, settings.fiscal.period, settings.fiscal.pattern) == (1, "quarter", "calendar")


def test_the_mapping_names_the_preset() -> None:
    assert yaml.safe_load((HOME / "crm" / "mapping.yaml").read_text()) == {"preset": "salesforce"}


def test_the_truth_lies_where_no_run_reads() -> None:
    for folder in ("crm", "reference", "submissions"):
        for path in (HOME / folder).rglob("*"):
            assert "truth" not in path.name
            if path.is_file():
                assert "win_chance" not in path.read_text(encoding="utf-8").splitlines()[0]
