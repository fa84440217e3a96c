"""Numbers in plain words: people, ranges, chances, money, lists."""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def significant(value: float, figures: int = 2) -> float:
    """``value`` rounded to so many significant figures.

    >>> significant(2868), significant(0.0731)
    (2900, 0.073)
    """
    if value == 0 or not isfinite(value):
        return value
    return round(value, figures - 1 - floor(log10(abs(value))))


def people(count: float) -> str:
    """An estimated number of people: whole, and two significant figures above 100.

    >>> people(2868), people(47.4), people(0.3)
    ('2,900', '47', '0')
    """
    rounded = significant(count) if abs(count) >= 100 else round(count)
    return f"{int(rounded):,}".replace("-", "−")


def counted(count: float) -> str:
    """A number of people somebody counted: as it stands, with separators.

    >>> counted(12345.0)
    '12,345'
    """
    return f"{round(count):,}"


def between(low: float, high: float) -> str:
    """A range of people, without false precision.

    >>> between(312, 2868), between(0.2, 0.4), between(0, 12)
    ('between 310 and 2,900', 'none', 'up to 12')
    """
    a, b = people(low), people(high)
    if a == b:
        return "none" if a == "0" else f"about {a}"
    return f"up to {b}" if a == "0" else f"between {a} and {b}"


def averted(low: float, high: float) -> str:
    """A range of deaths averted, harm said as harm.

    >>> averted(-40, 310), averted(20, 310)
    ('between 40 deaths more and 310 fewer', 'between 20 and 310 deaths fewer')
    >>> averted(-3, 0)
    'up to 3 deaths more'
    """
    a, b = people(abs(low)), people(abs(high))
    worse, better = low < 0 and a != "0", high > 0 and b != "0"
    if worse and better:
        return f"between {a} {_deaths(a)} more and {b} fewer"
    if better:
        span = between(low, high)
        return f"{span} {_deaths(b)} fewer"
    if worse:
        span = between(-high, -low)
        return f"{span} {_deaths(a)} more"
    return "no change"


def _deaths(count: str) -> str:
    return "death" if count == "1" else "deaths"


def change(deaths: float) -> str:
    """One figure of deaths averted, signed in words.

    >>> change(310), change(-4), change(0.2)
    ('310 fewer', '4 more', 'none')
    """
    text = people(abs(deaths))
    if text == "0":
        return "none"
    return f"{text} fewer" if deaths > 0 else f"{text} more"


def percent(chance: float) -> str:
    """A chance as a whole percentage, never a false 0 or 100.

    >>> percent(0.46), percent(0.002), percent(0.998), percent(0.0)
    ('46%', 'under 1%', 'over 99%', '0%')
    """
    if 0 < chance <= 0.005:
        return "under 1%"
    if 0.995 <= chance < 1:
        return "over 99%"
    return f"{round(100 * chance)}%"


def odds(chance: float) -> str:
    """A chance as a natural frequency in small numbers.

    >>> odds(0.07), odds(0.46), odds(0.81), odds(0.001), odds(0.0)
    ('about 1 in 14', 'about 5 in 10', 'about 4 in 5', 'fewer than 1 in 200', 'none')
    """
    if chance <= 0:
        return "none"
    if chance >= 1:
        return "certain"
    if chance < 0.005:
        return "fewer than 1 in 200"
    if chance > 0.995:
        return "more than 199 in 200"
    if chance <= 0.22:
        return f"about 1 in {_round_odds(1 / chance)}"
    top, bottom = _small_fraction(chance)
    return f"about {top} in {bottom}"


def _round_odds(one_in: float) -> int:
    """One in 14 stays; beyond 20 to the nearest 5, beyond 100 to two figures."""
    if one_in > 100:
        return int(significant(one_in))
    return 5 * round(one_in / 5) if one_in > 20 else round(one_in)


def _small_fraction(chance: float) -> tuple[int, int]:
    """The simplest fraction within 2 points, else the nearest tenth or twentieth."""
    for bottom in (2, 3, 4, 5):
        top = round(chance * bottom)
        if 0 < top < bottom and abs(top / bottom - chance) <= 0.02:
            return top, bottom
    bottom = 20 if chance > 0.94 else 10
    top = round(chance * bottom)
    return (99, 100) if top == bottom else (top, bottom)


def chance_words(chance: float) -> str:
    """A chance as number and natural frequency, as every brief gives them.

    >>> chance_words(0.07)
    '7% (about 1 in 14)'
    """
    if chance <= 0 or chance >= 1:
        return percent(chance)
    return f"{percent(chance)} ({odds(chance)})"


def money(million: float) -> str:
    """US dollars given in millions, two significant figures.

    >>> money(312.4), money(1234.0), money(0.42)
    ('USD 310 million', 'USD 1.2 billion', 'USD 420,000')
    """
    if million < 0.995:
        return f"USD {int(significant(million * 1e6)):,}" if million > 0 else "nothing"
    if million >= 995:
        return f"USD {significant(million / 1000):g} billion"
    return f"USD {significant(million):g} million"


def money_between(low: float, high: float) -> str:
    """A range of money, the unit said once where it is the same.

    >>> money_between(310, 640), money_between(640, 1200)
    ('USD 310 to 640 million', 'USD 640 million to 1.2 billion')
    """
    a, b = money(low), money(high)
    if a == b:
        return f"about {a}"
    for unit in (" million", " billion"):
        if a.endswith(unit) and b.endswith(unit):
            return f"{a.removesuffix(unit)} to {b.removeprefix('USD ')}"
    return f"{a} to {b.removeprefix('USD ')}"


def listed(words: Sequence[str]) -> str:
    """Words as an English list.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def capital(text: str) -> str:
    """The text with its first letter capital, the rest untouched."""
    return text[:1].upper() + text[1:]
