"""What the commands take: their arguments and options, and how their failures end."""

from __future__ import annotations

import errno
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from forestall import __version__, cli_usage, terminal
from forestall.errors import AssessmentError, BadInput, ForestallError, OutputError

if TYPE_CHECKING:
    from forestall.situation.assessment import Assessment

_LINE = "forestall.line"


class Series(StrEnum):
    """Which deaths a forecast is of."""

    TOTAL = "total"
    STATE_BASED = "state-based"
    ONE_SIDED = "one-sided"


class Level(StrEnum):
    """What a forecast has a row for."""

    COUNTRY = "country"
    GRID = "grid"


class ScoredSeries(StrEnum):
    """Which monthly deaths forecasts are scored on."""

    STATE_BASED = "state-based"
    TOTAL = "total"


class What(StrEnum):
    """Which forecasts are scored."""

    FATALITIES = "fatalities"
    ONSET = "onset"


class Format(StrEnum):
    """How a forecast is written."""

    JSON = "json"
    CSV = "csv"
    VIEWS = "views"


class Tool(StrEnum):
    """Which missions a design holds."""

    POLITICAL_MISSION = "political_mission"
    PREVENTIVE_DEPLOYMENT = "preventive_deployment"
    BOTH = "both"


class Paper(StrEnum):
    """The sheet a brief is printed on."""

    A4 = "a4"
    US_LETTER = "us-letter"


class Group(TyperGroup):
    """Commands whose failures end in short plain lines and the right exit code."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take ``--debug`` from anywhere on the line: people add it to a line that failed."""
        if "--debug" in args:
            args = ["--debug", *(arg for arg in args if arg != "--debug")]
        ctx.meta[_LINE] = tuple(args)
        try:
            return super().parse_args(ctx, args)
        except cli_usage.USAGE as error:
            raise _refused(error, ctx) from None

    def invoke(self, ctx: Any) -> Any:
        """Run the command; exit 2 for bad input, 1 for other failures, 130 for Ctrl-C."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            terminal.close_quietly()
            raise typer.Exit(0) from None
        except OSError as error:
            if error.errno != errno.ENOSPC or ctx.params.get("debug"):
                raise
            terminal.close_quietly()
            typer.echo(terminal.error_lines(_no_room()), err=True)
            raise typer.Exit(OutputError.exit_code) from None
        except cli_usage.USAGE as error:
            raise _refused(error, ctx) from None
        except KeyboardInterrupt:
            typer.echo("Stopped by Ctrl-C; no file was left half-written.", err=True)
            raise typer.Exit(130) from None
        except ForestallError as error:
            if ctx.params.get("debug"):
                raise
            typer.echo(terminal.error_lines(error), err=True)
            raise typer.Exit(error.exit_code) from None


def _refused(error: Any, ctx: Any) -> Exception:
    """How a line that cannot be read ends; a line with nothing on it still ends in the help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return error  # type: ignore[no-any-return]
    line = ctx.meta.get(_LINE, ())
    named = cli_usage.named(error, ctx, line)
    if "--debug" in line:
        return named
    typer.echo(terminal.error_lines(named), err=True)
    return typer.Exit(named.exit_code)


def _no_room() -> OutputError:
    return OutputError(
        "The answer could not be written",
        expected="room where standard output goes",
        came="no space left on the device",
        remedy="free some space, or send the answer elsewhere",
    )


PLAIN: dict[str, Any] = {
    "rich_markup_mode": None,  # Rich would double the time that --help takes
    "pretty_exceptions_enable": False,
    "add_completion": False,
    "no_args_is_help": True,
}


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"forestall {__version__}")
        raise typer.Exit


