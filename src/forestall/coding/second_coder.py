"""A blind sample for a second coder, and how far he and the coder agree."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import msgspec

from forestall.coding import field_values as values
from forestall.coding.alpha import Metric, alpha
from forestall.coding.encoding import decoded
from forestall.coding.report import ActorKind
from forestall.compute import stream
from forestall.errors import BadValue, EmptyInput, UnreadableFile, WrongColumns

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from pathlib import Path

    from forestall.coding.article import Article
    from forestall.coding.report import Report
    from forestall.coding.table import Table

GIVEN = ("sample_id", "report_id", "doc_id", "outlet", "published", "text")
ASKED = (
    "kind",
    "sub_kind",
    "date",
    "province",
    "place",
    "killed",
    "injured",
    "perpetrator_kind",
    "target_kind",
    "causes",
    "weapons",
    "same_as",
)
NONE = "none"
"""Written under ``kind`` where the text reports no incident."""
QUIET = 0.2
"""Share of the sample that is drawn from articles in which the coder found nothing."""
METRICS = {
    "incident": Metric.NOMINAL,
    "kind": Metric.NOMINAL,
    "sub_kind": Metric.NOMINAL,
    "date": Metric.INTERVAL,
    "province": Metric.NOMINAL,
    "place": Metric.NOMINAL,
    "killed": Metric.RATIO,
    "injured": Metric.RATIO,
    "perpetrator_kind": Metric.NOMINAL,
    "target_kind": Metric.NOMINAL,
    "causes": Metric.MASI,
    "weapons": Metric.MASI,
    "same_incident": Metric.NOMINAL,
}
"""What is compared. Dates are compared in days between first days, counts by their best number,
where both coders tell one; ``incident``: is there one in the text; ``same_incident``: for each two
sampled reports, do they tell of one incident."""

Coded = dict[str, "Hashable | None"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Agreement on one field: Krippendorff's alpha (None: undefined, ``why``), its 95% interval,
    the share of pairs of values that are the same, and the number of units coded twice."""

    field: str
    metric: str
    alpha: float | None
    interval: tuple[float, float] | None
    same: float | None
    units: int
    why: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the coder and so many second coders agree, by field."""

    coders: int
    measures: tuple[Measure, ...]


def as_json(found: Agreement) -> bytes:
    """Agreement as JSON, for :func:`read_agreement` and other programs."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def read_agreement(path: Path) -> Agreement:
    """What :func:`as_json` made.

    Raises
    ------
    UnreadableFile : there is no such file, or it holds something else.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Agreement)
    except (OSError, msgspec.DecodeError) as error:
        raise UnreadableFile(
            "Not an agreement of coders",
            expected="the JSON that forestall code agreement --out wrote",
            came=f"{path}: {error}",
            remedy="check the path",
        ) from error


def instructions() -> str:
    """What the second coder is told, with what may stand in each column."""
    lists = "\n".join(
        f"- {field}: {', '.join(values.choices(field)) or 'words'}"
        for field in ("kind", "sub_kind", "causes", "weapons")
    )
    return (
        "Fill a row for each text, without looking at what the coder found.\n"
        f"Write “{NONE}” under kind where the text reports no incident; leave a column empty where "
        "it is not told; leave the whole row empty if you did not read it.\n"
        "Where one article tells of several incidents, code the one in [[double brackets]].\n"
        f"{lists}\n"
        "- date: YYYY-MM-DD, YYYY-MM, YYYY or FIRST..LAST\n"
        "- killed, injured: 12, 10-14, 10/12/14 or unknown\n"
        f"- perpetrator_kind, target_kind: {', '.join(each.value for each in ActorKind)}\n"
        "- same_as: the sample_id of another row that reports the same incident\n"
    )


def sample(table: Table, articles: Iterable[Article] | None, n: int, seed: int = 1) -> str:
    """``n`` reports drawn at random, as CSV with empty columns to fill.

    Given the articles, the text is the whole article, and a fifth of the rows are articles in which
    the coder found nothing, so that what it missed can be found; else it is the quoted sentences.
    Nothing in a row says what the coder found. Fewer rows come where there are fewer reports.

    Raises
    ------
    BadValue : ``n`` below 1.
    EmptyInput : the table has no report.
    """
    if n < 1:
        raise BadValue(
            "A sample of no report",
            expected="a number of reports from 1",
            came=str(n),
            remedy="ask for 100 or more, for intervals that say something",
        )
    reports = [report for each in table.incidents for report in each.reports]
    if not reports:
        raise EmptyInput(
            "Nothing to sample",
            expected="a table with reports",
            came="a table without an incident",
            remedy="code articles first",
        )
    rng = stream(seed, "second coder")
    known = {each.doc_id: each for each in articles or ()}
    silent = sorted(set(known) - {d for each in table.incidents for d in each.doc_ids})
    quiet = min(round(n * QUIET), len(silent))
    drawn = rng.choice(len(reports), min(n - quiet, len(reports)), replace=False)
    rows = [_row(reports[each], known, reports) for each in drawn]
    rows += [_quiet(known[silent[each]]) for each in rng.choice(len(silent), quiet, replace=False)]
    order = rng.permutation(len(rows))
    text = io.StringIO()
    writer = csv.DictWriter(text, (*GIVEN, *ASKED), restval="", lineterminator="\n")
    writer.writeheader()
    for number, place in enumerate(order, 1):
        writer.writerow({"sample_id": f"s{number}"} | rows[place])
    return text.getvalue()


def _row(report: Report, known: Mapping[str, Article], reports: Sequence[Report]) -> dict[str, str]:
    article = known.get(report.doc_id)
    if article is None:
        text = " […] ".join(each.text for each in report.quotes)
    elif sum(each.doc_id == report.doc_id for each in reports) > 1:
        text = _marked(article.text, report)
    else:
        text = article.text
    published = report.published.isoformat() if report.published else ""
    return _given(report.report_id, report.doc_id, report.outlet, published, text)


def _quiet(article: Article) -> dict[str, str]:
    published = article.published.isoformat() if article.published else ""
    doc_id = article.doc_id  # an id as a report would have: the row must not tell
    return _given(f"{doc_id}#1", doc_id, article.outlet, published, article.text)


def _given(report_id: str, doc_id: str, outlet: str, published: str, text: str) -> dict[str, str]:
    told = (report_id, doc_id, outlet, published, text)
    return dict(zip(GIVEN[1:], map(_no_formula, told), strict=True))


def _no_formula(text: str) -> str:
    """A spreadsheet takes a cell that begins so for a formula."""
    return f" {text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _marked(text: str, report: Report) -> str:
    """The article with this report's sentences in double brackets."""
    for quote in sorted(report.quotes, key=lambda each: -each.start):
        if text[quote.start : quote.end] == quote.text:
            text = f"{text[: quote.start]}[[{quote.text}]]{text[quote.end :]}"
    return text


