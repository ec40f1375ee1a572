"""What a run keeps of Dagster's answers is what its storage says, and is asked for once until something is stored."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage

from sales_pipeline.defs import data_versions
from sales_pipeline.defs.instance import run_history
from sales_pipeline_tests.tiny_home import make

DAYS = dg.StaticPartitionsDefinition(["one", "two"])
SOURCE = dg.AssetKey("source")


@dg.asset(partitions_def=DAYS)
def source() -> None: ...


@dg.asset(partitions_def=DAYS, deps=[source])
def reader() -> None: ...


@dg.asset_check(asset=source, partitions_def=DAYS)
def holds() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


def answers(instance: dg.DagsterInstance) -> list[Any]:
    wanted = dg.AssetRecordsFilter(SOURCE, asset_partitions=["one"])
    storage: Any = instance.event_log_storage
    return [
        storage.get_latest_tags_by_partition(
            SOURCE, dg.DagsterEventType.ASSET_MATERIALIZATION, ["dagster/data_version"], ["one"]
        ),
        storage.get_asset_records([dg.AssetKey("reader"), SOURCE]),
        storage.get_asset_records([dg.AssetKey("nowhere")]),
        storage.fetch_materializations(wanted, limit=1),
        storage.fetch_materializations(SOURCE, limit=5),
    ]


def test_answers_are_those_of_the_storage_whatever_was_stored_since(tmp_path: Path) -> None:
    with run_history(make(tmp_path)) as instance:
        for day in ("one", "two", "one"):
            dg.materialize([source, reader, holds], instance=instance, partition_key=day)
            kept = answers(instance)
            assert kept == answers(instance)
            with pytest.MonkeyPatch.context() as patch:
                for question in data_versions.QUESTIONS:
                    patch.delattr(instance.event_log_storage, question)
                assert kept == answers(instance)
            records = {record.asset_entry.asset_key for record in kept[1]}
            assert records == {SOURCE, dg.AssetKey("reader")}


def test_a_run_asks_once_until_something_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later dagster that asks otherwise would make every run slow in silence."""
    asked: list[str] = []

    def counted(question: str, ask: Any) -> Any:
        return lambda storage, *given, **named: (asked.append(question), ask(storage, *given, **named))[1]

    for question in data_versions.QUESTIONS:
        monkeypatch.setattr(SqlEventLogStorage, question, counted(question, getattr(SqlEventLogStorage, question)))
    with run_history(make(tmp_path)) as instance:
        dg.materialize([source, reader, holds], instance=instance, partition_key="one")
        first = answers(instance)
        assert set(asked) == set(data_versions.QUESTIONS)
        once = len(asked)
        assert answers(instance) == first
        assert len(asked) == once
