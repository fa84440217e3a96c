"""Streams of random numbers keyed by seed and name; jobs answered in order wherever they run."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall import compute
from forestall.compute import stream
from forestall.errors import ClusterError

NAMES = st.lists(st.text(st.characters(exclude_characters="\x1f")), min_size=1, max_size=4)


@given(st.integers(0, 2**63), NAMES)
def test_the_same_seed_and_name_give_the_same_draws(seed: int, names: list[str]) -> None:
    assert stream(seed, *names).random(3).tolist() == stream(seed, *names).random(3).tolist()


@given(st.integers(0, 2**63 - 1), NAMES, NAMES)
def test_another_seed_or_name_gives_others(seed: int, one: list[str], two: list[str]) -> None:
    draws = stream(seed, *one).random(3).tolist()
    assert stream(seed + 1, *one).random(3).tolist() != draws
    assert (stream(seed, *two).random(3).tolist() == draws) == (one == two)


def test_a_name_that_is_no_text_has_draws_too() -> None:
    """File names may hold lone surrogates where their bytes were not UTF-8."""
    assert stream(0, "\ud800").random() != stream(0, "").random()


def test_names_do_not_run_together() -> None:
    assert stream(1, "ab", "c").random() != stream(1, "a", "bc").random()


def test_a_step_does_not_hang_on_what_was_drawn_before() -> None:
    stream(1, "elsewhere").random(1000)
    assert stream(1, "here").random() == stream(1, "here").random()


def test_the_draws_stay_those_of_today() -> None:
    # pinned: whoever changes the keying changes every figure ever printed
    assert stream(7, "warning", "CAF").integers(0, 2**32, 3).tolist() == PINNED


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        stream(-1, "a")


PINNED = [2949357831, 436306901, 485917384]


@given(st.integers(0, 500), st.integers(1, 50))
def test_shards_hold_everything_once_and_in_order(n: int, size: int) -> None:
    parts = compute.shards(n, size)
    assert [i for first, last in parts for i in range(first, last)] == list(range(n))
    assert all(first % size == 0 for first, _ in parts)


def backwards(function: Callable[[Any], Any], jobs: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """A runner whose last job ends first."""
    for place in reversed(range(len(jobs))):
        yield place, function(jobs[place])


def test_answers_come_in_the_order_of_the_jobs() -> None:
    told: list[tuple[int, int]] = []
    found = compute.each(abs, [-1, -2, -3], by=backwards, done=lambda *at: told.append(at))
    assert found == [1, 2, 3]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_ctrl_c_stops_the_jobs_that_are_left() -> None:
    begun: list[int] = []

    def job(number: int) -> None:
        begun.append(number)
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compute.each(job, [1, 2, 3])
    assert begun == [1, 2]


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"pip install forestall\[cluster\]"):
        compute.cluster("auto")


class Ray:
    """Ray as far as it is asked here: jobs run at once, the last one ends first."""

    class exceptions:  # noqa: N801
        class RayError(Exception):
            """Any failure there."""

    def __init__(self, refuses: bool = False) -> None:
        self.refuses, self.open, self.cancelled = refuses, False, 0

    def is_initialized(self) -> bool:
        return self.open

    def init(self, **_: object) -> None:
        if self.refuses:
            raise ConnectionError("no such cluster\nmore")
        self.open = True

    def shutdown(self) -> None:
        self.open = False

    def remote(self, function: Callable[[Any], Any]) -> Any:
        class Remote:
            @staticmethod
            def remote(job: Any) -> tuple[Callable[[Any], Any], Any]:
                return function, job

        return Remote

    def wait(self, jobs: list[Any], num_returns: int) -> tuple[list[Any], list[Any]]:
        return jobs[-num_returns:], jobs[:-num_returns]

    def get(self, job: tuple[Callable[[Any], Any], Any]) -> Any:
        return job[0](job[1])

    def cancel(self, _job: object, *, force: bool) -> None:
        assert force
        self.cancelled += 1


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Ray:
    made = Ray()
    monkeypatch.setitem(sys.modules, "ray", made)  # type: ignore[arg-type]
    return made


def test_a_cluster_answers_in_order_and_is_left_closed(ray: Ray) -> None:
    assert compute.each(abs, [-1, -2, -3], by=compute.cluster("auto")) == [1, 2, 3]
    assert not ray.open
    assert ray.cancelled == 0


def test_an_open_connection_stays_open(ray: Ray) -> None:
    ray.open = True
    assert compute.each(abs, [-1], by=compute.cluster("127.0.0.1:1")) == [1]
    assert ray.open


def test_ctrl_c_cancels_what_runs_on_the_cluster(ray: Ray) -> None:
    def stopped(_job: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compute.each(stopped, [1, 2, 3], by=compute.cluster("auto"))
    assert ray.cancelled == 2  # the third ended first; the other two were still there
    assert not ray.open


def test_a_failure_there_is_a_named_error(ray: Ray) -> None:
    def failing(_job: int) -> None:
        raise ray.exceptions.RayError("a machine\nwas lost")

    with pytest.raises(ClusterError, match="was lost"):
        compute.each(failing, [1], by=compute.cluster("auto"))


def test_a_cluster_that_refuses_is_a_named_error(ray: Ray) -> None:
    ray.refuses = True
    with pytest.raises(ClusterError, match="no such cluster"):
        compute.each(abs, [1], by=compute.cluster("auto"))


@pytest.mark.usefixtures("ray")
@pytest.mark.parametrize("address", ["nowhere", "host:", ":10", "127.0.0.1:99999999"])
def test_an_address_that_cannot_be_is_a_named_error(address: str) -> None:
    with pytest.raises(ClusterError, match="does not answer"):
        compute.cluster(address)


@pytest.mark.usefixtures("ray")
def test_an_address_where_nobody_listens_is_a_named_error() -> None:
    with socket.socket() as taken:  # bound but not listening: a connection is refused
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ClusterError, match="does not answer"):
            compute.cluster(f"ray://127.0.0.1:{taken.getsockname()[1]}")
