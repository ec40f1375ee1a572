"""Waves, slack and value against what brute force finds: every way through small networks is walked."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_pipeline.execution.paths import Network

HOURS = st.decimals(min_value="0.01", max_value="40", places=2)


@st.composite
def networks(draw: st.DrawFn) -> tuple[dict[str, Decimal], list[tuple[str, str]]]:
    """Tasks in a random order, each waiting for some of those before it."""
    names = draw(st.permutations([f"t{n}" for n in range(draw(st.integers(1, 8)))]))
    pairs = [(name, other) for place, name in enumerate(names) for other in names[:place]]
    waits = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)) if pairs else []
    return {name: draw(HOURS) for name in names}, waits


def ways(hours: dict[str, Decimal], waits: list[tuple[str, str]]) -> list[list[str]]:
    """Every way from a task that waits for none to one that none waits for."""
    after = {name: [late for late, early in waits if early == name] for name in hours}

    def walk(name: str) -> Iterator[list[str]]:
        if not after[name]:
            yield [name]
        for later in after[name]:
            yield from ([name, *rest] for rest in walk(later))

    return [way for name in hours if all(late != name for late, _ in waits) for way in walk(name)]


def together(waits: list[tuple[str, str]], hours: dict[str, Decimal]) -> dict[str, set[str]]:
    """Of each task those it hangs together with."""
    groups = {name: {name} for name in hours}
    for late, early in waits:
        joined = groups[late] | groups[early]
        for name in joined:
            groups[name] = joined
    return groups


@given(networks())
def test_waves_respect_dependencies_and_are_no_later_than_they_must(
    drawn: tuple[dict[str, Decimal], list[tuple[str, str]]],
) -> None:
    hours, waits = drawn
    places = Network(hours, waits).places()
    for late, early in waits:
        assert places[early].wave < places[late].wave
        assert places[early].earliest + hours[early] <= places[late].earliest
        assert places[early].latest + hours[early] <= places[late].latest
    for name in hours:
        before = [way.index(name) for way in ways(hours, waits) if name in way]
        assert places[name].wave == max(before)


@given(networks())
def test_critical_tasks_are_those_of_the_longest_ways(drawn: tuple[dict[str, Decimal], list[tuple[str, str]]]) -> None:
    hours, waits = drawn
    places, groups = Network(hours, waits).places(), together(waits, hours)
    found = ways(hours, waits)
    for name in hours:
        mine = [way for way in found if name in way]
        longest = max(sum(hours[n] for n in way) for way in found if set(way) <= groups[name])
        # a task may begin so much later as the longest way through it is shorter than the longest of all
        assert places[name].slack == longest - max(sum(hours[n] for n in way) for way in mine)
        assert places[name].earliest == max(sum(hours[n] for n in way[: way.index(name)]) for way in mine)


@given(networks(), st.data())
def test_what_rests_on_a_shared_task_is_the_most_of_what_comes_after(
    drawn: tuple[dict[str, Decimal], list[tuple[str, str]]], data: st.DataObject
) -> None:
    hours, waits = drawn
    own = {name: data.draw(HOURS) for name in hours}
    is_shared = {name: data.draw(st.booleans()) for name in hours}
    found = Network(hours, waits).at_stake(own, is_shared)
    for name in hours:
        after = {n for way in ways(hours, waits) if name in way for n in way[way.index(name) :]}
        assert found[name] == (max(own[n] for n in after) if is_shared[name] else own[name])


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_in_which_tasks_are_written_changes_nothing(
    drawn: tuple[dict[str, Decimal], list[tuple[str, str]]], random: object
) -> None:
    hours, waits = drawn
    names, links = list(hours), list(waits)
    random.shuffle(names)  # type: ignore[attr-defined]
    random.shuffle(links)  # type: ignore[attr-defined]
    assert Network({name: hours[name] for name in names}, links).places() == Network(hours, waits).places()


def test_a_circle_is_refused() -> None:
    with pytest.raises(ValueError, match="in a circle: a, b"):
        Network({"a": Decimal(1), "b": Decimal(1), "c": Decimal(1)}, [("a", "b"), ("b", "a"), ("a", "c")])


def test_a_chain_of_five_thousand_is_no_reason_to_fail() -> None:
    hours = {f"t{n:05}": Decimal(1) for n in range(5000)}
    places = Network(hours, [(f"t{n + 1:05}", f"t{n:05}") for n in range(4999)]).places()
    assert places["t04999"].wave == 4999
    assert all(place.slack == 0 for place in places.values())
