"""Looks up once in a run which version of an asset's week is there: Dagster asks before every step for all it reads.

Seven in eight of these questions were answered before in the same run, and the home's lock keeps other runs away. What
is stored about an asset in between forgets what is known of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg

Tags = Mapping[str, Mapping[str, str]]


@contextmanager
def versions_kept(instance: dg.DagsterInstance) -> Iterator[None]:
    """While inside, answers are kept until an event of their asset is stored."""
    storage: Any = instance.event_log_storage
    kept = _Kept(storage.get_latest_tags_by_partition)
    store = storage.store_event

    def stored(event: dg.EventLogEntry) -> None:
        store(event)
        if event.dagster_event and event.dagster_event.asset_key:
            kept.forget(event.dagster_event.asset_key)

    storage.get_latest_tags_by_partition, storage.store_event = kept.tags, stored
    try:
        yield
    finally:
        del storage.get_latest_tags_by_partition, storage.store_event


class _Kept:
    """Answers by asset, and by what was asked of it."""

    def __init__(self, ask: Callable[..., Tags]) -> None:
        self._ask = ask
        self._known: dict[dg.AssetKey, dict[Any, Tags]] = {}

    def tags(
        self, asset_key: dg.AssetKey, event_type: Any, tag_keys: Sequence[str],
        asset_partitions: Sequence[str] | None = None, **more: Any,
    ) -> Tags:  # fmt: skip
        asked = (event_type, tuple(tag_keys), asset_partitions and tuple(asset_partitions), tuple(sorted(more.items())))
        known = self._known.setdefault(asset_key, {})
        if asked not in known:
            known[asked] = self._ask(asset_key, event_type, tag_keys, asset_partitions, **more)
        return known[asked]

    def forget(self, asset_key: dg.AssetKey) -> None:
        self._known.pop(asset_key, None)
