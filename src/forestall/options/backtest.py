"""Backtest of advice: what the appraisal would have said of past cases, and what happened.

Every case is appraised twice as of the December before its year, from data up to then:

- *data only*: with nothing but the records;
- *at the desk*: with what an analyst knew beside them, as an assessment file would put it: the
  kind of perpetrator and the host's stance as coded, neither as certain (``desk.toml``), and, where
  the records show no killing yet, a range of what was feared that is the same for every case.

Base rates of consent are learnt from cases of earlier years only, so never from the case itself nor
from one of its own year. The design of a force against a neighbour is the usual one here, since the
packaged one is read off the cases. What still knows the future stands in :data:`LEAKS`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from forestall.errors import BadValue, NoData
from forestall.missions.typical import default_deployment, default_political_mission
from forestall.options import appraise, conditions, reasons
from forestall.options.appraisal import Condition, ConditionState, Draws, Fit, Option, OptionId
from forestall.options.brief_rules import BriefSays, brief_says
from forestall.options.cases import Case, Ending
from forestall.options.desk import at_the_desk
from forestall.options.futures import usual_plans
from forestall.options.information import change, harm_weighed
from forestall.records.holdings import FIRST_MONTH
from forestall.situation.assess import assess
from forestall.vocabulary import Month, PerpetratorKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from forestall.records.holdings import Holdings
    from forestall.situation.assessment import Assessment

    Progress = Callable[[int, int, str], None]

DRAWS = 4000
LEAKS = (
    "Threat and stance at the desk are as coded afterwards, and the brief's rules read the same "
    "coding: their agreement shows that the two are consistent, not that anything was foreseen.",
    "The studies of what missions do are of all years, and one is of a case itself (UNPREDEP's "
    "lessons, mkd-1992).",
    "Sizes, speeds, costs and mandates of missions, and how often missions end, are those of the "
    "whole record.",
    "Constants fitted to later years: who kills next (1995-2024), one-sided deaths (chosen on "
    "1995-2004).",
    "UCDP's past is told as its newest release tells it.",
    "The judgments were made by people who know these cases, and the cases are those people "
    "remember.",
)
"""What an appraisal of a past case still knows of the time after."""
_GOOD = (Ending.PREVENTED, Ending.CONTAINED)


class Cell(StrEnum):
    """Verdict against what happened; never an accuracy: what was tried was no experiment."""

    HELD = "recommended, prevented or contained"
    FAILED = "recommended, failed or compelled"
    UNTRIED = "recommended, not tried"
    WARNED = "not recommended, failed, compelled or not tried"
    MISSED = "not recommended, prevented or contained"
    UNSAID = "no appraisal could be made"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one appraisal of a case says; ``option`` None where none could be made.

    ``fits`` by option; ``conditions`` of both tools, each once; ``baseline`` says where the deaths
    to expect come from, with their mean over 12 months. ``close``: so few draws leave it open
    whether a tool is recommended or none, and another seed could turn it.
    """

    option: OptionId | None
    fits: dict[OptionId, Fit]
    conditions: tuple[Condition, ...]
    why: str
    baseline: str
    close: bool = False

    @property
    def recommends(self) -> bool:
        """True if a tool is recommended."""
        return self.option not in (None, OptionId.NONE)


@dataclass(frozen=True, slots=True)
class AdvisedCase:
    """A case with both verdicts, the brief's own answer, and what the difference is due to."""

    case: Case
    as_of: Month
    deaths_before: int | None
    data_only: Verdict
    desk: Verdict
    says: BriefSays
    explanation: str

    @property
    def agrees(self) -> bool:
        """Whether the verdict at the desk agrees with the brief's own conditions."""
        return _agrees(self.desk, self.says)

    @property
    def data_only_agrees(self) -> bool:
        """Whether the verdict from data alone agrees with the brief's own conditions."""
        return _agrees(self.data_only, self.says)

    @property
    def agrees_strictly(self) -> bool:
        """The same, where *limited* is taken as no tool at all."""
        return self.desk.option is not None and self.says.agrees_strictly(self.desk.option)

    @property
    def tool_agrees(self) -> bool:
        """Whether the verdict is among the options our reading of the brief allows."""
        return self.desk.option in self.says.options

    @property
    def cell(self) -> Cell:
        """How the verdict at the desk stands to what happened."""
        return cell(self.desk, self.case)


@dataclass(frozen=True, slots=True)
class Backtest:
    """All cases, in order."""

    cases: tuple[AdvisedCase, ...]
    draws: int
    seed: int


def backtest(
    cases: tuple[Case, ...],
    records: Holdings,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Progress | None = None,
) -> Backtest:
    """Appraise every case as of the December before its year, and hold it against the brief.

    Parameters
    ----------
    cases : from :mod:`forestall.options.cases`.
    records : the data; nothing after the December before a case's year is used.
    draws : simulated futures of each appraisal; two are made for every case.
    progress : called with cases done, cases in all, and the next case's id.

    Raises
    ------
    BadValue : a case's year lies outside the data, or draws or seed cannot be.
    """
    months = [_as_of(case, records) for case in cases]  # all of them before any work
    tested = []
    for number, (case, as_of) in enumerate(zip(cases, months, strict=True)):
        if progress is not None:
            progress(number, len(cases), f"Appraising {case.id}")
        tested.append(_tested(case, as_of, records, draws, seed))
    return Backtest(tuple(tested), draws, seed)


def cell(verdict: Verdict, case: Case) -> Cell:
    """How a verdict stands to what happened."""
    if verdict.option is None:
        return Cell.UNSAID
    if verdict.recommends:
        if case.outcome is Ending.NOT_TRIED:
            return Cell.UNTRIED
        return Cell.HELD if case.outcome in _GOOD else Cell.FAILED
    return Cell.MISSED if case.outcome in _GOOD else Cell.WARNED


