"""The run history is written through few engines and connections, and is whole when a run has ended."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from sqlalchemy.pool import NullPool

from sales_pipeline.defs.instance import run_history
from sales_pipeline.defs.sqlite import quick_history
from sales_pipeline.home import Home
from sales_pipeline_tests.tiny_home import make

EVENTS = 200
DAGSTER: Any = sqlite_event_log


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make(tmp_path)


def engine_of(path: Path) -> Any:
    return DAGSTER.create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": 5})


def test_dagster_asks_for_its_engines_where_we_keep_them(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later dagster that no longer does would make every run slow in silence."""
    opened: list[str] = []
    connect: Any = sqlite3.connect

    def counted(path: str, *arguments: Any, **options: Any) -> Any:
        opened.append(path)
        return connect(path, *arguments, **options)

    @dg.op
    def talk(context: dg.OpExecutionContext) -> None:
        for number in range(EVENTS):
            context.log_event(dg.AssetObservation(f"asset_{number % 7}"))

    @dg.job
    def talking() -> None:
        talk()

    with run_history(home) as instance:
        monkeypatch.setattr(sqlite3, "connect", counted)
        assert talking.execute_in_process(instance=instance).success
    assert 0 < len(opened) < EVENTS / 2


def test_dagster_asks_for_the_engine_of_its_runs_where_we_keep_them(home: Home) -> None:
    with run_history(home) as instance:
        run = instance.create_run_for_job(dg.GraphDefinition("nothing").to_job())
        with instance.run_storage.connect() as one:  # type: ignore[attr-defined]
            engine = one.engine
        instance.add_run_tags(run.run_id, {"seen": "yes"})
        with instance.run_storage.connect() as other:  # type: ignore[attr-defined]
            assert other.engine is engine
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        assert instance.get_run_by_id(run.run_id).tags["seen"] == "yes"  # type: ignore[union-attr]
        with instance.run_storage.connect() as fresh:  # type: ignore[attr-defined]
            assert fresh.engine is not engine


def test_what_a_run_wrote_is_there_for_others(home: Home) -> None:
    @dg.asset
    def thing() -> None: ...

    with run_history(home) as instance:
        run = dg.materialize([thing], instance=instance)
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.SUCCESS  # type: ignore[union-attr]
        assert instance.get_latest_materialization_event(dg.AssetKey("thing")).run_id == run.run_id  # type: ignore[union-attr]


def test_afterwards_everything_is_as_before(tmp_path: Path) -> None:
    ordinary = DAGSTER.create_engine
    path = tmp_path / "events.db"
    with quick_history():
        with engine_of(path).connect() as connection:
            connection.exec_driver_sql("CREATE TABLE events (event VARCHAR)")
            connection.commit()
        assert engine_of(path) is engine_of(path)
    assert DAGSTER.create_engine is ordinary
    # `with` on a connection of sqlite3 commits, and leaves it open
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)


def test_a_connection_in_use_is_not_handed_out_twice_nor_to_another_thread(tmp_path: Path) -> None:
    with quick_history():
        engine = engine_of(tmp_path / "events.db")
        with engine.connect() as one, engine.connect() as other:
            assert one.connection.dbapi_connection is not other.connection.dbapi_connection
            elsewhere: list[object] = []

            def look() -> None:
                with engine.connect() as third:
                    elsewhere.append(third.connection.dbapi_connection)

            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
        with engine.connect() as again:
            assert again.connection.dbapi_connection is not elsewhere[0]


def test_a_version_is_looked_up_once_until_its_asset_is_stored_again(home: Home) -> None:
    """What runs write of an asset's versions is what dagster would write without it."""
    daily = dg.DailyPartitionsDefinition("2026-01-05")

    @dg.asset(partitions_def=daily)
    def first() -> None: ...

    @dg.asset(partitions_def=daily, deps=[first])
    def second() -> None: ...

    @dg.asset(partitions_def=daily, deps=[first, second])
    def third() -> None: ...

    def versions(instance: dg.DagsterInstance) -> list[str]:
        found = []
        for _ in range(2):
            assert dg.materialize([first, second, third], instance=instance, partition_key="2026-01-05").success
            event = instance.get_latest_materialization_event(dg.AssetKey("third"))
            tags = event.asset_materialization.tags if event and event.asset_materialization else None
            assert tags
            found += [tags["dagster/data_version"], tags["dagster/input_data_version/first"]]
        return found

    with run_history(home) as instance:
        kept = versions(instance)
    with dg.DagsterInstance.ephemeral() as plain:
        fresh = versions(plain)
    assert len(kept) == len(fresh) == 4
    # the second run made the first asset anew, and its readers know
    assert kept[1] != kept[3]
    assert fresh[1] != fresh[3]
