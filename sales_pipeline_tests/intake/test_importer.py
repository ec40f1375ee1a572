"""An import makes a whole home out of exports, unattended, and says what it made of them."""

import csv
import os
from datetime import date
from pathlib import Path

import pytest
import yaml

from sales_pipeline import company
from sales_pipeline.home import Home
from sales_pipeline.intake import stage_proposals
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.importer import import_home
from sales_pipeline_tests.intake.homes import DEALS, HISTORY, Built, lines
from sales_pipeline_tests.intake.test_created_closed import HEADER
from sales_pipeline_tests.intake.test_status_log import LOG


def exports(folder: Path, files: dict[str, str | bytes]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return paths


MAVEN: dict[str, str | bytes] = {
    "sales_pipeline.csv": lines(
        HEADER,
        "W,Ann,GTXPro,Acme,Won,2026-03-03,2026-03-12,4500",
        "L,Ann,GTX Pro,Acme,Lost,2026-03-03,2026-03-20,0",
        "E,Bob,MG,,Engaging,2026-03-10,,",
        "P,Bob,MG,,Prospecting,,,",
        "X,Bob,MG,,Engaging,2026-02-30,,",
    ),
    "products.csv": lines("product,series,sales_price", "GTX Pro,GTX,4821", "MG,MG,55"),
    "sales_teams.csv": lines("sales_agent,manager,regional_office", "Ann,Mia,East", "Bob,Mia,East"),
    "data_dictionary.csv": lines("Table,Field", "a,b"),
}


def test_the_report_tells_what_was_read_rejected_proposed_and_will_be_lacking(tmp_path: Path) -> None:
    report = import_home("created_closed", tmp_path / "big_corp", exports(tmp_path / "in", MAVEN))
    assert report.lines() == [
        f"Made {tmp_path / 'big_corp'}",
        "Read",
        "  crm/data_dictionary.csv: not read, no source of crm/mapping.yaml claims it",
        "  crm/products.csv into products: 2 rows, 2 accepted, 0 rejected",
        "  crm/sales_pipeline.csv into opportunities: 5 rows, 4 accepted, 1 rejected",
        "  crm/sales_pipeline.csv into opportunity_history: 4 rows, 3 accepted, 1 rejected",
        "  crm/sales_teams.csv into organisation_members: 2 rows, 2 accepted, 0 rejected",
        "Rejected",
        "  2 x crm/sales_pipeline.csv, engage_date: is no date like 2026-03-31 (line 6: '2026-02-30')",
        "Proposed, to confirm or change",
        "  company.yaml: name Big Corp, currency USD (the files name none), amount_kind acv, time_zone UTC, "
        "first_week 2026-03-09, fiscal period month, from January",
        "  reference/stages.csv: Prospecting: pipeline, chance 10%; unsure, warns until is_confirmed is true",
        "  reference/stages.csv: Engaging: pipeline, chance 25%; unsure, warns until is_confirmed is true",
        "  reference/stages.csv: Won: closed, chance 100%",
        "  reference/stages.csv: Lost: omitted, chance 0%",
        "  crm/mapping.yaml: opportunities is taken as extracted on 2026-03-20, the newest day in it",
        "  crm/mapping.yaml: product GTXPro of 1 deals is read as GTX Pro",
        "A forecast will lack",
        "  activities: Deals nobody works on cannot be told from others.",
        "  change_reason: Why close dates move is not known.",
        "  close_date: Open deals are taken to be due when past wins of their age were closed.",
        "  has_decision_process: Whether commit deals have their decision process confirmed is not known.",
        "  has_economic_buyer: Whether commit deals have their buyer confirmed is not known.",
        "  next_step: Deals without a next step cannot be told from others.",
        "  opportunity_type: New business, expansion and renewal cannot be told apart.",
        "  quotas: No attainment, gap or coverage.",
        "  segment: No number by customer segment.",
        "  stage_history: How long deals stay in a stage and how stages convert is not known; chances rest on age "
        "and amount.",
        "  submissions: No calls of people: the call is closed and commit of the CRM.",
        f"Next: sales-pipeline run --home {tmp_path / 'big_corp'}",
    ]


def test_the_home_it_makes_is_one_that_builds(tmp_path: Path) -> None:
    import_home("created_closed", tmp_path / "home", exports(tmp_path / "in", MAVEN), currency="EUR", period="quarter")
    home = Home(tmp_path / "home")
    assert yaml.safe_load(home.mapping_file.read_text())["sources"]["opportunities"] == {
        "extracted_on": date(2026, 3, 20),
        "columns": {
            "product_id": {"column": "product", "values": {"GTXPro": "GTX Pro"}},
            "product_family": {"column": "product", "values": {"GTXPro": "GTX Pro"}},
        },
    }
    settings = company.load(home.company_file)
    assert (settings.currency, settings.fiscal.period) == ("EUR", "quarter")
    with (home.reference / "stages.csv").open(newline="") as stream:
        assert [list(row.values()) for row in csv.DictReader(stream)] == [
            ["Prospecting", "1", "pipeline", "0.1", "false", "false", "false"],
            ["Engaging", "2", "pipeline", "0.25", "false", "false", "false"],
            ["Won", "3", "closed", "1", "true", "true", "true"],
            ["Lost", "4", "omitted", "0", "true", "false", "true"],
        ]
    made = Built(home)
    assert made.rows("SELECT DISTINCT product_id FROM opportunity_products ORDER BY 1") == [("GTX Pro",), ("MG",)]
    assert sorted(os.listdir(tmp_path)) == ["home", "in"]


def test_what_the_source_says_of_a_stage_wins_over_its_name(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", {"Opportunity.csv": lines(
        "Id,StageName,IsClosed,IsWon,Probability,ForecastCategory,CloseDate,CreatedDate,LastModifiedDate",
        "1,Handshake,false,false,80,Best Case,2026-05-01,2026-03-02,2026-03-02",
        "2,Handshake,false,false,80,Best Case,2026-05-01,2026-03-02,2026-03-02",
        "3,Feierabend,true,true,100,Closed,2026-03-05,2026-03-02,2026-03-05",
        "4,Won back,false,false,10,,2026-05-01,2026-03-02,2026-03-05",
        "5,Mystery,,,,,2026-05-01,2026-03-02,2026-03-05",
    )})  # fmt: skip
    import_home("salesforce", tmp_path / "home", files)
    with (tmp_path / "home/reference/stages.csv").open(newline="") as stream:
        assert [",".join(row) for row in csv.reader(stream)][1:] == [
            "Mystery,1,pipeline,,false,false,false",
            "Won back,2,pipeline,0.1,false,false,false",
            "Handshake,3,best_case,0.8,false,false,true",
            "Feierabend,4,closed,1,true,true,true",
        ]


