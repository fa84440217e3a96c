"""What a brief is made of, before it becomes a page: numbers, texts, tables, figures, sections."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from forestall.provenance import Provenance
from forestall.vocabulary import Country, Month

if TYPE_CHECKING:
    import altair

    from forestall.brief.pages.stance import Stance
    from forestall.options.appraisal import Appraisal
    from forestall.warning.forecast_reasons import ForecastReasons

Role = Literal["body", "heading", "bullet", "note", "label"]


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the brief: its value, how it is said, and the path behind it.

    ``low`` and ``high`` bound 90% of the draws where the number is a range. ``letter`` is its
    mark in print: the source it leads to.
    """

    id: str
    value: float | None
    unit: str
    text: str
    provenance: Provenance
    low: float | None = None
    high: float | None = None
    by_hand: bool = False
    letter: str = ""


Span = str | Number


@dataclass(frozen=True, slots=True)
class Text:
    """A run of words and numbers. ``by_hand`` marks words that a person set."""

    spans: tuple[Span, ...]
    role: Role = "body"
    by_hand: bool = False

    @property
    def plain(self) -> str:
        """The words alone, numbers said in full."""
        return "".join(s if isinstance(s, str) else s.text for s in self.spans)

    @property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(s for s in self.spans if isinstance(s, Number))

    @property
    def hand(self) -> bool:
        """True if anything in it was set by a person."""
        return self.by_hand or any(n.by_hand for n in self.numbers)


def say(template: str, *parts: Span, role: Role = "body", by_hand: bool = False) -> Text:
    """``template`` with each ``{}`` replaced by the next part.

    Only the template is ours; parts (names, notes, numbers) are carried whole, never parsed.

    >>> say("Led by {}.", "the {} group").plain
    'Led by the {} group.'
    """
    pieces = template.split("{}")
    if len(pieces) != len(parts) + 1:
        raise ValueError(f"{len(pieces) - 1} places for {len(parts)} parts in {template!r}")
    spans: list[Span] = [pieces[0]]
    for part, piece in zip(parts, pieces[1:], strict=True):
        spans += [part, piece]
    return Text(tuple(s for s in spans if s != ""), role, by_hand)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; ``sort`` is what the column is ordered by on screen."""

    text: Text
    sort: float | str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, its alignment, and its share of the table's width."""

    name: str
    align: Literal["left", "right", "center"] = "left"
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under rules, sortable on screen."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A Vega-Lite spec with what a reader who cannot see it needs to know.

    ``spec`` is drawn for the page, ``narrow`` the same figure for a phone. ``share`` is how much
    of the page's width it wants: below 1, its title, ``aside`` and note stand beside it.
    """

    id: str
    title: str
    alt: str
    spec: dict[str, Any]
    narrow: dict[str, Any]
    note: Text | None = None
    share: float = 1.0
    aside: tuple[Text, ...] = ()

    def chart(self) -> altair.Chart | altair.LayerChart | Any:
        """The figure as an Altair chart, for a notebook."""
        import altair

        return altair.Chart.from_dict(self.spec)


Block = Text | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """One page's worth of argument."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One of the four answers of page 1: a question, a number, a sentence, and its footing."""

    id: str
    question: str
    number: Number
    big: str
    small: str
    sentence: Text
    rests_on: tuple[str, ...]
    weakest: str


@dataclass(frozen=True, slots=True)
class Source:
    """One lettered entry of the source list."""

    letter: str
    key: str
    kind: str
    title: str
    version: str = ""
    citation: str = ""
    licence: str = ""
    rests_on: tuple[str, ...] = ()
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Brief:
    """The whole brief; :meth:`save` writes it as a page, a PDF or JSON."""

    country: Country
    as_of: Month
    title: str
    seed: int
    draws: int
    data_versions: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    lead: tuple[Block, ...]
    would_change: tuple[Text, ...]
    sections: tuple[Section, ...]
    numbers: dict[str, Number]
    sources: tuple[Source, ...]
    quiet: bool
    appraisal: Appraisal
    set_by_hand: tuple[str, ...] = field(default=())
    reasons: ForecastReasons | None = None
    stance: Stance | None = None

    def blocks(self) -> tuple[Block, ...]:
        """Every block in reading order."""
        return self.lead + tuple(b for s in self.sections for b in s.blocks)

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(b for b in self.blocks() if isinstance(b, Figure))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(b for b in self.blocks() if isinstance(b, Table))

    def save(self, path: str | Path, *, paper: str = "a4") -> tuple[Path, ...]:
        """Write the brief; returns the files written.

        A path ending in ``.html``, ``.pdf`` or ``.json`` writes that one; any other path is a
        folder (made if missing) that gets ``brief.html``, ``brief.pdf`` and ``brief.json``.
        ``paper`` is ``a4`` or ``us-letter``. A file appears whole or not at all.

        Raises
        ------
        OutputError : the place cannot be written.
        BadValue : a paper nobody cuts.
        """
        from forestall.brief.writing import save

        return save(self, Path(path), paper=paper)
