"""Everything is told once: over many passes, refusals, kills at any step, and a server that answers when it likes."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline import event_log
from sales_pipeline.telling import sending
from sales_pipeline.telling.tell import tell, would_tell
from sales_pipeline_tests.telling.servers import mailbox, webhook
from sales_pipeline_tests.telling.stand_in import WEEK, Row, StandIn, notification

OUT = {"channel": "out", "channels": {"out": {"url_env": "ACME_OUT"}}, "quiet_weekends": False}
TWO = [notification("assigned/a/ann", "ann"), notification("late/b/ann", "ann")]


class Killed(BaseException):
    """Stands for a kill: nothing after it runs."""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A pass at a time of Tuesday, with what there is to tell."""

    def passed(time: str, told: list[Row], url: str = "", rules: dict[str, Any] = OUT) -> Counter[tuple[str, str]]:
        monkeypatch.setenv("SALES_PIPELINE_NOW", f"2026-11-{time}:00Z")
        monkeypatch.setenv("ACME_OUT", url)
        people = [{"person_id": row["person_id"], "person_name": row["person_name"]} for row in told]
        return tell(StandIn(tmp_path, f"2026-11-{time}", rules, notifications=told, people=people), WEEK)  # type: ignore[arg-type]

    return passed


def events(home: Path) -> list[tuple[str, str]]:
    stand_in = StandIn(home, "2026-11-17 09:00")
    return [(event.kind, event.subject) for event in event_log.read(stand_in.home)]


def test_one_message_a_person_instead_of_a_flood_and_each_thing_once(at: Any, tmp_path: Path) -> None:
    """B1: two things to tell are one message; the next pass tells only what is new."""
    with webhook() as hook:
        at("17 09:00", TWO, hook.url)
        at("17 10:00", TWO, hook.url)
        at("17 11:00", [*TWO, notification("completion/c/ann", "ann"), notification("late/d/bob", "bob")], hook.url)
        at("17 12:00", [*TWO, notification("completion/c/ann", "ann")], hook.url)
    assert [(post.body["person_id"], len(post.body["message"].split("what "))) for post in hook.accepted] == [
        ("ann", 3), ("ann", 2), ("bob", 2),
    ]  # fmt: skip
    assert hook.accepted[0].body["title"] == "Late: what late/b/ann and 1 more thing (week 2026-11-16)"
    delivered = [subject for kind, subject in events(tmp_path) if kind == "delivered"]
    assert sorted(delivered) == ["assigned/a/ann", "completion/c/ann", "late/b/ann", "late/d/bob"]


def test_a_channel_that_fails_is_tried_again_with_a_wait_that_doubles(at: Any, tmp_path: Path) -> None:
    """B1, S: 500, then 429 with Retry-After, then 200: one message, with one key."""
    with webhook([(500, {}), (429, {"Retry-After": "3600"})]) as hook:
        at("17 09:00", TWO, hook.url)
        assert at("17 09:04", TWO, hook.url) == Counter()
        at("17 09:05", TWO, hook.url)
        # twice five minutes have passed, but the server asked for an hour
        assert at("17 09:16", TWO, hook.url) == Counter()
        assert at("17 10:05", TWO, hook.url) == Counter({("delivered", "out"): 1})
        at("17 11:00", TWO, hook.url)
    assert len(hook.posts) == 3
    assert len({post.key for post in hook.posts}) == 1
    assert len(hook.accepted) == 1


def test_what_is_new_meanwhile_is_a_message_of_its_own(at: Any) -> None:
    """A refused message goes again as it was; what came after it waits for nothing."""
    with webhook([(500, {})]) as hook:
        at("17 09:00", TWO, hook.url)
        at("17 09:10", [*TWO, notification("completion/c/ann", "ann")], hook.url)
    assert [len(post.body["message"].split("what ")) - 1 for post in hook.accepted] == [2, 1]


def test_a_channel_that_keeps_failing_is_given_up_and_not_tried_for_ever(at: Any, tmp_path: Path) -> None:
    """B7, I3: after its tries the message is undelivered, from which sales operations is told."""
    rules = {**OUT, "try_count": 3}
    with webhook([(500, {})] * 9) as hook:
        for time in ("09:00", "10:00", "11:00", "12:00", "13:00"):
            at(f"17 {time}", TWO, hook.url, rules)
    assert len(hook.posts) == 3
    assert [kind for kind, _ in events(tmp_path)].count("undelivered") == 2
    last = list(event_log.read(StandIn(tmp_path, "2026-11-17").home))[-1]
    assert (last.details["outcome"], last.details["to_person_id"]) == ("500 Internal Server Error", "ann")


def test_a_channel_that_is_down_is_left_alone_for_the_rest_of_a_pass(at: Any) -> None:
    many = [notification(f"late/{n}/p{n}", f"p{n}") for n in range(9)]
    with webhook([(503, {})] * 99) as hook:
        assert at("17 09:00", many, hook.url)["left for later", "out"] == 6
        at("17 09:05", many, hook.url)
    assert len(hook.posts) == 6
    with webhook() as hook:
        at("17 09:30", many, hook.url)
    assert len(hook.told) == 9