def test_a_stage_in_which_deals_are_won_and_lost_is_no_outcome(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", {"opportunities.csv": lines(
        "opportunityid,statecode,stepname,estimatedvalue,actualvalue,actualclosedate,createdon,modifiedon",
        "1,Won,Propose,5,5,2026-03-05,2026-03-02,2026-03-05", "2,Lost,Propose,5,0,2026-03-05,2026-03-02,2026-03-05",
        "3,Won,Propose,5,5,2026-03-05,2026-03-02,2026-03-05", "4,Won,Done,5,5,2026-03-05,2026-03-02,2026-03-05",
    )})  # fmt: skip
    import_home("dynamics365", tmp_path / "home", files)
    with (tmp_path / "home/reference/stages.csv").open(newline="") as stream:
        assert [",".join(row) for row in csv.reader(stream)][1:] == [
            "Propose,1,best_case,0.5,false,false,false", "Done,2,closed,1,true,true,true",
        ]  # fmt: skip
    assert Built(Home(tmp_path / "home")).rows(
        "SELECT is_closed, is_won, count(*) FROM opportunity_history WHERE valid_to IS NULL GROUP BY ALL ORDER BY ALL"
    ) == [(True, False, 1), (True, True, 3)]


def test_a_log_of_monthly_revenue_over_years_is_forecast_by_quarters(tmp_path: Path) -> None:
    log = LOG["crm/log.csv"] + "3/23/2029,Ann,D,SMB,EMEA,5/1/2029,40,Open\n"
    import_home("status_log", tmp_path / "home", exports(tmp_path / "in", {"log.csv": log}))
    settings = company.load(tmp_path / "home/company.yaml")
    assert (settings.amount_kind, settings.fiscal.period, str(settings.first_week)) == (
        "monthly",
        "quarter",
        "2026-03-02",
    )


