"""The commands that design missions, play them and try the advice on cases of the past."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from forestall import DEFAULT_SEED, terminal
from forestall import cli_options as opt
from forestall.cli_output import show_json, show_lines
from forestall.errors import BadInput

if TYPE_CHECKING:
    from forestall.missions.design_file import Design

FUTURES = 4000
BACKTESTED = 1000


def add_to(app: typer.Typer) -> None:
    """Put the commands on the app, in the order of ``forestall --help``."""
    for command in (design, campaign, compare, backtest):
        app.command()(command)


def design(
    country: opt.MaybeCountry = None,
    tool: opt.WhichTool = opt.Tool.BOTH,
    assessment: opt.AssessmentFile = None,
    as_of: opt.AsOf = None,
    out: opt.DesignOut = Path("design.toml"),
) -> None:
    """Write a mission as a commented file to change: who, how many, where, when, to do what.

    It starts from the usual mission for the country.

    \b
    Examples:
      forestall design Haiti --tool preventive_deployment --out force.toml
      forestall campaign Haiti --design force.toml
    """
    from forestall.missions import design_file

    asked = opt.situation(country, assessment, as_of)
    usual = design_file.usual(tool.value, asked.country, asked.as_of, asked.main_kind)
    design_file.write(usual, asked.country, out)
    typer.echo(f"Written to {out}; change it, then: forestall campaign --design {out} …", err=True)


def campaign(
    country: opt.MaybeCountry = None,
    assessment: opt.AssessmentFile = None,
    as_of: opt.AsOf = None,
    design: opt.OneDesign = None,
    futures: opt.Futures = FUTURES,
    months: opt.Months = 24,
    seed: opt.Seed = DEFAULT_SEED,
    provocation: opt.Provocation = True,
    ray: opt.Ray = None,
    as_json: opt.AsJson = False,
) -> None:
    """Play a mission through many futures, with it and without it: what it does, for good and ill.

    Without --design, the usual political mission and deployment together.

    \b
    Examples:
      forestall campaign Haiti --design force.toml
      forestall campaign Haiti --futures 10000 --months 24 --json
    """
    from forestall.missions import design_file
    from forestall.options import campaigns
    from forestall.records.holdings import Holdings

    asked = opt.situation(country, assessment, as_of)
    chosen = None if design is None else design_file.read(design)
    with terminal.Bar("Playing the futures") as bar:
        report = campaigns.play(
            asked,
            Holdings.open(),
            chosen,
            futures=futures,
            months=months,
            seed=seed,
            provocation=provocation,
            progress=bar,
            ray=ray,
        )
    if as_json:
        show_json(campaigns.as_dict(report))
    else:
        show_lines(terminal.campaign_lines(report))


def compare(
    country: opt.MaybeCountry = None,
    design: opt.Designs = None,
    assessment: opt.AssessmentFile = None,
    as_of: opt.AsOf = None,
    seed: opt.Seed = DEFAULT_SEED,
    draws: opt.Draws = FUTURES,
    as_json: opt.AsJson = False,
) -> None:
    """Hold designs side by side: lives, money, harm, regret, and what would change the order.

    \b
    Example:
      forestall compare Haiti --design small.toml --design large.toml
    """
    from forestall.options import compare as room
    from forestall.records.holdings import Holdings

    asked = opt.situation(country, assessment, as_of)
    with terminal.Bar("Holding the designs side by side"):
        found = room.compare(asked, Holdings.open(), _named(design or []), draws=draws, seed=seed)
    if as_json:
        show_json(room.as_dict(found))
    else:
        show_lines(terminal.comparison_lines(found))


def backtest(
    cases: opt.CasesFile = None,
    seed: opt.Seed = DEFAULT_SEED,
    draws: opt.Draws = BACKTESTED,
    as_json: opt.AsJson = False,
) -> None:
    """Try the advice on past cases: what it would have said, what the source brief says, what came.

    The packaged cases take about a minute. FILE has the columns id, country, year, threat,
    perpetrator_kind, consent, tool_used, organiser, strength, outcome, what_happened, source.

    \b
    Examples:
      forestall backtest
      forestall backtest --cases cases.csv --json
    """
    from forestall.options import backtest as room
    from forestall.options import backtest_face
    from forestall.options.cases import packaged_cases, read_cases
    from forestall.records.holdings import Holdings

    listed = packaged_cases() if cases is None else read_cases(cases)
    with terminal.Bar("Appraising past cases") as bar:
        found = room.backtest(listed, Holdings.open(), draws=draws, seed=seed, progress=bar)
    if as_json:
        show_json(backtest_face.as_dict(found))
    else:
        typer.echo("\n".join(backtest_face.lines(found)))


def _named(files: list[Path]) -> dict[str, Design]:
    from forestall.missions import design_file

    named: dict[str, Design] = {}
    for file in files:
        if file.stem in named:
            raise BadInput(
                "Two designs have the same name",
                expected="files whose names differ",
                came=f"{file.stem} twice",
                remedy="rename one of the files",
            )
        named[file.stem] = design_file.read(file)
    return named