def killed_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """A kill at the n-th time that a message is kept, noted or sent; before it or after it by the number's parity."""
    done = 0

    def counted(real: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal done
            done += 1
            if done == step:
                raise Killed
            found = real(*args, **kwargs)
            done += 1
            if done == step:
                raise Killed
            return found

        return call

    monkeypatch.setattr(sending, "keep", counted(sending.keep))
    monkeypatch.setattr(sending.log, "note", counted(sending.log.note))
    monkeypatch.setattr(sending.channels, "send", counted(sending.channels.send))


# two messages, each kept, noted, sent and noted; a kill before and after each
@pytest.mark.parametrize("step", range(1, 2 * 2 * 4 + 1))
@pytest.mark.parametrize("server", [webhook, mailbox])
def test_a_kill_at_any_step_forgets_nothing_and_repeats_only_what_is_known_again(
    at: Any, monkeypatch: pytest.MonkeyPatch, step: int, server: Any
) -> None:
    """B1, S: between what a server accepts and the note of it, too: the second sending has the first one's id."""
    told = [*TWO, notification("late/d/bob", "bob")]
    with server() as there:
        with monkeypatch.context() as patched:
            killed_at(patched, step)
            with pytest.raises(Killed):
                at("17 09:00", told, there.url)
        later = [*told, notification("completion/c/ann", "ann")]
        at("17 10:00", later, there.url)
        at("17 11:00", later, there.url)
        total = len(there.posts) if server is webhook else len(there.mails)
    # two messages and the new one; what was not yet noted for Ann goes in one with it
    wanted = 2 if step <= 3 else 3
    assert len(there.told) == wanted
    # only a kill after the server took it, and before the note was on the disk, sends a second time
    assert total - len(there.told) == (1 if step in (6, 7, 14, 15) else 0)


def test_pages_are_there_without_any_settings(at: Any, tmp_path: Path) -> None:
    """B1, B7: the default channel: a page a person, told once, whatever the number of passes."""
    rules: dict[str, Any] = {}
    told = [notification("assigned/a/ann", "ann", "files"), notification("late/b/bob", "bob", "files")]
    assert at("17 09:00", told, "", rules) == Counter({("delivered", "files"): 2})
    assert at("17 10:00", told, "", rules) == Counter()
    folder = tmp_path / "outputs" / "2026-11-16" / "messages"
    assert "Yours: what assigned/a/ann" in (folder / "ann-ann.md").read_text().replace("\\", "")
    assert sorted(subject for _, subject in events(tmp_path)) == ["assigned/a/ann", "late/b/bob"]


def test_quiet_hours_hold_for_what_is_late_in_coming(at: Any) -> None:
    """What came about by day and is told first at night waits; so does a message that was refused."""
    with webhook([(500, {})]) as hook:
        at("17 19:59", TWO, hook.url)
        at("17 20:30", [*TWO, notification("late/d/bob", "bob")], hook.url)
        assert len(hook.posts) == 1
        at("18 07:00", [*TWO, notification("late/d/bob", "bob")], hook.url)
    assert len(hook.accepted) == 2


def test_a_message_waits_for_the_morning_where_the_person_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """H6: the company's clock is UTC; in Tokyo 12:00 UTC is night, and 23:00 UTC morning."""
    profiles = [{"person_id": "ann", "time_zone": "Asia/Tokyo"}, {"person_id": "bob", "time_zone": "UTC"}]
    told = [notification("late/a/ann", "ann"), notification("late/b/bob", "bob")]
    found = []
    for now in ("2026-11-17T12:00:00", "2026-11-17T23:00:00"):
        monkeypatch.setenv("SALES_PIPELINE_NOW", f"{now}Z")
        weeks: Any = StandIn(tmp_path, now, OUT, notifications=told, work_profiles=profiles)
        found.append([due.person_id for due in would_tell(weeks, WEEK)])
    assert found == [["bob"], ["ann"]]


def test_what_is_too_old_is_not_told_any_more(at: Any) -> None:
    """Weeks made again do not write to people about what is long past."""
    with webhook() as hook:
        at("17 09:00", [notification("late/a/ann", "ann", since="2026-11-10 08:59")], hook.url)
        assert hook.posts == []
        at("17 09:00", [notification("late/a/ann", "ann", since="2026-11-10 09:00")], hook.url)
    assert len(hook.posts) == 1


def test_a_message_whose_channel_is_gone_is_told_through_another(at: Any) -> None:
    with webhook([(500, {})]) as hook:
        at("17 09:00", TWO, hook.url)
        other = {"channel": "other", "channels": {"other": {"url_env": "ACME_OUT"}}}
        at("17 10:00", [{**row, "channel": "other"} for row in TWO], hook.url, other)
        at("17 11:00", [{**row, "channel": "other"} for row in TWO], hook.url, other)
    assert len(hook.accepted) == 1


def test_a_dry_run_sends_and_writes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-11-17T09:00:00Z")
    with webhook() as hook:
        monkeypatch.setenv("ACME_OUT", hook.url)
        found = would_tell(StandIn(tmp_path, "2026-11-17 09:00", OUT, notifications=TWO), WEEK)  # type: ignore[arg-type]
    assert [(each.person_id, each.channel, len(each.told)) for each in found] == [("ann", "out", 2)]
    assert hook.posts == []
    assert list(tmp_path.rglob("*")) == []