def test_a_file_of_any_name_goes_where_its_columns_fit(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", {
        "report1.csv": lines(DEALS, "1,Deal,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-09T10:00:00Z"),
        "report2.csv": lines(HISTORY, "1,2026-03-02T10:00:00Z,Open,100,2026-04-30,ann"),
        # an Id alone makes no contacts
        "teams.csv": lines("Id,Team", "1,North"),
    })  # fmt: skip
    report = import_home("salesforce", tmp_path / "home", files)
    assert "  crm/teams.csv: not read, no source of crm/mapping.yaml claims it" in report.lines()
    assert "  crm/mapping.yaml: report2.csv is read as opportunity_history, whose columns it has" in report.lines()
    assert Built(Home(tmp_path / "home")).counts("opportunity_history") == (1, 1, 0)


def test_logged_fields_that_fill_nothing_are_told_and_stages_of_a_log_are_proposed(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", {"OpportunityFieldHistory.csv": lines(
        "OpportunityId,CreatedDate,Field,OldValue,NewValue",
        "1,2026-03-05T10:00:00Z,StageName,Open,Verloren", "1,2026-03-05T10:00:00Z,Description,a,b",
    )})  # fmt: skip
    told = import_home("salesforce", tmp_path / "home", files).lines()
    assert "  crm/mapping.yaml: logged fields that fill nothing: Description (1)" in told
    assert "  reference/stages.csv: Verloren: omitted, chance 0%" in told
    assert Built(Home(tmp_path / "home")).states("stage_name, is_closed") == [("Verloren", True)]


def test_encoding_and_delimiter_are_seen(tmp_path: Path) -> None:
    rows = lines(DEALS, "1,Größe,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-09T10:00:00Z").replace(",", ";")
    report = import_home(
        "salesforce", tmp_path / "home", exports(tmp_path / "in", {"Opportunity.csv": rows.encode("cp1252")})
    )
    assert "  crm/mapping.yaml: Opportunity.csv is not UTF-8 and is read as cp1252" in report.lines()
    assert "  crm/mapping.yaml: columns of Opportunity.csv are separated by ';'" in report.lines()
    assert Built(Home(tmp_path / "home")).rows("SELECT opportunity_name FROM opportunities") == [("Größe",)]


def test_files_that_differ_get_formats_of_their_own(tmp_path: Path) -> None:
    deals = lines(DEALS, "1,Größe,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-09T10:00:00Z").replace(",", ";")
    files = exports(tmp_path / "in", {
        "Opportunity.csv": deals.encode("cp1252"),
        "Account.csv": lines("Id,Name", "a,Müller; Söhne"),
        # what nobody reads decides nothing
        "notes.txt": "a|b|c|d|e\n",
    })  # fmt: skip
    import_home("salesforce", tmp_path / "home", files)
    made = Built(Home(tmp_path / "home"))
    assert made.rows("SELECT account_name FROM accounts") == [("Müller; Söhne",)]
    assert made.rows("SELECT opportunity_name FROM opportunities") == [("Größe",)]
    written = yaml.safe_load((tmp_path / "home/crm/mapping.yaml").read_text(encoding="utf-8"))
    assert written == {
        "preset": "salesforce",
        "sources": {"opportunities": {"formats": {"encoding": "cp1252", "delimiter": ";"}}},
    }


