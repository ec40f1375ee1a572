"""Looks up once in a run what is stored of an asset: Dagster asks before every step for all it reads.

Seven in eight of these questions were answered before in the same run, and the home's lock keeps other runs away. What
is stored about an asset in between forgets what is known of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg

Tags = Mapping[str, Mapping[str, str]]
QUESTIONS = ("get_latest_tags_by_partition", "get_asset_records", "fetch_materializations")


@contextmanager
def versions_kept(instance: dg.DagsterInstance) -> Iterator[None]:
    """While inside, answers are kept until an event of their asset is stored."""
    storage: Any = instance.event_log_storage
    kept = _Kept(*(getattr(storage, question) for question in QUESTIONS))
    store = storage.store_event

    def stored(event: dg.EventLogEntry) -> None:
        store(event)
        if event.dagster_event and event.dagster_event.asset_key:
            kept.forget(event.dagster_event.asset_key)

    storage.store_event = stored
    for question, answer in zip(QUESTIONS, (kept.tags, kept.records, kept.materializations), strict=True):
        setattr(storage, question, answer)
    try:
        yield
    finally:
        for replaced in ("store_event", *QUESTIONS):
            delattr(storage, replaced)


class _Kept:
    """Answers by asset, and by what was asked of it."""

    def __init__(
        self, tags: Callable[..., Tags], records: Callable[..., Sequence[Any]], materializations: Callable[..., Any]
    ) -> None:
        self._tags, self._records, self._materializations = tags, records, materializations
        self._known: dict[dg.AssetKey, dict[Any, Any]] = {}

    def tags(
        self, asset_key: dg.AssetKey, event_type: Any, tag_keys: Sequence[str],
        asset_partitions: Sequence[str] | None = None, **more: Any,
    ) -> Tags:  # fmt: skip
        asked = (event_type, tuple(tag_keys), asset_partitions and tuple(asset_partitions), tuple(sorted(more.items())))
        known = self._of(asset_key)
        if asked not in known:
            known[asked] = self._tags(asset_key, event_type, tag_keys, asset_partitions, **more)
        tags: Tags = known[asked]
        return tags

    def records(self, asset_keys: Sequence[dg.AssetKey] | None = None) -> Sequence[Any]:
        if asset_keys is None:
            return self._records()
        unknown = [key for key in asset_keys if "record" not in self._of(key)]
        if unknown:
            found = {record.asset_entry.asset_key: record for record in self._records(unknown)}
            for key in unknown:
                self._of(key)["record"] = found.get(key)
        known = [self._of(key)["record"] for key in asset_keys]
        return [record for record in known if record is not None]

    def materializations(self, wanted: Any, *more: Any, **named: Any) -> Any:
        asked = (repr(wanted), more, tuple(sorted(named.items())))
        known = self._of(wanted if isinstance(wanted, dg.AssetKey) else wanted.asset_key)
        if asked not in known:
            known[asked] = self._materializations(wanted, *more, **named)
        return known[asked]

    def _of(self, asset_key: dg.AssetKey) -> dict[Any, Any]:
        return self._known.setdefault(asset_key, {})

    def forget(self, asset_key: dg.AssetKey) -> None:
        self._known.pop(asset_key, None)
