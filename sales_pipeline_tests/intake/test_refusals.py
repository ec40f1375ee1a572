"""Every file that can't be used is refused in one sentence: file, line or column, what is wrong, what to do."""

from pathlib import Path
from typing import Any

import pytest

from sales_pipeline.home import Home
from sales_pipeline.intake.build import input_digest
from sales_pipeline.intake.errors import InputError
from sales_pipeline_tests.intake.homes import DEALS, ONE_DEAL, STAGES, Built, built, lines, write_home

ROW = "1,Deal,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z"


def refusal(root: Path, files: dict[str, str | bytes], **company: Any) -> str:
    with pytest.raises(InputError) as error:
        built(root, {**ONE_DEAL, **files}, **company)
    return str(error.value)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"crm/Opportunity.csv": ""},
            "crm/Opportunity.csv is empty: export it again, or take it away",
        ),
        (
            {"crm/Opportunity.csv": f"{DEALS}\n"},
            "crm/Opportunity.csv has a header and no rows: export it again, or take it away",
        ),
        (
            {"crm/Opportunity.csv": "Id,Name,Id\n1,2,3\n"},
            "crm/Opportunity.csv, line 1: column 'Id' stands in the header twice; rename or remove one",
        ),
        (
            {"crm/Opportunity.csv": "Name,StageName\nDeal,Open\n"},
            "crm/Opportunity.csv, line 1: column 'Id' is missing, which opportunity_id is read from; export it too, or "
            "name the right column in crm/mapping.yaml under sources.opportunities.columns",
        ),
        (
            {"crm/Opportunity.csv": f"{DEALS}\n{ROW}\n".replace(",", ";")},
            "crm/Opportunity.csv, line 1: its columns seem to be separated by ';', not ','; set it in crm/mapping.yaml "
            "(formats: delimiter: ';')",
        ),
        (
            {"crm/Opportunity.csv": f"{DEALS}\n{ROW}\n".replace("Deal", "Zürich").encode("cp1252")},
            "crm/Opportunity.csv, line 2: not utf-8 text; save the file as UTF-8, or name its encoding in "
            "crm/mapping.yaml (formats: encoding: cp1252)",
        ),
        (
            {"crm/Opportunity.csv": lines(DEALS, ROW, ROW.replace("1,", "2,").replace("Open", "Verbal"))},
            "crm/Opportunity.csv, line 3: stage 'Verbal' has no category; add a row for it to reference/stages.csv "
            "(stage_name, forecast_category, stated_probability, is_closed, is_won)",
        ),
        (
            {"crm/Opportunity.csv": lines("Id,StageName", "1,Open")},
            "crm/Opportunity.csv holds no date from which to tell when its deals were known; set extracted_on for its "
            "source in crm/mapping.yaml",
        ),
        (
            {"crm/Opportunity.csv": lines(f"{DEALS},CurrencyIsoCode", f"{ROW},EUR")},
            "reference/exchange_rates.csv has no spot rate for EUR on 2026-03-02, when it is first used; add a row "
            "EUR,spot,2026-03-02,RATE (USD for one EUR)",
        ),
        (
            {"crm/mapping.yaml": "preset: salesforce\nsources: {opportunities: {file_date: Opportunity_%Y.csv}}\n"},
            "Opportunity.csv is not named like Opportunity_%Y.csv, from which the day of the extract is read; "
            "rename it, or "
            "correct sources.opportunities.file_date in crm/mapping.yaml",
        ),
        (
            {"reference/stages.csv": STAGES.replace("is_won", "is_won,colour").replace("false\n", "false,red\n")},
            "reference/stages.csv, line 1: 'colour' is no column of stages, which has stage_name, stage_order, "
            "forecast_category, stated_probability, is_closed, is_won, is_confirmed, valid_from, valid_to, known_at; "
            "remove or rename it",
        ),
        (
            {"reference/stages.csv": "stage_name\nOpen\n"},
            "reference/stages.csv, line 1: column 'forecast_category' is missing, which forecast_category is read "
            "from; "
            "export it too, or name the right column in reference/stages.csv",
        ),
        (
            {"submissions/2026-03-03/ann.csv": "x\n"},
            "submissions/2026-03-03 is not a Monday: name the folder after the Monday the calls are for",
        ),
        (
            {"submissions/march/ann.csv": "x\n"},
            "submissions/march is no week: name the folder after its Monday, such as submissions/2026-03-02",
        ),
        (
            {"reference/organisation_nodes.csv": lines(
                "node_id,node_name,parent_node_id,level,valid_from", "acme,Acme,,company,2026-01-01",
                "east,East,akme,region,2026-01-01",
            )},
            "reference/organisation_nodes.csv, line 3: the parent 'akme' of unit 'east' is no unit itself; add a "
            "row for "
            "it to reference/organisation_nodes.csv, or correct the name",
        ),
        (
            {"reference/organisation_nodes.csv": lines(
                "node_id,node_name,parent_node_id,level,valid_from", "acme,Acme,,company,2026-01-01",
                "east,East,,region,2026-01-01",
            )},
            "reference/organisation_nodes.csv: 2 units have no parent (acme, east); exactly one, the company, may "
            "have none",
        ),
        (
            {"reference/organisation_nodes.csv": lines(
                "node_id,node_name,parent_node_id,level,valid_from", "acme,Acme,,company,2026-01-01",
                "east,East,west,region,2026-01-01", "west,West,east,region,2026-01-01",
            )},
            "reference/organisation_nodes.csv: unit 'east' stands above itself; correct its parent_node_id",
        ),
        (
            {"crm/mapping.yaml": "preset: salesforce\namount_is: monthly\n"},
            "crm/mapping.yaml says amounts are monthly, company.yaml amount_kind acv; make them agree",
        ),
    ],
    ids=[
        "empty", "header only", "duplicate header", "missing column", "delimiter", "encoding",
        "unmapped stage", "no date",
        "missing rate", "file name", "extra column", "missing reference column", "no Monday", "no week",
        "unknown parent",
        "two roots", "circle", "amount kind",
    ],
)  # fmt: skip
def test_refusal(tmp_path: Path, files: dict[str, str | bytes], message: str) -> None:
    assert refusal(tmp_path, files) == message


