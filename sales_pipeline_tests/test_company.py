"""company.yaml is read as it was typed; what can't be used is named by file, line and setting."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline import company
from sales_pipeline.company import Company, SettingsError, Thresholds

GOOD = "name: Acme\ncurrency: USD\nfirst_week: 2026-01-05\n"


def load(tmp_path: Path, text: str) -> Company:
    path = tmp_path / "company.yaml"
    path.write_text(text, encoding="utf-8")
    return company.load(path)


def test_three_lines_make_a_company_and_the_rest_has_defaults(tmp_path: Path) -> None:
    made = load(tmp_path, GOOD)
    assert (made.name, made.currency, made.first_week) == ("Acme", "USD", date(2026, 1, 5))
    assert (made.fiscal.period, made.time_zone, made.amount_kind) == ("quarter", "UTC", "acv")
    assert made.gates == Thresholds()


def test_settings_keep_what_was_typed(tmp_path: Path) -> None:
    made = load(tmp_path, "name: NO\ncurrency: USD\nfirst_week: 2026-01-05\ngates: {overdue_error_ratio: 0.15}\n")
    assert made.name == "NO"
    assert made.gates.overdue_error_ratio == Decimal("0.15")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "company.yaml: name is missing: add it; company.yaml: currency is missing: add it; "
         "company.yaml: first_week is missing: add it"),
        ("- 1\n", "company.yaml: the file must hold lines like `setting: value`"),
        (GOOD + "gates: 5\n", "company.yaml, line 4: gates must hold lines like `setting: value`"),
        (GOOD.replace("01-05", "01-06"), "company.yaml, line 3: first_week: 2026-01-06 is not a Monday; correct it"),
        (GOOD.replace("01-05", "13-05"), "company.yaml, line 3: first_week: input should be a valid date or datetime, "
         "month value is outside expected range of 1-12; correct it"),
        (GOOD.replace("USD", "usd"), "company.yaml, line 2: currency: string should match pattern '^[A-Z]{3}$'; "
         "correct it"),
        (GOOD + "time_zone: Europe/Berlinx\n", "company.yaml, line 4: time_zone: 'Europe/Berlinx' is not a time zone "
         "name such as Europe/Berlin; correct it"),
        (GOOD + "gates:\n  nonsense: 3\n", "company.yaml, line 5: gates.nonsense is no setting: remove it"),
        (GOOD + "gates:\n  stale_day: 3\n", "company.yaml, line 5: gates.stale_day is no setting: did you mean "
         "stale_days?"),
        (GOOD + "curency: EUR\n", "company.yaml, line 4: curency is no setting: did you mean currency?"),
        (GOOD + "gates:\n  stale_days: 0\n", "company.yaml, line 5: gates.stale_days: input should be greater than or "
         "equal to 1; correct it"),
        (GOOD + "gates:\n  stale_days: many\n", "company.yaml, line 5: gates.stale_days: input should be a valid "
         "integer, unable to parse string as an integer; correct it"),
        (GOOD + "gates:\n  overdue_error_ratio: 2\n", "company.yaml, line 5: gates.overdue_error_ratio: input should "
         "be less than or equal to 1; correct it"),
        # a seventh place could not be kept where SQL reads settings
        (GOOD + "gates: {overdue_error_ratio: 0.1234567}\n", "company.yaml, line 4: gates.overdue_error_ratio: decimal "
         "input should have no more than 6 decimal places; correct it"),
        (GOOD + "name: Other\n", "company.yaml, line 4: name is set twice; keep one"),
        (GOOD + "fiscal:\n  period: month\n  period: quarter\n", "company.yaml, line 6: period is set twice; keep one"),
        ("name: [\n", "company.yaml, line 2: not YAML (expected the node content, but found '<stream end>'); correct "
         "the line"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert str(caught.value) == said


def test_every_broken_setting_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, "name: ''\ncurrency: dollars\nfirst_week: 2026-01-05\n")
    assert "line 1: name" in str(caught.value)
    assert "line 2: currency" in str(caught.value)


def test_a_file_that_is_missing_or_no_text_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"company\.yaml can't be read"):
        company.load(tmp_path / "company.yaml")
    (tmp_path / "company.yaml").write_bytes(b"name: \xff\xfe\n")
    with pytest.raises(SettingsError, match=r"company\.yaml can't be read"):
        company.load(tmp_path / "company.yaml")


def test_a_byte_order_mark_is_no_part_of_the_first_setting(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff" + GOOD).name == "Acme"


def test_the_digest_changes_with_any_setting_and_not_with_how_it_is_written(tmp_path: Path) -> None:
    plain, spelled_out = load(tmp_path, GOOD), load(tmp_path, GOOD + "time_zone: UTC\namount_kind: acv\n")
    assert plain.digest == spelled_out.digest
    changed = [
        load(tmp_path, GOOD.replace("Acme", "Other")),
        load(tmp_path, GOOD + "time_zone: Europe/Berlin\n"),
        load(tmp_path, GOOD + "gates: {stale_days: 31}\n"),
    ]
    assert len({plain.digest, *(each.digest for each in changed)}) == 4


def test_every_setting_says_what_it_means_and_ends_with_its_unit() -> None:
    for model in (Company, *(type(value) for value in load_defaults())):
        assert all(info.description for info in model.model_fields.values()), model.__name__
    suffixes = ("_count", "_ratio", "_amount", "_days")
    assert [name for name in Thresholds.model_fields if not name.endswith(suffixes)] == []


def load_defaults() -> list[company.Fiscal | company.SubmissionRules | Thresholds]:
    made = Company(name="Any", currency="USD", first_week=date(2026, 1, 5))
    return [made.fiscal, made.submissions, made.gates]
