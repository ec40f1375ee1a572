"""Settings of telling: what the docs show is taken, secrets have no place, and no forecast depends on them."""

import re
from pathlib import Path

import pytest

from sales_pipeline import company
from sales_pipeline.week_tables import channel_rules
from sales_pipeline_tests.conftest import REPOSITORY

PLAIN = "name: Acme\ncurrency: USD\nfirst_week: 2024-01-08\n"


def load(root: Path, text: str) -> company.Company:
    (root / "company.yaml").write_text(PLAIN + text, encoding="utf-8")
    return company.load(root / "company.yaml")


def test_the_example_of_the_docs_is_taken_and_orders_the_rules(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(.+?)```", (REPOSITORY / "docs/notifications.md").read_text("utf-8"), re.DOTALL)
    rules = channel_rules(load(tmp_path, example)).to_pylist()
    assert [tuple(row.values()) for row in rules] == [
        ("escalation", None, "mail"), (None, "cro", "leaders"), (None, None, "mail"),
    ]  # fmt: skip


def test_a_channel_changes_no_forecast_and_voids_no_approval(tmp_path: Path) -> None:
    plain = load(tmp_path, "")
    told = load(tmp_path, "notifications: {channels: {mail: {url_env: ACME_MAIL}}, channel: mail}\n")
    assert plain.digest == told.digest
    assert plain != told
    assert hash(plain) != hash(told)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("channels: {mail: {url_env: 'mailto://user:secret@host'}}", "line 5: notifications.channels.mail.url_env"),
        ("channels: {mail: {url: 'mailto://user:secret@host'}}", "notifications.channels.mail.url is no setting"),
        ("channel: mail", "channel names channel 'mail', which is not under channels"),
        ("by_role: {cro: chat}", "by_role.cro names channel 'chat'"),
        ("channels: {files: {url_env: X}}", "channels has files, which is there by itself"),
        ("by_kind: {lat: files}", "notifications.by_kind.lat"),
        ("quiet_hours: 3", "notifications.quiet_hours is no setting: did you mean quiet_"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, setting: str, said: str) -> None:
    with pytest.raises(company.SettingsError) as error:
        load(tmp_path, f"notifications:\n  {setting}\n")
    assert said in str(error.value)
    assert "secret" not in str(error.value)
