"""The book of numbers: every number of a brief enters here once and gets its source's letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from forestall import snapshot
from forestall.brief.document import Number, Source
from forestall.errors import SnapshotError
from forestall.provenance import Origin, Provenance

Key = tuple[str, str]
_KINDS = {
    Origin.DATA: "data",
    Origin.STUDY: "studies",
    Origin.MODEL: "model",
    Origin.JUDGMENT: "judgment",
    Origin.PERSON: "set by hand",
}


def steps(provenance: Provenance) -> Iterator[Provenance]:
    """The step itself and every step below it, depth first."""
    yield provenance
    for step in provenance.inputs:
        yield from steps(step)


def footing(*provenances: Provenance) -> tuple[str, ...]:
    """What numbers rest on, of data, studies, judgment and a person's hand."""
    tables = _facts()[1]
    found = [step for root in provenances for step in steps(root)]
    origins = {step.origin for step in found}
    if any(_tables_of(step, tables) for step in found if step.origin is Origin.MODEL):
        origins.add(Origin.DATA)
    order = (Origin.DATA, Origin.STUDY, Origin.JUDGMENT, Origin.PERSON)
    return tuple(_KINDS[o] for o in order if o in origins)


def _tables_of(step: Provenance, tables: dict[str, Any]) -> list[str]:
    """Packaged tables that a step's rows are of: a row reads ``table: what of it``."""
    return [t for t in dict.fromkeys(row.split(":")[0] for row in step.rows) if t in tables]


def letter_of(index: int) -> str:
    """a, b, … z, aa, ab, …"""
    head, tail = divmod(index, 26)
    return (letter_of(head - 1) if head else "") + chr(ord("a") + tail)


class Ledger:
    """Numbers by id, and the lettered sources they lead to, in order of first use.

    ``versions`` adds title, version, citation and licence of data the user brought, by name.
    """

    def __init__(self, versions: dict[str, dict[str, str]] | None = None) -> None:
        self.numbers: dict[str, Number] = {}
        self._sources, self._tables = _facts()
        self._sources |= versions or {}
        self._added = tuple(versions or ())
        self._order: dict[Key, int] = {}
        self._steps: dict[Key, list[Provenance]] = {}

    def number(
        self,
        id: str,
        value: float | None,
        unit: str,
        text: str,
        provenance: Provenance,
        *,
        low: float | None = None,
        high: float | None = None,
        by_hand: bool = False,
    ) -> Number:
        """Enter a number; the same id may come again only with the same value.

        Raises
        ------
        ValueError : the id already stands for another number.
        """
        known = self.numbers.get(id)
        if known is not None:
            if (known.value, known.unit, known.text) != (value, unit, text):
                raise ValueError(f"two numbers called {id!r}")
            return known
        hand = by_hand or provenance.origin is Origin.PERSON
        letter = letter_of(self._enter(self._root_key(provenance), provenance))
        self.numbers[id] = Number(id, value, unit, text, provenance, low, high, hand, letter)
        return self.numbers[id]

    def letters_of(self, provenance: Provenance) -> tuple[str, ...]:
        """Letters of the data, studies and judgments at and below a step."""
        indices = {
            self._enter(key, step) for step in steps(provenance) for key in self._leaf_keys(step)
        }
        return tuple(letter_of(i) for i in sorted(indices))

    def sources(self) -> tuple[Source, ...]:
        """Every source a number leads to, the data, studies and judgments below those, and all
        data the user brought: the forecasts learn from every country."""
        for name in self._added:
            self._enter(("data", name), Provenance(Origin.DATA, "data the user added", name))
        for found in tuple(self._steps.values()):
            for step in tuple(found):
                self.letters_of(step)
        return tuple(self._source(key, index) for key, index in self._order.items())

    def _enter(self, key: Key, step: Provenance) -> int:
        found = self._steps.setdefault(key, [])
        if not any(step is known for known in found):
            found.append(step)
        return self._order.setdefault(key, len(self._order))

    def _root_key(self, step: Provenance) -> Key:
        if step.origin in (Origin.DATA, Origin.JUDGMENT):
            return self._leaf_keys(step)[0]
        return _KINDS[step.origin], "" if step.origin is Origin.PERSON else step.source

    def _leaf_keys(self, step: Provenance) -> list[Key]:
        """Data by publication; studies, judgments and what a person set share one entry each.

        A model's own entry is no leaf; the tables whose rows it read are.
        """
        if step.origin is Origin.MODEL:
            read = [k for t in _tables_of(step, self._tables) for k in self._publications(t)]
            return [("data", key) for key in dict.fromkeys(read)]
        if step.origin is not Origin.DATA:
            return [(_KINDS[step.origin], "")]
        named = [part.strip() for part in step.source.split(",")]
        tables = [row.split(":")[0] for row in step.rows]
        for words in (named, tables):
            found = [key for word in words for key in self._publications(word)]
            if found:
                return [("data", key) for key in dict.fromkeys(found)]
        return [("data", step.source)]

    def _publications(self, word: str) -> list[str]:
        if word in self._sources:
            return [word]
        return list(self._tables.get(word, {}).get("sources", ()))

    def _source(self, key: Key, index: int) -> Source:
        kind, name = key
        found = self._steps[key]
        known = self._sources.get(name, {}) if kind == "data" else {}
        letter = letter_of(index)
        below = {b for step in found for b in self.letters_of(step)} - {letter}
        version = str(known.get("version", "")) or next((s.version for s in found if s.version), "")
        return Source(
            letter=letter,
            key=name,
            kind=kind,
            title=str(known.get("title", "")) or _title(key, found),
            version=version,
            citation=str(known.get("citation", "")),
            licence=str(known.get("licence", "")),
            rests_on=tuple(sorted(below, key=lambda b: (len(b), b))) if kind == "model" else (),
            verified=kind not in ("judgment", "studies") and all(s.verified for s in found),
        )


