"""Talks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Talks:
    """How a team's design moves talks, against the usual team's (1 and 1)."""

    rate: float = 1.0
    hold: float = 1.0


def talks(mission):
    return Talks()


def pause_rate(effect, bound, collapse, months=24):
    import numpy as np

    wanted = np.clip((1 - np.exp(np.minimum(effect, 0))) / bound, 0, 0.9)
    low, high = np.zeros_like(wanted), np.full_like(wanted, 10.0)
    for _ in range(50):
        rate = (low + high) / 2
        k = rate + collapse
        got = rate / k * (1 + np.expm1(-k * months) / (k * months))
        low, high = np.where(got < wanted, rate, low), np.where(got < wanted, high, rate)
    return np.where(wanted > 0, (low + high) / 2, 0.0)


def step(pause, rate, collapse, uniform):
    import numpy as np

    return np.where(pause, uniform >= -np.expm1(-collapse), uniform < -np.expm1(-rate))
