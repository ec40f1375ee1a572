"""crm/mapping.yaml: laid over its preset, and refused with line and field where it is wrong."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline.home import Home
from sales_pipeline.intake import mapping_file
from sales_pipeline.intake.errors import InputError
from sales_pipeline_tests.intake.homes import DEALS, built, lines, write_home

PRESETS = "created_closed, dynamics365, hubspot, salesforce, status_log, weekly_extracts"


def refusal(root: Path, text: str) -> str:
    home = write_home(root, {"crm/mapping.yaml": text})
    with pytest.raises(InputError) as error:
        mapping_file.load(home)
    return str(error.value)


@pytest.mark.parametrize("preset", mapping_file.presets())
def test_every_preset_is_a_mapping(tmp_path: Path, preset: str) -> None:
    mapping = mapping_file.load(write_home(tmp_path, {"crm/mapping.yaml": f"preset: {preset}\n"}))
    assert mapping.description
    assert {"opportunities", "opportunity_history"} & {source.table for source in mapping.sources.values()}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "preset: salesfarce\n",
            f"crm/mapping.yaml, line 1: preset 'salesfarce' is not known; there are {PRESETS}",
        ),
        ("- a\n", "crm/mapping.yaml, line 1: a mapping is a list of settings such as `preset: salesforce`"),
        (
            "preset: salesforce\nformats:\n  decimal: ','\n",
            "crm/mapping.yaml, line 2: formats: decimal and thousands are both ','; set the other one too",
        ),
        (
            "preset: salesforce\nformats:\n  dates: [iso, DD.MM.YYYY]\n",
            "crm/mapping.yaml, line 3: formats.dates: 'DD.MM.YYYY' is no date format; use iso, excel, epoch or one "
            "such as %d.%m.%Y %H:%M",
        ),
        (
            "preset: salesforce\nsources:\n  accounts:\n    formats: {encoding: utf-9}\n",
            "crm/mapping.yaml, line 4: sources.accounts.formats.encoding: 'utf-9' is not an encoding; use utf-8, "
            "utf-16 "
            "or cp1252",
        ),
        (
            "preset: salesforce\nsources:\n  accounts:\n    colums:\n      account_id: Id\n",
            "crm/mapping.yaml, line 4: sources.accounts.colums: extra inputs are not permitted",
        ),
        (
            "preset: salesforce\nsources:\n  accounts:\n    columns:\n      acount_id: Id\n",
            "crm/mapping.yaml, line 5: sources.accounts.columns.acount_id: accounts has no such column; it has "
            "account_id, "
            "account_name, parent_account_id, segment, industry, country, state, city, known_at",
        ),
        (
            "sources:\n  deals:\n    table: opportunities\n    files: deals.csv\n    columns: {stage_name: Stage}\n",
            "crm/mapping.yaml, line 2: sources.deals: its columns must say where opportunity_id is read from",
        ),
        (
            "sources:\n  deals:\n    table: deals\n    files: deals.csv\n",
            "crm/mapping.yaml, line 3: sources.deals.table: 'deals' is not one of opportunities, opportunity_history, "
            "field_changes, accounts, products, opportunity_products, contacts, opportunity_contacts, activities, "
            "opportunity_splits, people, organisation_nodes, organisation_members, stages, quotas, plans, "
            "exchange_rates, waivers, skills, availability, organisation, labels",
        ),
        (
            "preset: salesforce\nstages:\n  Open: {category: pipelines}\n",
            "crm/mapping.yaml, line 3: stages.Open.category: 'pipelines' is not one of closed, commit, most_likely, "
            "best_case, pipeline, omitted",
        ),
        (
            "preset: salesforce\nformats:\n  decimal: '.'\n  decimal: ','\n",
            "crm/mapping.yaml, line 4: decimal is set twice; keep one",
        ),
        (
            "preset: hubspot\nsources:\n  stages:\n",
            "crm/mapping.yaml, line 2: sources.opportunities.columns.stage_name.lookup: no source of table labels is "
            "called stages",
        ),
        (
            "preset: salesforce\nsources:\n  field_history:\n    fields: {stages: StageName}\n",
            "crm/mapping.yaml, line 4: sources.field_history.fields.stages: a source of table field_changes says here "
            "which field of the log fills which of stage_name, forecast_category, stated_probability, amount_local, "
            "currency, close_date, owner_id, is_closed, is_won, is_deleted, next_step, change_reason, loss_reason, "
            "competitor, has_economic_buyer, has_decision_process",
        ),
        (
            "sources:\n  log:\n    table: field_changes\n    files: log.csv\n"
            "    columns: {opportunity_id: A, changed_at: B, field: C, value: D}\n",
            "crm/mapping.yaml, line 2: sources.log: its fields must say which field of the log fills what, such as "
            "stage_name: StageName",
        ),
        (
            "preset: salesforce\nsources:\n  activities:\n"
            "    columns: {opportunity_id: {column: WhatId, like: '(?=6)'}}\n",
            "crm/mapping.yaml, line 4: sources.activities.columns.opportunity_id.like: '(?=6)' is no regular "
            "expression such as 005[0-9A-Za-z]{12}",
        ),
        (
            "preset: salesforce\nsources:\n  opportunities:\n    complete: true\n",
            "crm/mapping.yaml, line 4: sources.opportunities.complete: complete belongs to extracts of opportunities "
            "whose file_date says their day",
        ),
        (
            "preset: salesforce\nsources:\n  opportunities:\n    file_date: Opportunity.csv\n",
            "crm/mapping.yaml, line 4: sources.opportunities.file_date: 'Opportunity.csv' is no date in a name; use a "
            "pattern such as %Y-%m-%d or deals_%d%b%Y",
        ),
        (
            "preset: salesforce\nformats: [\n",
            "crm/mapping.yaml, line 3: not YAML (expected the node content, but found '<stream end>'); correct the "
            "line",
        ),
    ],
)
def test_refusal(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path, text) == message


def test_a_home_without_mapping_is_told_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        mapping_file.load(Home(tmp_path))
    assert str(error.value) == (
        f"crm/mapping.yaml is missing: write `preset: NAME` into it ({PRESETS}), or a mapping of your own"
    )


def test_a_blank_takes_an_entry_of_the_preset_away(tmp_path: Path) -> None:
    text = "preset: salesforce\nsources:\n  contacts:\n  accounts: {columns: {segment: ~}}\n"
    mapping = mapping_file.load(write_home(tmp_path, {"crm/mapping.yaml": text}))
    assert "contacts" not in mapping.sources
    assert "segment" not in mapping.sources["accounts"].columns
    assert "industry" in mapping.sources["accounts"].columns


def test_a_column_the_home_names_must_be_there_and_one_of_the_preset_may_be_missing(tmp_path: Path) -> None:
    rows = lines(DEALS, "1,Deal,ann,Open,100,2026-04-30,2026-03-02T10:00:00Z,2026-03-02T10:00:00Z")
    text = "preset: salesforce\nsources:\n  opportunities: {columns: {segment: Tier__c}}\n"
    with pytest.raises(InputError, match=r"column 'Tier__c' is missing, which segment is read from"):
        built(tmp_path, {"crm/mapping.yaml": text, "crm/Opportunity.csv": rows})


# an export nobody has seen: other language, names, marks, dates, and ids joined by name
GERMAN = """
formats:
  delimiter: ";"
  encoding: cp1252
  dates: ["%d.%m.%Y %H:%M", "%d.%m.%Y"]
  decimal: ","
  thousands: "."
  no_value: ["-"]
  yes: [ja]
  no: [nein]