def test_formats_of_a_mapping_file_are_neither_changed_nor_told(tmp_path: Path) -> None:
    mapping = exports(tmp_path, {"mine.yaml": "preset: salesforce\nformats: {delimiter: ';', encoding: iso8859-15}\n"})[
        0
    ]
    deals = lines(DEALS, "1,10 €,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-09T10:00:00Z").replace(",", ";")
    files = exports(tmp_path / "in", {"Opportunity.csv": deals.encode("iso8859-15")})
    told = import_home(str(mapping), tmp_path / "home", files).proposed
    assert [line for line in told if line.startswith("crm/mapping.yaml")] == []
    assert Built(Home(tmp_path / "home")).rows("SELECT opportunity_name FROM opportunities") == [("10 €",)]


@pytest.mark.parametrize(
    ("amounts", "proposed"),
    [
        (["$22,700.00", "($5)", "100"], "USD"), (["1,234.56 €", "EUR 5", "$7"], "EUR"), (["£1", "£2"], "GBP"),
        (["¥1,000"], "JPY"), (["CHF 1,000"], "CHF"), (["100", "many"], "USD (the files name none)"),
    ],
)  # fmt: skip
def test_the_currency_is_the_one_beside_the_amounts(tmp_path: Path, amounts: list[str], proposed: str) -> None:
    rows = [
        f'{n},Deal,ann,Open,"{amount}",2026-04-30,2026-03-02T10:00:00Z,2026-03-09T10:00:00Z'
        for n, amount in enumerate(amounts)
    ]
    report = import_home(
        "salesforce", tmp_path / "home", exports(tmp_path / "in", {"Opportunity.csv": lines(DEALS, *rows)})
    )
    assert f"currency {proposed}, amount_kind" in report.proposed[0]


def test_a_chance_that_only_the_deals_state_is_proposed_beside_a_log_without_any(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", {
        "Opportunity.csv": lines(
            f"{DEALS},Probability", "1,Deal,ann,Handschlag,100,2026-04-30,2026-03-02,2026-03-09,35"
        ),
        "OpportunityHistory.csv": lines(HISTORY, *(f"1,2026-03-0{n},Handschlag,{n},2026-04-30,ann" for n in (2, 3, 4))),
    })  # fmt: skip
    told = import_home("salesforce", tmp_path / "home", files).proposed
    assert "reference/stages.csv: Handschlag: pipeline, chance 35%; unsure, warns until is_confirmed is true" in told


@pytest.mark.parametrize(
    ("name", "category", "is_won"),
    [
        ("Prüfung beim Kunden", "best_case", False), ("Erstgespräch", "pipeline", False), ("受注", "closed", True),
        ("失注", "omitted", False), ("最終交渉", "commit", False), ("Perdida", "omitted", False),
        ("Gagnée", "closed", True), ("Trattativa in corso", "commit", False), ("Offerte verstuurd", "best_case", False),
    ],
)  # fmt: skip
def test_stages_of_other_languages_are_proposed(name: str, category: str, is_won: bool) -> None:
    stage = stage_proposals._stage(name, [(None, None, None, None, 1)])
    assert (stage.category, stage.is_won) == (category, is_won)


