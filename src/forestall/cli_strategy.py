"""The commands that design missions, play and place them, and try the advice on past cases."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from forestall import DEFAULT_DRAWS, DEFAULT_SEED, terminal, terminal_strategy
from forestall import cli_options as opt
from forestall.cli_output import show_json, show_lines
from forestall.errors import BadInput

if TYPE_CHECKING:
    from forestall.missions.design_file import Design

FUTURES = 4000
BACKTESTED = 4000


def add_to(app: typer.Typer) -> None:
    """Put the commands on the app, in the order of ``forestall --help``."""
    for command in (design, campaign, compare, posture, backtest):
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

    The packaged cases take a minute or two. FILE has the columns id, country, year, threat,
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
        show_lines(backtest_face.lines(found))


def posture(
    country: opt.CountryName,
    troops: opt.Troops,
    bases: opt.Bases = None,
    budget: opt.Budget = None,
    as_of: opt.AsOfMonthOrYear = None,
    year: opt.SitesYear = None,
    seed: opt.Seed = DEFAULT_SEED,
    draws: opt.Draws = DEFAULT_DRAWS,
    as_json: opt.AsJson = False,
) -> None:
    """Say where to stand: bases and companies that bring the most expected victims in reach.

    Solved to a proven gap, with the curve from nobody to the ceiling, beside the sites where the
    mission really stood, weighed by the same rule. Places are half-degree grid cells.

    \b
    Examples:
      forestall posture "Central African Republic" --troops 3000
      forestall posture CAF --troops 12384 --bases 23 --as-of 2019-12 --year 2020 --json
    """
    from forestall.records.holdings import Holdings
    from forestall.strategy import standing
    from forestall.vocabulary import Month
    from forestall.vocabulary import country as known_country

    holdings = Holdings.open()
    if as_of is not None and re.fullmatch(r"\d{4}", as_of):
        as_of = f"{as_of}-12"
    until = holdings.known_until() if as_of is None else Month.parse(as_of)
    with terminal.Bar("Placing the force"):
        answer = standing.stand(
            known_country(country),
            until,
            holdings,
            troops,
            bases=bases,
            money=budget,
            year=year,
            seed=seed,
            draws=draws,
        )
    if as_json:
        show_json(standing.as_dict(answer))
    else:
        show_lines(terminal_strategy.posture_lines(answer))


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
