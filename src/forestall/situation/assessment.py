"""The whole situation in one object: who threatens whom, and would a mission be let in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forestall.provenance import Provenance
from forestall.vocabulary import ConsentState, Country, Month, PerpetratorKind, ViolenceKind

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Perpetrator:
    """Somebody who may be the main killer of civilians in the next twelve months.

    ``probability`` is the chance that this one kills the most; over all perpetrators it sums to 1.
    ``recent_deaths`` is one-sided deaths by year, newest last; ``last_seen`` the last month with a
    recorded killing, if event records say.
    """

    name: str
    kind: PerpetratorKind
    probability: float
    recent_deaths: tuple[tuple[int, float], ...]
    last_seen: Month | None
    provenance: Provenance
    set_by_person: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """Would the host let a mission in: a Dirichlet over the four states of :class:`ConsentState`.

    ``weight`` is the Dirichlet's total count (how many cases' worth of evidence stand behind the
    probabilities); ``cases`` the well-known cases behind the base rate, by state.
    ``withdrawal_hazard`` is per year: the chance that a mission once in is out a year later.
    """

    probabilities: dict[ConsentState, float]
    weight: float
    withdrawal_hazard: float
    cases: dict[ConsentState, float]
    base_rate_hosting: tuple[int, int]
    history: tuple[str, ...]
    provenance: Provenance
    hazard_provenance: Provenance
    set_by_person: bool = False
    note: str = ""

    @property
    def case_count(self) -> float:
        """How many cases of :attr:`cases` the base rate rests on."""
        return sum(self.cases.values())


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing looked at in a test: its value, and whether it speaks for or against."""

    name: str
    value: float | None
    unit: str
    met: bool | None
    text: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ManifestlyFailing:
    """Is the host manifestly failing to protect its people? ``None``: the data cannot say."""

    state: bool | None
    by_whom: str
    indicators: tuple[Indicator, ...]
    set_by_person: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """One of the UN Framework's 14 risk factors (2014) with what the data show. Never a score."""

    number: int
    group: str
    name: str
    supported: bool
    observations: tuple[str, ...]
    still_to_judge: str
    provenance: Provenance
    note: str = ""

    @property
    def status(self) -> str:
        return "supported by data" if self.supported else "needs judgment"


@dataclass(frozen=True, slots=True)
class Exposure:
    """Where and whom they threaten.

    ``cells``: frame gid, latitude, longitude (of the cell's centre), deaths, civilians, events,
    kind, last_month, one row per cell and kind. ``complete`` is False where events are a sample
    or an old vintage; ``coverage`` says so in words. ``groups``: frame group, size, status, year.
    """

    cells: pl.DataFrame
    complete: bool
    coverage: str
    groups: pl.DataFrame
    groups_year: int | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Presence:
    """A peace mission in the country around the as-of month."""

    acronym: str
    type: str
    since: int
    troops: float | None
    troops_year: int | None
    text: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ByKind:
    """Deaths by kind of violence over the newest twelve months for which kinds are known."""

    first: Month
    last: Month
    deaths: dict[ViolenceKind, int]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PersonBaseline:
    """Civilian deaths expected over 12 months without new action, set by a person (90% range)."""

    low: float
    best: float
    high: float
    note: str = ""


def kind_probabilities(perpetrators: tuple[Perpetrator, ...]) -> dict[PerpetratorKind, float]:
    """The chances of the perpetrators added up by kind."""
    totals = dict.fromkeys(PerpetratorKind, 0.0)
    for perpetrator in perpetrators:
        totals[perpetrator.kind] += perpetrator.probability
    return totals


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything ``options`` needs to know of a country at a month."""

    country: Country
    as_of: Month
    perpetrators: tuple[Perpetrator, ...]
    kind_weight: float
    consent: Consent
    failing: ManifestlyFailing
    framework: tuple[RiskFactor, ...]
    exposure: Exposure
    presence: tuple[Presence, ...]
    deaths_12m: int | None
    by_kind: ByKind | None
    one_sided_last_year: tuple[int, float] | None
    baseline: PersonBaseline | None = None
    notes: tuple[str, ...] = field(default=())

    def kind_probabilities(self) -> dict[PerpetratorKind, float]:
        """Probability that each kind of perpetrator is the main killer; sums to 1."""
        return kind_probabilities(self.perpetrators)

    @property
    def main_kind(self) -> PerpetratorKind:
        """The likeliest kind of main killer."""
        chances = self.kind_probabilities()
        return max(PerpetratorKind, key=chances.__getitem__)

    @property
    def scale_12m(self) -> int | None:
        """Deaths of every kind in twelve months, by whichever of the two counts is higher.

        The monthly series leaves out events that span months, so in some countries the newest
        count by kind is several times as high.
        """
        counts = [] if self.deaths_12m is None else [self.deaths_12m]
        if self.by_kind is not None:
            counts.append(sum(self.by_kind.deaths.values()))
        return max(counts, default=None)

    @property
    def threat_on_record(self) -> bool:
        """True if anybody is on record as killing civilians here, or a person named a threat."""
        return any(p.recent_deaths or p.set_by_person for p in self.perpetrators)