def read_filled(path: Path) -> str:
    """The text of a filled sample, in whatever encoding the second coder saved it.

    Raises
    ------
    UnreadableFile : there is no such file, or it holds no text.
    """
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        text, came = None, error.strerror or str(error)
    else:
        came = "no text"
    if text is None:
        raise UnreadableFile(
            "The filled sample cannot be read",
            expected="a CSV that 'forestall code sample' wrote",
            came=f"{path}: {came}",
            remedy="check the path, and save it as CSV",
        )
    return text


def agreement(table: Table, filled: Sequence[str], seed: int = 1) -> Agreement:
    """Krippendorff's alpha for each field, over the coder and all who filled the same sample.

    Parameters
    ----------
    table : what the sample was drawn from, as coded. Reviewed values are not looked at.
    filled : the text of each second coder's CSV.

    Raises
    ------
    WrongColumns : a CSV is no sample.
    EmptyInput : no row is filled.
    BadValue : a value that cannot stand where it stands, with the row.
    """
    second = [_read(text) for text in filled]
    rows = {key: row for each in second for key, row in each.items()}
    if not rows:
        raise EmptyInput(
            "No row of the sample is filled",
            expected="rows with a kind, or “none”",
            came=f"{len(filled)} files without one",
            remedy="have a second coder fill it first",
        )
    by_id = {r.report_id: r for each in table.incidents for r in each.reports}
    ours = {key: _ours(by_id.get(row["report_id"].strip())) for key, row in rows.items()}
    theirs = [{key: _theirs(row) for key, row in each.items()} for each in second]
    coders = [ours, *theirs]
    measures = []
    for field, metric in METRICS.items():
        if field == "same_incident":
            units = _pairs(table, rows, second)
        else:
            units = [[coder.get(key, {}).get(field) for coder in coders] for key in rows]
        measures.append(_measure(field, metric, units, seed))
    return Agreement(len(filled), tuple(measures))


def _measure(
    field: str, metric: Metric, units: Sequence[Sequence[Hashable | None]], seed: int
) -> Measure:
    pairwise = field == "same_incident"  # pairs of reports share reports: no interval
    found = alpha(units, metric, seed, **({"draws": 0} if pairwise else {}))
    pairs = [
        one == other
        for unit in units
        for one, other in combinations([each for each in unit if each is not None], 2)
    ]
    same = sum(pairs) / len(pairs) if pairs else None
    return Measure(field, metric.value, found.value, found.interval, same, found.units, found.why)