CountryName = Annotated[str, typer.Argument(metavar="COUNTRY", help="A common name or ISO code.")]
MaybeCountry = Annotated[
    str | None,
    typer.Argument(metavar="COUNTRY", help="A common name or ISO code; or give --assessment."),
]
AssessmentFile = Annotated[
    Path | None,
    typer.Option("--assessment", metavar="FILE", help="An assessment file you have edited."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="YYYY-MM", help="Last month it may know; default: newest."),
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same bytes.")]
Draws = Annotated[int, typer.Option("--draws", min=100, max=50_000, help="Simulated futures.")]
Ray = Annotated[
    str | None,
    typer.Option(
        "--ray", metavar="ADDRESS", help="Play them on a Ray cluster: auto, or HOST:PORT."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]


Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of errors.")]
Version = Annotated[
    bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
]
Folder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Default: brief-ISO3-DATE.")
]
OutFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Default: standard output.")
]
Sheet = Annotated[Paper, typer.Option("--paper", help="Sheet of the PDF.")]
WriteFile = Annotated[
    Path | None, typer.Option("--write", metavar="FILE", help="Write a file to edit (TOML).")
]
CountryOrAll = Annotated[
    str,
    typer.Argument(
        metavar="COUNTRY|all|onset",
        help="A country, all of them, or onset: how likely mass killing begins.",
    ),
]
AsOfOrYear = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM",
        help="Last month it may know; default: newest. For onset a year: YYYY.",
    ),
]
Months = Annotated[int, typer.Option("--months", min=1, max=36, help="How far ahead.")]
WhichSeries = Annotated[
    Series,
    typer.Option("--series", help="All deaths, those of state-based conflict, or of civilians."),
]
WhichLevel = Annotated[
    Level, typer.Option("--level", help="grid: by half-degree cell of one country.")
]
ByKind = Annotated[
    bool,
    typer.Option("--by-kind", help="Civilians by kind of perpetrator, in twelve months."),
]
Why = Annotated[
    bool,
    typer.Option("--why", help="Say what drives it, what changed, and what it is like."),
]
WhichFormat = Annotated[
    Format, typer.Option("--format", help="views: the draws, as VIEWS takes them.")
]
WhichScored = Annotated[ScoredSeries, typer.Option("--series", help="Of monthly deaths.")]
WhatScored = Annotated[What | None, typer.Option("--what", help="Default: both.")]
Windows = Annotated[
    str | None,
    typer.Option(
        "--windows",
        metavar="YYYY-YYYY",
        help="Years of deaths; with --what onset, years forecast from.",
    ),
]
Actuals = Annotated[
    Path | None,
    typer.Option(
        "--actuals",
        metavar="DIR",
        help="Published actuals and forecasts, as their publishers name them.",
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="ISO3,…",
        help="Also means without these; repeatable. Default: ETH, and ETH,UKR.",
    ),
]
Forecasts = Annotated[
    list[Path] | None,
    typer.Option(
        "--forecast",
        metavar="FILE",
        help="Score this forecast, FAST-cm's or VIEWS draws, beside ours; repeatable.",
    ),
]
KnownTo = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM",
        help="With --forecast: last month it knew; default: the one before its first.",
    ),
]
PageFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write evaluation.html and evaluation.json there."),
]
DataFile = Annotated[Path, typer.Argument(metavar="FILE", help="As its publisher ships it.")]
DropBadRows = Annotated[
    bool, typer.Option("--drop-bad-rows", help="Leave bad rows out and say which.")
]
DataVersionName = Annotated[
    str | None, typer.Option("--version", help="Name the version, if the file does not.")
]
ForecastSource = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Of a forecast: who made it.")
]
Issued = Annotated[
    str | None,
    typer.Option(
        "--issued",
        metavar="YYYY-MM",
        help="Of a forecast: when it came out; default: the month before its first.",
    ),
]
ForecastSeries = Annotated[
    Series | None,
    typer.Option("--series", help="Of a file of draws; default: state-based."),
]
SourceFolder = Annotated[Path, typer.Option("--from", metavar="DIR", help="The source files.")]
TablesFolder = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Default: the package itself.")
]
Atlas = Annotated[
    Path | None, typer.Option("--atlas", metavar="FILE", help="Natural Earth as TopoJSON.")
]
BriefFile = Annotated[Path, typer.Argument(metavar="BRIEF.json", help="A brief's JSON file.")]
NumberId = Annotated[
    str | None, typer.Argument(metavar="NUMBER-ID", help="Leave out to list the ids.")
]
WhichTool = Annotated[Tool, typer.Option("--tool", help="Talks, a force, or both.")]
DesignOut = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")]
OneDesign = Annotated[
    Path | None, typer.Option("--design", metavar="FILE", help="From 'forestall design'.")
]
Designs = Annotated[
    list[Path] | None,
    typer.Option("--design", metavar="FILE", help="From 'forestall design'; once for each."),
]
CasesFile = Annotated[
    Path | None,
    typer.Option("--cases", metavar="FILE", help="Cases of your own (CSV); default: packaged."),
]
Futures = Annotated[int, typer.Option("--futures", help="Simulated futures.")]
Provocation = Annotated[
    bool,
    typer.Option(
        "--provocation/--no-provocation", help="Whether a mission may also raise killing."
    ),
]


def situation(country: str | None, file: Path | None, as_of: str | None) -> Assessment:
    """The situation a command is asked about: a country's, or that of an assessment file."""
    import forestall as fs
    from forestall.vocabulary import country as known_country

    if file is None and country is None:
        raise BadInput(
            "No country",
            expected="a country, or --assessment FILE",
            came="neither",
            remedy='name one, e.g. forestall brief "Central African Republic"',
        )
    if file is None:
        return fs.assess(str(country), as_of)
    known = fs.assess(file)
    asked = known.country if country is None else known_country(country)
    if asked != known.country or as_of not in (None, str(known.as_of)):
        raise AssessmentError(
            "The assessment file is about something else",
            expected=" ".join(filter(None, (asked.name, as_of))),
            came=f"{known.country} {known.as_of} in {file}",
            remedy="leave out COUNTRY and --as-of: the file brings its own",
        )
    return known