sources:
  chancen:
    table: opportunities
    files: Chancen*.csv
    columns:
      opportunity_id: Nummer
      opportunity_name: Bezeichnung
      account_id: {column: Kunde, lookup: {table: accounts, by: account_name, take: account_id}}
      segment: {column: Kunde, lookup: {table: accounts, by: account_name, take: segment}}
      opportunity_type: {column: Art, values: {Neu: new, Ausbau: expansion}, otherwise: blank}
      stage_name: Phase
      stated_probability: {column: Chance, unit: percent}
      amount_local: Volumen
      currency: {value: EUR}
      close_date: Abschluss
      owner_id: Betreuer
      created_at: Angelegt
      modified_at: Geändert
      has_economic_buyer: Entscheider
  kunden:
    table: accounts
    files: Kunden.csv
    columns: {account_id: Nr, account_name: Name, segment: Klasse}
  termine:
    table: activities
    files: Termine.csv
    columns: {activity_id: {line: true}, opportunity_id: Chance, activity_date: Tag}
stages:
  Anfrage: {category: pipeline, probability: 0.2}
  Gewonnen: {category: closed, probability: 1, is_closed: true, is_won: true}
"""


def test_an_export_of_another_language_is_read_by_its_mapping(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "reference/stages.csv": "stage_name,forecast_category\n",
        "crm/mapping.yaml": GERMAN.encode(),
        "crm/Chancen_2026.csv": lines(
            "Nummer;Bezeichnung;Kunde;Art;Phase;Chance;Volumen;Abschluss;Betreuer;Angelegt;Geändert;Entscheider",
            "0012;Größe;Müller;Neu;Anfrage;20;1.234,56 €;30.04.2026;Jörg;02.03.2026;05.03.2026 14:30;ja",
            "0013;Kleines;Maier;Sonstiges;Gewonnen;100;-;06.03.2026;Jörg;02.03.2026;06.03.2026 09:00;nein",
        ).encode("cp1252"),
        "crm/Kunden.csv": lines("Nr;Name;Klasse", "K1;Müller;A").encode("cp1252"),
        "crm/Termine.csv": lines("Chance;Tag", "0012;04.03.2026").encode("cp1252"),
    }, currency="EUR", time_zone="Europe/Berlin")  # fmt: skip
    assert home.rows("SELECT opportunity_id, account_id, segment, opportunity_type FROM opportunities ORDER BY 1") == [
        ("0012", "K1", "A", "new"),
        ("0013", "Maier", None, None),
    ]
    assert home.states("valid_from, stage_name, stated_probability, amount_local, close_date, has_economic_buyer") == [
        (datetime(2026, 3, 1, 23), None, None, None, None, None),
        (datetime(2026, 3, 5, 13, 30), "Anfrage", Decimal("0.2"), Decimal("1234.56"), date(2026, 4, 30), True),
        (datetime(2026, 3, 1, 23), None, None, None, None, None),
        (datetime(2026, 3, 5, 23), "Gewonnen", Decimal(1), None, date(2026, 3, 6), False),
    ]
    assert home.rows("SELECT activity_id, activity_date FROM activities") == [("crm/Termine.csv:2", date(2026, 3, 4))]
    assert home.rows("SELECT stage_name, stage_order, is_closed FROM stages ORDER BY 2") == [
        ("Anfrage", 1, False), ("Gewonnen", 2, True),
    ]  # fmt: skip
    assert home.rejected() == []


def test_a_name_that_two_accounts_bear_is_not_guessed(tmp_path: Path) -> None:
    home = built(tmp_path, {
        "crm/mapping.yaml": lines(
            "preset: salesforce",
            "sources:",
            "  opportunities: {columns: {account_id: {column: AccountName, "
            "lookup: {table: accounts, by: account_name, take: account_id}}}}",
            "stages: {Open: {category: pipeline}}",
        ),
        "crm/Account.csv": lines("Id,Name", "a,Twin", "b,Twin", "c,Only"),
        "crm/Opportunity.csv": lines(
            "Id,AccountName,StageName,CreatedDate", "1,Twin,Open,2026-03-02", "2,Only,Open,2026-03-02"
        ),
    })  # fmt: skip
    assert home.rows("SELECT opportunity_id, account_id FROM opportunities ORDER BY 1") == [("1", "Twin"), ("2", "c")]