_MODELS = {
    "forestall.warning.fatalities": "Forecast of deaths by month",
    "forestall.warning.baseline": "Forecast of deaths by month from look-alikes",
    "forestall.warning.drivers": "What moves the learnt forecast of deaths by month",
    "forestall.warning.onset": "Chance that a new mass killing begins",
    "forestall.warning.one_sided": "Forecast of civilians killed in one-sided violence",
    "forestall.options.futures": "Simulated futures of the four options",
    "forestall.options.conditions": "Whether each tool fits",
    "forestall.situation.protection": "Whether the host is manifestly failing to protect",
    "forestall.options.information": "Worth of finding out first",
    "forestall.options.flips": "Where the order of the options changes",
    "forestall.strategy.campaign": "Simulated campaigns, with the mission and without it",
    "forestall.strategy.posture": "Where a force would best stand",
    "forestall.strategy.standing": "Expected victims by cell",
    "forestall.situation.consent": "Consent of the host government",
    "forestall.situation.perpetrators": "Who would do most of the killing",
    "ucdp_one_sided": "Each actor's share of recent killing, made into a chance",
    "forestall.evidence.synthesis": "What the studies say, both camps kept",
    "forestall.missions.cost": "What past missions cost",
    "forestall.missions.typical": "Designs after past missions",
}


def _title(key: Key, found: list[Provenance]) -> str:
    kind, source = key
    if kind == "set by hand":
        return "Set by hand in the assessment file"
    if kind == "studies" and not source:
        return "Studies and budget documents: the tables of evidence name them"
    if kind == "judgment":
        return "Judgment of the authors: parameters that nobody has measured"
    if kind == "model":
        by = f", computed by {source}" if source.startswith("forestall.") else ""
        return _MODELS.get(source, "Computed") + by
    return source or found[0].what


def _facts() -> tuple[dict[str, Any], dict[str, Any]]:
    """``SOURCES.toml``'s sources and tables by key; none if the package carries no snapshot."""
    try:
        known = snapshot.sources()
    except (SnapshotError, FileNotFoundError):
        return {}, {}
    return dict(known.get("sources", {})), dict(known.get("tables", {}))
