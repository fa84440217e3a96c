"""The commands that code newspapers: articles to incidents, one step alone, review and report."""

from __future__ import annotations

import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forestall import cli_options as opt
from forestall import cli_review, terminal
from forestall.cli_output import check_out, show_json, show_lines, show_text

if TYPE_CHECKING:
    from forestall.coding.detect import Set
    from forestall.coding.gold import Decision

DEFAULT = "run"
PARQUET = b"PAR1"
"""How a file of that format begins."""


class CodeGroup(opt.Group):
    """``forestall code ARTICLES`` is ``forestall code run ARTICLES``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command that codes before a line that begins with no command."""
        if args and args[0] not in self.commands and args[0] not in ("--help", "--debug"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


class Labels(StrEnum):
    """Sets of labels that can be found in an article."""

    FORESTALL = "forestall"
    INDIA_POLICE = "india-police"

    @property
    def set(self) -> Set:
        """The set by the detector's own name."""
        return "india-police" if self is Labels.INDIA_POLICE else "forestall"


code = typer.Typer(
    cls=CodeGroup,
    help="""Code newspaper articles: a table of incidents, each field with its sentences.

A line that names articles instead of a command codes them: see "forestall code run --help".

\b
Examples:
  forestall code articles/ --country PNG --out incidents.parquet
  forestall code articles.jsonl --json
""",
    **opt.PLAIN,
)

Articles = Annotated[
    list[Path],
    typer.Argument(
        metavar="ARTICLES…", help="Files or folders: txt, html, jsonl, csv, pdf, rss, atom."
    ),
]
Countries = Annotated[
    list[str] | None,
    typer.Option("--country", help="A country they are most likely about; repeatable."),
]
Gazetteers = Annotated[
    list[Path] | None,
    typer.Option("--gazetteer", metavar="FILE", help="Places to add (CSV, GeoJSON); repeatable."),
]
TableOut = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write the table there (Parquet)."),
]
Ray = Annotated[
    str | None,
    typer.Option("--ray", metavar="ADDRESS", help="Code on a Ray cluster: auto, or HOST:PORT."),
]
TrainedFile = Annotated[
    Path | None,
    typer.Option("--trained", metavar="FILE", help="From 'forestall code retrain'."),
]
GoldFile = Annotated[
    Path | None,
    typer.Option(
        "--gold",
        metavar="FILE",
        help="Decisions to make again; default: the gold file beside --out.",
    ),
]
Texts = Annotated[
    Path, typer.Argument(metavar="ARTICLES.jsonl", help='JSON lines: {"doc_id": …, "text": …}.')
]
WhichLabels = Annotated[Labels, typer.Option("--labels", help="Which set of labels.")]


@code.command(DEFAULT)
def run(
    paths: Articles,
    country: Countries = None,
    out: TableOut = None,
    gazetteer: Gazetteers = None,
    trained: TrainedFile = None,
    gold: GoldFile = None,
    ray: Ray = None,
    as_json: opt.AsJson = False,
) -> None:
    """Code articles into incidents; the word "run" may be left out.

    With --out, a run that was stopped goes on where it was when the same line is given again.

    \b
    Examples:
      forestall code run articles/ --country PNG --out incidents.parquet
      forestall code articles.jsonl --json
    """
    from forestall import terminal_coding
    from forestall.coding import articles as room
    from forestall.coding import retrain
    from forestall.coding.face import as_dict
    from forestall.coding.pipeline import code as coded_from
    from forestall.compute import cluster
    from forestall.vocabulary import country as known

    countries = tuple(known(each).iso3 for each in country or ())
    _check_table(out, paths)
    work = None if out is None or _a_device(out) else out.with_name(f".{out.name}.parts")
    begun = time.monotonic()
    with terminal.Bar("Reading the articles") as bar:

        def done(ready: int, total: int) -> None:
            speed = ready / max(time.monotonic() - begun, 0.1)
            bar(ready, total, f"Coding {ready:,} of {total:,} reports, {speed:,.0f} a second")

        coded = coded_from(
            room.read(paths),
            countries=countries,
            gazetteers=tuple(str(each.resolve()) for each in gazetteer or ()),
            by=None if ray is None else cluster(ray),
            work=work,
            trained=None if trained is None else retrain.read(trained),
            gold=_decisions(gold, out),
            done=done,
        )
        if out is not None:
            coded.table.write(out)
            _clear(work)
    if as_json:
        skipped = [
            {
                "source": each.source,
                "doc_id": each.doc_id,
                "reason": each.reason.value,
                "detail": each.detail,
            }
            for each in coded.skipped
        ]
        show_json(as_dict(coded.table, skipped))
    elif out is None:
        show_lines(terminal_coding.incident_lines(coded.table.incidents))
    for line in terminal_coding.coded_lines(coded, time.monotonic() - begun):
        typer.echo(line, err=True)
    if out is not None:
        typer.echo(f"Written to {out}; next: forestall code review {out}", err=True)