def test_what_a_preset_lacks_is_told_as_what_can_be_given(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", {"Opportunity.csv": lines("Id,Phase", "1,Open")})
    with pytest.raises(InputError) as error:
        import_home("salesforce", tmp_path / "home", files)
    assert str(error.value) == (
        "crm/Opportunity.csv, line 1: column 'StageName' is missing, which stage_name is read from; export it too, or "
        "name the right column in a mapping file (`preset: salesforce` and what differs, given as --preset) under "
        "sources.opportunities.columns"
    )


def test_a_home_that_lacks_rates_is_made_and_says_so(tmp_path: Path) -> None:
    rows = lines(f"{DEALS},CurrencyIsoCode", *(
        f"{n},Deal,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-09T10:00:00Z,{currency}"
        for n, currency in enumerate(["EUR", "EUR", "GBP"])
    ))  # fmt: skip
    report = import_home("salesforce", tmp_path / "home", exports(tmp_path / "in", {"Opportunity.csv": rows}))
    assert report.before_a_run == [
        "reference/exchange_rates.csv has no spot rate for GBP on 2026-03-02, when it is first used; add a row "
        "GBP,spot,2026-03-02,RATE (EUR for one GBP)"
    ]
    assert "A forecast will lack" not in report.lines()
    assert company.load(tmp_path / "home/company.yaml").currency == "EUR"


def test_a_mapping_file_may_stand_for_the_preset(tmp_path: Path) -> None:
    mapping = exports(tmp_path, {"mine.yaml": lines(
        "sources:", "  deals:", "    table: opportunities", "    files: deals.csv",
        "    columns: {opportunity_id: Nr, stage_name: Phase, created_at: Start, close_date: Ende}",
    )})[0]  # fmt: skip
    files = exports(tmp_path / "in", {"deals.csv": lines("Nr,Phase,Start,Ende", "1,Verloren,2026-03-02,2026-03-05")})
    import_home(str(mapping), tmp_path / "home", files)
    assert Built(Home(tmp_path / "home")).states("stage_name, is_closed, is_won") == [
        (None, False, False), ("Verloren", True, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "No file to import: name the exports after the options"),
        (["gone.csv"], "{0}/in/gone.csv is no file: check the name"),
        (["a/Opportunity.csv", "b/opportunity.csv"], "Two of the files are called Opportunity.csv: rename one"),
    ],
)
def test_what_cannot_be_imported_is_refused(tmp_path: Path, names: list[str], message: str) -> None:
    for name in names[:2] if len(names) > 1 else []:
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        (tmp_path / "in" / name).write_text("x")
    with pytest.raises(InputError) as error:
        import_home("salesforce", tmp_path / "home", [tmp_path / "in" / name for name in names])
    assert str(error.value) == message.format(tmp_path)


def test_a_home_that_is_there_is_left_alone(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", {"Opportunity.csv": "x"})
    with pytest.raises(InputError, match="is there already: name a new folder with --home"):
        import_home("salesforce", tmp_path / "in", files)
    assert os.listdir(tmp_path / "in") == ["Opportunity.csv"]


def test_an_unusable_export_leaves_nothing_behind(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", {"Opportunity.csv": "Id,Id\n1,2\n"})
    with pytest.raises(InputError, match="stands in the header twice"):
        import_home("salesforce", tmp_path / "home", files)
    with pytest.raises(InputError, match="preset 'salesfarce' is not known"):
        import_home("salesfarce", tmp_path / "home", files)
    assert os.listdir(tmp_path) == ["in"]


def test_settings_that_cannot_be_are_refused_before_a_home_is_made(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", MAVEN)
    with pytest.raises(InputError) as error:
        import_home("created_closed", tmp_path / "home", files, time_zone="Berlin")
    assert str(error.value) == "time_zone: 'Berlin' is not a time zone name such as Europe/Berlin"
    with pytest.raises(InputError, match=r"^currency: String should match pattern"):
        import_home("created_closed", tmp_path / "home", files, currency="Euro")
    with pytest.raises(InputError, match=r"^fiscal\.period: Input should be 'quarter' or 'month'"):
        import_home("created_closed", tmp_path / "home", files, period="week")
    assert os.listdir(tmp_path) == ["in"]


def test_a_place_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    files = exports(tmp_path / "in", MAVEN)
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match=r"file/home can't be made \(.+\): name a folder that may be written"):
        import_home("created_closed", tmp_path / "file" / "home", files)