def _as_of(case: Case, records: Holdings) -> Month:
    known = records.known_until()
    first = FIRST_MONTH.year + 1
    if not first <= case.year <= known.year + 1:
        raise BadValue(
            f"The case {case.id} lies outside the data",
            expected=f"a year from {first} to {known.year + 1}",
            came=str(case.year),
            remedy="leave it out, or add data that reach it with 'forestall data add'",
        )
    return min(Month(case.year - 1, 12), known)


def _tested(case: Case, as_of: Month, records: Holdings, draws: int, seed: int) -> AdvisedCase:
    known = assess(case.country, as_of, records)
    data_only = _verdict(known, records, draws, seed)
    desk = _verdict(at_the_desk(known, case, records), records, draws, seed)
    says = brief_says(case, known.scale_12m)
    told = _explanation(case, desk, says)
    return AdvisedCase(case, as_of, known.scale_12m, data_only, desk, says, told)


def _verdict(known: Assessment, records: Holdings, draws: int, seed: int) -> Verdict:
    country, as_of, kind = known.country, known.as_of, known.main_kind
    # the usual force against a neighbour is sized by the cases: here none may learn from them
    of = None if kind is PerpetratorKind.HOSTILE_NEIGHBOUR else kind
    force = default_deployment(country, as_of, of)
    plans = usual_plans(default_political_mission(country, as_of, kind), force)
    try:
        held = appraise.hold(known, records, plans, force, draws=draws, seed=seed)
    except NoData as error:
        return Verdict(None, {}, (), f"{error.what}: {error.came}.", "no forecast")
    expected = held.expected[12]
    chosen = appraise.recommend(held.options, known, expected)
    by_id = {option.id: option for option in held.options}
    origin = "forecast" if known.baseline is None else "feared"
    return Verdict(
        option=chosen.id,
        fits={option.id: option.fit for option in held.options},
        conditions=by_id[OptionId.BOTH].conditions,
        why=_why(chosen, by_id, known, expected),
        baseline=f"{origin}, mean {expected.mean:,.0f}",
        close=close_call(chosen, held.options) and not reasons.is_quiet(known, expected),
    )


def close_call(chosen: Option, options: tuple[Option, ...]) -> bool:
    """Whether the sampling error of the scores reaches the line between a tool and none.

    A tool goes only with a mean of two standard errors, so it takes four to be sure of it.
    """
    scores = [
        harm_weighed(o.deaths_averted[12].values)
        for o in options
        if o.id is not OptionId.NONE and o.fit is not Fit.POOR and not conditions.shut(o.conditions)
    ]
    errors = [float(s.std()) / s.size**0.5 for s in scores]
    means = [float(s.mean()) for s in scores]
    if chosen.id is OptionId.NONE:
        return any(m + 2 * e > 0 for m, e in zip(means, errors, strict=True))
    return all(m <= 4 * e for m, e in zip(means, errors, strict=True))


def _agrees(verdict: Verdict, says: BriefSays) -> bool:
    if verdict.option is None:
        return False
    return says.agrees(verdict.option, verdict.fits[verdict.option])


def _why(
    chosen: Option, options: dict[OptionId, Option], known: Assessment, expected: Draws
) -> str:
    if chosen.id is not OptionId.NONE:
        weak = [c for c in chosen.conditions if c.state is not ConditionState.MET]
        text = f"{_cap(chosen.id.in_words())}, fit {chosen.fit.value}"
        return f"{text}; {_listed(weak)}" if weak else f"{text}; every condition is met."
    if reasons.is_quiet(known, expected):
        return "Nothing on record pointed to killing of civilians."
    talks, force = options[OptionId.POLITICAL_MISSION], options[OptionId.PREVENTIVE_DEPLOYMENT]
    against = (_against(talks), _against(force))
    if against[0] == against[1]:
        return f"Both tools: {against[0]}"
    return f"Talks: {against[0]} A force: {against[1]}"


def _against(option: Option) -> str:
    """What stood between an option and being recommended."""
    failed = [c for c in option.conditions if c.state is ConditionState.NOT_MET]
    if gates := conditions.shut_by(option.conditions):
        return _listed(list(gates))
    if option.fit is Fit.POOR:
        consent = [c for c in option.conditions if c.name == conditions.CONSENT]
        return _listed(consent)
    text = f"it would {change(option.deaths_averted[12].mean)} on average, "
    if option.score <= 0:
        text += "and a death added weighs as much as two averted."
    else:
        text += "too little to tell from nothing."
    return f"{text} {_listed(failed)}" if failed else text


def _listed(tested: list[Condition]) -> str:
    return " ".join(f"{c.name}: {c.state.value}. {c.reason}" for c in tested)


def _explanation(case: Case, desk: Verdict, says: BriefSays) -> str:
    """The brief's answer, the verdict's reason, and what history adds where they part."""
    parts = [f"By the brief: {says.says.value}. {says.why}", desk.why]
    apart = not _agrees(desk, says) or cell(desk, case) in (Cell.MISSED, Cell.FAILED, Cell.UNTRIED)
    if apart and case.packaged and (history := _histories().get(case.id)):
        parts.append(f"In history: {history}")
    return " ".join(parts)


@cache
def _histories() -> dict[str, str]:
    """What history adds to a packaged case, by its id (general knowledge, not verified)."""
    path = files("forestall") / "evidence" / "backtest.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return {id_: str(fields["why"]) for id_, fields in told.items()}


def _cap(text: str) -> str:
    return text[0].upper() + text[1:]