def _decisions(file: Path | None, out: Path | None) -> tuple[Decision, ...]:
    """Decisions of an earlier review: those of a file, or those beside the table."""
    from forestall.coding import gold
    from forestall.errors import UnreadableFile

    if file is not None and not file.exists():
        raise UnreadableFile(
            "There is no such file of decisions",
            expected="a file that 'forestall code review' wrote beside its table",
            came=str(file),
            remedy="check the path, or leave --gold out",
        )
    if file is None and out is not None and gold.path_for(out).is_file():
        file = gold.path_for(out)
    return () if file is None else gold.read(file)


def _a_device(out: Path) -> bool:
    return out.exists() and not out.is_file()


def _check_table(out: Path | None, read: list[Path]) -> None:
    """Refuse, before any work, a place for the table that holds something else."""
    from forestall.errors import BadInput

    check_out(out, *read)
    if out is None or not out.is_file() or not out.stat().st_size:
        return
    with out.open("rb") as file:
        if file.read(4) != PARQUET:
            raise BadInput(
                "The table would be written over another file",
                expected="a new file, or a table of incidents, after --out",
                came=str(out),
                remedy="choose another name, such as incidents.parquet",
            )


def _clear(work: Path | None) -> None:
    """Take away what a stopped run would have gone on from; another run may do so, too."""
    if work is not None and work.is_dir():
        for each in work.iterdir():
            each.unlink(missing_ok=True)
        with suppress(OSError):
            work.rmdir()


@code.command()
def detect(
    file: Texts,
    labels: WhichLabels = Labels.FORESTALL,
    out: opt.OutFile = None,
) -> None:
    """Say how likely each article tells of killing, arrests, failure to act, and more.

    \b
    Example:
      forestall code detect articles.jsonl --labels india-police --out labels.jsonl
    """
    from forestall.coding.answers import answered, detected

    check_out(out, file)
    with terminal.Bar("Reading the articles") as bar:
        rows = answered(file, detected(labels.set), bar)
    _show(rows.lines, rows.rows, rows.skipped, out)


@code.command()
def extract(file: Texts, out: opt.OutFile = None) -> None:
    """Count the people killed and injured as each article states them.

    \b
    Example:
      forestall code extract articles.jsonl --out counts.jsonl
    """
    from forestall.coding.answers import answered, extracted

    check_out(out, file)
    with terminal.Bar("Reading the articles") as bar:
        rows = answered(file, extracted, bar)
    _show(rows.lines, rows.rows, rows.skipped, out)


def _show(lines: str, rows: int, skipped: int, out: Path | None) -> None:
    show_text(lines, out)
    more = f", {skipped:,} of them skipped with the reason" if skipped else ""
    typer.echo(f"{rows:,} articles{more}", err=True)


cli_review.add_to(code)
