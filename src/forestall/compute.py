"""Seeded random streams, and jobs run here or on a Ray cluster.

The same seed and the same name give the same draws; the same jobs give the same answers, wherever
they run and in whatever order they end.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

from forestall.errors import ClusterError

Job = TypeVar("Job")
Answer = TypeVar("Answer")
Runner = Callable[[Callable[[Any], Any], Sequence[Any]], Iterator[tuple[int, Any]]]
"""Runs a function on each job and yields (place of the job, answer), in any order."""

PATIENCE = 5.0  # seconds until an address counts as one that does not answer


def stream(seed: int, *names: str) -> np.random.Generator:
    """A generator of its own for each named step of a run.

    Streams are keyed by name, not by order of use, so adding a step elsewhere
    leaves every other step's draws as they were.

    Parameters
    ----------
    seed : the run's seed, 0 or larger.
    names : what the draws are for, e.g. ``stream(7, "warning", "CAF")``.

    >>> bool(stream(7, "a").random() == stream(7, "a").random())
    True
    """
    digest = hashlib.sha256("\x1f".join(names).encode("utf-8", "surrogatepass")).digest()
    keys = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *keys])))


def stratified(rng: np.random.Generator, n: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """``n`` uniforms, one in each of ``n`` equal slices of 0 to 1, in random order.

    One column of a Latin hypercube (McKay, Beckman & Conover 1979): means over them scatter less
    than over independent draws.

    >>> sorted((stratified(stream(1, "a"), 4) * 4).astype(int).tolist())
    [0, 1, 2, 3]
    """
    return np.asarray((rng.permutation(n) + rng.random(n)) / n, dtype=np.float64)


def shards(n: int, size: int) -> list[tuple[int, int]]:
    """``n`` things cut into consecutive (first, last) parts of ``size``; the last may be smaller.

    >>> shards(5, 2)
    [(0, 2), (2, 4), (4, 5)]
    """
    return [(first, min(first + size, n)) for first in range(0, n, size)]


def each(
    function: Callable[[Job], Answer],
    jobs: Sequence[Job],
    *,
    by: Runner | None = None,
    done: Callable[[int, int], None] | None = None,
) -> list[Answer]:
    """The answer to each job, in the order of the jobs.

    Parameters
    ----------
    by : how they are run: :func:`here` by default, or :func:`cluster` of an address.
    done : called with (jobs answered, jobs) after each.

    Raises
    ------
    ClusterError : the cluster failed.

    >>> each(abs, [-2, 3])
    [2, 3]
    """
    answers: dict[int, Answer] = {}
    for place, answer in (by or here)(function, jobs):
        answers[place] = answer
        if done is not None:
            done(len(answers), len(jobs))
    return [answers[place] for place in range(len(jobs))]


def here(function: Callable[[Any], Any], jobs: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """One job after the other, in this process."""
    for place, job in enumerate(jobs):
        yield place, function(job)


def cluster(address: str) -> Runner:
    """A runner on the Ray cluster at ``address``: ``auto``, ``HOST:PORT`` or ``ray://HOST:PORT``.

    The cluster must be running, with this version of forestall on its machines. A connection that
    was not open before is closed afterwards; jobs not finished are cancelled.

    Raises
    ------
    ClusterError : Ray is not installed or nothing answers at the address; and when it runs: the
        cluster refuses, or a job failed there.
    """
    ray = _ray()
    if not ray.is_initialized():
        _check_answers(address)

    def run(function: Callable[[Any], Any], jobs: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        with _connected(ray, address):
            remote = ray.remote(function)
            places = {remote.remote(job): place for place, job in enumerate(jobs)}
            waiting = list(places)
            try:
                while waiting:
                    ended, waiting = ray.wait(waiting, num_returns=1)
                    yield places[ended[0]], ray.get(ended[0])
            except ray.exceptions.RayError as error:
                raise _failed(error) from error
            finally:
                for left in waiting:
                    ray.cancel(left, force=True)

    return run


@contextmanager
def _connected(ray: Any, address: str) -> Iterator[None]:
    if ray.is_initialized():
        yield
        return
    try:
        ray.init(address=address, log_to_driver=False, logging_level="error")
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise _silent(address, str(error)) from error
    try:
        yield
    finally:
        ray.shutdown()


def _check_answers(address: str) -> None:
    """Knock on the address, for Ray itself would wait for a minute."""
    if address == "auto":
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        raise _silent(address, "no address of the form HOST:PORT")
    try:
        socket.create_connection((host, int(port)), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise _silent(address, str(error)) from error


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise ClusterError(
            "Ray is not installed",
            expected="the package ray",
            came=str(error),
            remedy="pip install forestall[cluster], or leave --ray out to compute here",
        ) from error
    return ray


def _silent(address: str, came: str) -> ClusterError:
    return ClusterError(
        "The cluster does not answer",
        expected=f"a running Ray cluster at {address}",
        came=came.strip().split("\n")[0] or "no answer",
        remedy="start one with: ray start --head; then give --ray auto or HOST:PORT",
    )


def _failed(error: Exception) -> ClusterError:
    lines = str(error).strip().split("\n")
    return ClusterError(
        "The cluster could not finish",
        expected="every part played on the cluster",
        came=lines[-1] or type(error).__name__,
        remedy="see that its machines run and have the same forestall, or leave --ray out",
    )