def _read(text: str) -> dict[str, dict[str, str]]:
    """Filled rows by sample id."""
    text = text.removeprefix("\ufeff")
    header = text.partition("\n")[0]
    mark = max((",", ";", "\t"), key=header.count)  # spreadsheets choose it by the country
    csv.field_size_limit(2**31 - 1)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise UnreadableFile(
            "The filled sample cannot be read",
            expected="a CSV that 'forestall code sample' wrote",
            came=str(error),
            remedy="save it again as CSV",
        ) from error
    missing = {*GIVEN[:2], *ASKED} - set(rows[0] if rows else ())
    if missing:
        raise WrongColumns(
            "Not a sample for a second coder",
            expected=", ".join((*GIVEN, *ASKED)),
            came=f"a table without {', '.join(sorted(missing))}",
            remedy="fill the file that forestall made, and keep its columns",
        )
    named = [{name: (row[name] or "").strip() for name in row if name} for row in rows]
    return {row["sample_id"]: row for row in named if any(row[each] for each in ASKED)}


def _ours(report: Report | None) -> Coded:
    """The coder's values for a row: of its report, or that there is none."""
    if report is None:
        return {"incident": NONE}
    place = report.place.value if report.place else None
    return {
        "incident": "told",
        "kind": report.kind.value.value if report.kind.value else "",
        "sub_kind": report.sub_kind.value,
        "date": report.when.value.start.toordinal() if report.when else None,
        "province": place.province.casefold() if place else "",
        "place": place.name.casefold() if place else "",
        "killed": report.killed.value.total.best if report.killed else None,
        "injured": report.injured.value.total.best if report.injured else None,
        "perpetrator_kind": report.perpetrator.value.kind.value if report.perpetrator else "",
        "target_kind": report.target.value.kind.value if report.target else "",
        "causes": frozenset(each.value for each in report.causes),
        "weapons": frozenset(each.value for each in report.weapons),
    }


def _theirs(row: Mapping[str, str]) -> Coded:
    """A second coder's values for a row."""
    if row["kind"].casefold() == NONE:
        return {"incident": NONE}
    try:
        return {
            "incident": "told",
            **{name: _listed(name, row[name]) for name in ("kind", "sub_kind")},
            "date": values.when(row["date"]).start.toordinal() if row["date"] else None,
            **{name: row[name].casefold() for name in ("province", "place")},
            **{name: _best(name, row[name]) for name in ("killed", "injured")},
            **{name: _actor(name, row[name]) for name in ("perpetrator_kind", "target_kind")},
            **{
                name: frozenset(values.several(name, row[name]) if row[name] else ())
                for name in ("causes", "weapons")
            },
        }
    except BadValue as error:
        raise BadValue(
            f"Row {row['sample_id']}: {error.what[0].lower()}{error.what[1:]}",
            expected=error.expected,
            came=error.came,
            remedy="mend the row in the filled file",
        ) from error


def _listed(field: str, text: str) -> str:
    return values.one_of(field, text) if text else ""


def _best(field: str, text: str) -> int | None:
    return values.count(field, text).best if text else None


def _actor(field: str, text: str) -> str:
    kinds = [each.value for each in ActorKind]
    if text and text.casefold() not in kinds:
        raise BadValue(
            f"Unknown {field}", expected=", ".join(kinds), came=text, remedy="write one of these"
        )
    return text.casefold()


def _pairs(
    table: Table, rows: Mapping[str, Mapping[str, str]], second: Sequence[dict[str, dict[str, str]]]
) -> list[list[Hashable | None]]:
    """For each two rows that report incidents: does each coder take them for one incident."""
    incident = {
        report.report_id: each.incident_id for each in table.incidents for report in each.reports
    }
    groups: list[dict[str, str]] = [
        {k: incident[r["report_id"]] for k, r in rows.items() if r["report_id"] in incident},
        *(_groups(each) for each in second),
    ]
    return [
        [
            ("one" if group[a] == group[b] else "two") if a in group and b in group else None
            for group in groups
        ]
        for a, b in combinations(rows, 2)
    ]


def _groups(rows: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Rows that report an incident, each with a name shared by those said to be the same."""
    found = {key: key for key, row in rows.items() if row["kind"].casefold() != NONE}
    for key, row in rows.items():
        other = row["same_as"]
        if key not in found or not other:
            continue
        if other not in found:
            raise BadValue(
                f"Row {key}: same_as names no other row that reports an incident",
                expected="a sample_id of a filled row",
                came=other,
                remedy="mend the row in the filled file",
            )
        old, new = found[key], found[other]
        found = {each: new if name == old else name for each, name in found.items()}
    return found
