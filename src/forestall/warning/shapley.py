"""Who contributed what: exact Shapley values of a few players (Shapley 1953)."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from forestall.errors import BadValue

Floats = NDArray[np.float64]


def coalitions(players: int) -> NDArray[np.bool_]:
    """Every coalition, shape (2 ** players, players): row *s* holds the players in its bits.

    >>> coalitions(2).tolist()
    [[False, False], [True, False], [False, True], [True, True]]
    """
    rows = np.arange(2**players)[:, None]
    chosen: NDArray[np.bool_] = (rows >> np.arange(players)) % 2 == 1
    return chosen


def shapley(worth: Floats) -> Floats:
    """Each player's share of what all achieve together; the shares add up to it exactly.

    Parameters
    ----------
    worth : of each coalition in the order of :func:`coalitions`, shape (2 ** players,).

    Returns
    -------
    Shares, shape (players,), that sum to ``worth[-1] − worth[0]``: a player's mean gain over all
    orders in which players can join (Shapley 1953, A Value for n-Person Games, eq. 13).

    Raises
    ------
    BadValue : the number of coalitions is not a power of two.

    >>> shapley(np.array([0.0, 3.0, 0.0, 9.0])).tolist()  # first joins 0→3 or 0→9
    [6.0, 3.0]
    """
    players = len(worth).bit_length() - 1
    if len(worth) != 2**players:
        raise BadValue(
            "Not every coalition has a worth",
            expected="a power of two",
            came=str(len(worth)),
            remedy="give one worth for each subset of the players",
        )
    inside = coalitions(players)
    size = inside.sum(axis=1)
    orders = [factorial(s) * factorial(players - s - 1) for s in range(players)]
    weight = np.array(orders) / factorial(players)
    shares = np.empty(players)
    for player in range(players):
        without = np.flatnonzero(~inside[:, player])
        gain = worth[without | 1 << player] - worth[without]
        shares[player] = weight[size[without]] @ gain
    return shares