def test_a_home_without_a_file_of_deals_is_told_the_names(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        built(tmp_path, {"crm/Opportunities.csv": "Id\n1\n"})
    assert str(error.value) == (
        "crm/ holds no file of deals: put exports there that crm/mapping.yaml names (Opportunity.csv, "
        "Opportunity_*.csv, OpportunityHistory.csv, OpportunityHistory_*.csv, OpportunityFieldHistory.csv, "
        "OpportunityFieldHistory_*.csv)"
    )


def test_a_file_that_may_not_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def locked(path: Path, *arguments: Any, **more: Any) -> Any:
        if path.name == "Opportunity.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", locked)
    home = Home(tmp_path)
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm/Opportunity.csv").touch()
    for read in (input_digest, Built):
        with pytest.raises(InputError) as error:
            read(write_home(tmp_path, {}) if read is Built else home)
        assert str(error.value).endswith(
            "Opportunity.csv can't be read (Permission denied): check that it is there and may be opened"
        )


def test_a_rate_that_comes_later_is_missing_at_the_first_use(tmp_path: Path) -> None:
    deal = lines(f"{DEALS},CurrencyIsoCode", f"{ROW},EUR")
    rates = "currency,valid_from,rate\nEUR,{},1.1\n"
    assert "no spot rate for EUR on 2026-03-02" in refusal(
        tmp_path / "late", {"crm/Opportunity.csv": deal, "reference/exchange_rates.csv": rates.format("2026-03-03")}
    )
    built(tmp_path / "right", {"crm/Opportunity.csv": deal, "reference/exchange_rates.csv": rates.format("2026-03-02")})


def test_nothing_of_the_work_is_left_in_the_connection(tmp_path: Path) -> None:
    home = built(tmp_path, {"crm/Opportunity.csv": lines(DEALS, ROW)})
    assert home.rows("SELECT schema_name FROM duckdb_schemas() WHERE schema_name LIKE 'intake%'") == []
    assert home.rows("SELECT view_name FROM duckdb_views() WHERE view_name LIKE 'intake%'") == []
