"""The command line: one command per step, and no logic of its own.

Rooms are imported inside the commands, so that ``forestall --help`` starts at once.
"""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path

import typer

from forestall import DEFAULT_DRAWS, DEFAULT_SEED, cli_code, cli_strategy, terminal
from forestall import cli_options as opt
from forestall.cli_output import show_json, show_lines

EVALUATED_DRAWS = 1000

app = typer.Typer(cls=opt.Group, **opt.PLAIN)
data = typer.Typer(help="Bring in data of your own, and see what is there.", **opt.PLAIN)
snapshot = typer.Typer(help="Make the packaged tables anew (for maintainers).", **opt.PLAIN)
app.add_typer(data, name="data")
app.add_typer(snapshot, name="snapshot")
app.add_typer(cli_code.code, name="code")


@app.callback()
def forestall(debug: opt.Debug = False, version: opt.Version = False) -> None:  # noqa: ARG001
    """From reports of violence to a brief on what would prevent the next.

    \b
    Example:
      forestall brief "Central African Republic"
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an old terminal shows "?" rather than failing


@app.command()
def brief(
    country: opt.MaybeCountry = None,
    assessment: opt.AssessmentFile = None,
    as_of: opt.AsOf = None,
    out: opt.Folder = None,
    paper: opt.Sheet = opt.Paper.A4,
    seed: opt.Seed = DEFAULT_SEED,
    draws: opt.Draws = DEFAULT_DRAWS,
    as_json: opt.AsJson = False,
) -> None:
    """Write a country brief: brief.html, brief.pdf and brief.json.

    Prints the recommended option in one line; the folder goes to stderr.

    \b
    Examples:
      forestall brief "Central African Republic"
      forestall brief Sudan --as-of 2023-03 --out sudan --paper us-letter
      forestall brief CAF --assessment assessment.toml
    """
    import forestall as fs
    from forestall.output import folder

    with terminal.Bar("Reading the situation") as bar:
        situation = opt.situation(country, assessment, as_of)
        place = folder(out or Path(f"brief-{situation.country.iso3}-{date.today().isoformat()}"))
        bar(1, 4, "Appraising the options")
        appraisal = fs.appraise(situation, seed=seed, draws=draws)
        bar(2, 4, "Composing the brief")
        written = fs.compose(appraisal)
        bar(3, 4, "Writing HTML, PDF and JSON")
        written.save(place, paper=paper.value)
    if as_json:
        typer.echo((place / "brief.json").read_text(encoding="utf-8"), nl=False)
    else:
        typer.echo(f"{appraisal.recommended}: {appraisal.headline}")
    typer.echo(f"Written to {place}{'' if str(place).endswith('/') else '/'}", err=True)


@app.command()
def assess(
    country: opt.CountryName,
    as_of: opt.AsOf = None,
    write: opt.WriteFile = None,
    as_json: opt.AsJson = False,
) -> None:
    """Say who threatens whom, and whether the government would let anyone in.

    \b
    Examples:
      forestall assess Sudan
      forestall assess Sudan --write assessment.toml
    """
    situation = opt.situation(country, None, as_of)
    if write is not None:
        from forestall.situation import assessment_file

        assessment_file.write(situation, write)
        typer.echo(
            f"Written to {write}; edit it, then: forestall brief --assessment {write}", err=True
        )
    if as_json:
        from forestall.options.face import assessment_as_dict

        show_json(assessment_as_dict(situation))
    elif write is None:
        show_lines(terminal.situation_lines(situation))


@app.command()
def appraise(
    country: opt.MaybeCountry = None,
    assessment: opt.AssessmentFile = None,
    as_of: opt.AsOf = None,
    seed: opt.Seed = DEFAULT_SEED,
    draws: opt.Draws = DEFAULT_DRAWS,
    as_json: opt.AsJson = False,
) -> None:
    """Hold the four options side by side: what each would save, cost and risk.

    \b
    Examples:
      forestall appraise Nigeria
      forestall appraise --assessment assessment.toml --json
    """
    import forestall as fs

    with terminal.Bar("Appraising the options"):
        appraisal = fs.appraise(opt.situation(country, assessment, as_of), seed=seed, draws=draws)
    if as_json:
        from forestall.options.face import as_dict

        show_json(as_dict(appraisal))
    else:
        show_lines(terminal.appraisal_lines(appraisal))


cli_strategy.add_to(app)


@app.command()
def forecast(
    country: opt.CountryOrAll,
    months: opt.Months = 12,
    series: opt.WhichSeries = opt.Series.TOTAL,
    level: opt.WhichLevel = opt.Level.COUNTRY,
    by_kind: opt.ByKind = False,
    as_of: opt.AsOfOrYear = None,
    seed: opt.Seed = DEFAULT_SEED,
    draws: opt.Draws = DEFAULT_DRAWS,
    format: opt.WhichFormat = opt.Format.CSV,
    out: opt.OutFile = None,
    why: opt.Why = False,
) -> None:
    """Forecast deaths by month, with 90% ranges or as draws; or where mass killing may begin.

    With --level grid: deaths by PRIO-GRID cell, for countries whose event points are held. With
    --by-kind: civilians killed in twelve months, by kind of perpetrator. With onset instead of a
    country: how likely it is that a mass killing begins within two years, for every country, by
    who leads it; the options on months, series, level, kind, seed and draws then do not matter.

    With --why, reasons in place of the table: what drives the learnt forecast of one country, what
    changed since last month, and the months of the past it is most like.

    \b
    Examples:
      forestall forecast Sudan --months 6
      forestall forecast Sudan --why
      forestall forecast all --series state-based --format views --out forecast.parquet
      forestall forecast CAF --level grid --months 6 --format views --out cells.parquet
      forestall forecast Sudan --series one-sided --by-kind
      forestall forecast onset --as-of 2012 --out onset.csv
    """
    from forestall import cli_forecast

    if why:
        cli_forecast.why(country, series, as_of, format, out)
    elif country == "onset":
        cli_forecast.onset(as_of, format, out)
    else:
        cli_forecast.deaths(
            country, months, series, level, by_kind, as_of, seed, draws, format, out
        )


@app.command()
def evaluate(
    what: opt.WhatScored = None,
    windows: opt.Windows = None,
    series: opt.WhichScored = opt.ScoredSeries.STATE_BASED,
    actuals: opt.Actuals = None,
    without: opt.Without = None,
    forecast: opt.Forecasts = None,
    as_of: opt.KnownTo = None,
    out: opt.PageFolder = None,
    seed: opt.Seed = DEFAULT_SEED,
    draws: opt.Draws = EVALUATED_DRAWS,
    as_json: opt.AsJson = False,
) -> None:
    """Score forecasts of the past, made with nothing from the future, beside benchmarks.

    Takes a few minutes: a model is learnt anew for every window. With --forecast it scores that
    file and nothing else, unless --what asks for more.

    \b
    Examples:
      forestall evaluate --windows 2019-2023 --out evaluation
      forestall evaluate --what onset --actuals ewp
      forestall evaluate --forecast FAST-cm_forecast_2025-10_2026-09.parquet
    """
    from forestall.brief import evaluation_page
    from forestall.output import folder
    from forestall.records.holdings import Holdings
    from forestall.vocabulary import Month
    from forestall.warning import evaluate as deaths
    from forestall.warning import evaluate_onset, evaluate_outside

    if out is not None:
        folder(out)  # not after minutes of work
    holdings = Holdings.open()
    by_month = begun = None
    others: tuple[evaluate_outside.OutsideEvaluation, ...] = ()
    with terminal.Bar("Learning and scoring") as bar:
        if forecast:
            others = evaluate_outside.evaluate_outside(
                holdings,
                forecast,
                series.value,
                as_of=None if as_of is None else Month.parse(as_of),
                draws=draws,
                seed=seed,
                folder=actuals,
                progress=bar,
            )
        if what is opt.What.FATALITIES or (what is None and not forecast):
            by_month = deaths.evaluate(
                holdings,
                deaths.windows(windows or deaths.CHALLENGE),
                series.value,
                draws=draws,
                seed=seed,
                folder=actuals,
                without=deaths.groups(without),
                progress=bar,
            )
        if what is opt.What.ONSET or (what is None and not forecast):
            asked = windows if what is opt.What.ONSET else None
            begun = evaluate_onset.evaluate_onset(
                holdings,
                *(deaths.years(asked) if asked else ()),
                folder=actuals,
                seed=seed,
                progress=bar,
            )
        found = evaluation_page.Evaluated(by_month, begun, others)
        if out is not None:
            evaluation_page.save(found, out)
    if as_json:
        show_json(evaluation_page.as_dict(found))
    else:
        show_lines(terminal.evaluated_lines(found))
    if out is not None:
        typer.echo(f"Written to {out}/", err=True)


@data.command("add")
def data_add(
    file: opt.DataFile,
    drop_bad_rows: opt.DropBadRows = False,
    version: opt.DataVersionName = None,
    source: opt.ForecastSource = None,
    issued: opt.Issued = None,
    series: opt.ForecastSeries = None,
    as_json: opt.AsJson = False,
) -> None:
    """Read events, or a forecast of others, into the store, as a dated version that never changes.

    \b
    Examples:
      forestall data add GEDEvent_v25_1.csv.gz
      forestall data add views.parquet --source VIEWS --issued 2026-05
    """
    from forestall.records.store import Store
    from forestall.warning import outside_store

    with terminal.Bar(f"Reading {file.name}") as bar:
        added = outside_store.add(
            Store(),
            file,
            source=source,
            issued=issued,
            series=None if series is None else series.value,
            drop_bad_rows=drop_bad_rows,
            version=version,
            progress=bar,
        )
    if as_json:
        show_json(terminal.version_fields(added.version))
    else:
        show_lines([*added.report.lines(), *([f"Stored: {added.version}"] if added.new else [])])


@data.command("list")
def data_list(as_json: opt.AsJson = False) -> None:
    """List the data versions at hand: those of the package and those of the store.

    \b
    Example:
      forestall data list --json
    """
    from forestall.records.holdings import Holdings

    versions = Holdings.open().versions(forecasts=True)
    if as_json:
        show_json([terminal.version_fields(version) for version in versions])
    else:
        show_lines(terminal.version_lines(versions))


@snapshot.command("build")
def snapshot_build(
    source: opt.SourceFolder,
    out: opt.TablesFolder = None,
    atlas: opt.Atlas = None,
) -> None:
    """Derive the packaged tables from source files; the same files give the same bytes.

    \b
    Example:
      forestall snapshot build --from ../data --out snapshot
    """
    from forestall.curation.build import build

    with terminal.Bar("Building the snapshot") as bar:
        built = build(source, out=out, atlas=atlas, progress=lambda name, i, n: bar(i, n, name))
    show_lines(built.lines())


@app.command()
def explain(
    file: opt.BriefFile,
    number: opt.NumberId = None,
    as_json: opt.AsJson = False,
) -> None:
    """Say where a number of a brief came from, down to rows and studies.

    \b
    Examples:
      forestall explain brief/brief.json
      forestall explain brief/brief.json averted-deployment --json
    """
    from forestall.brief import explain as room

    if as_json:
        show_json(room.as_dict(file, number))
    else:
        typer.echo(room.list_numbers(file) if number is None else room.explain(file, number))


def main() -> None:
    """Entry point of ``forestall``; an error nobody foresaw ends in one line, not a traceback."""
    try:
        app()
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        typer.echo(f"forestall failed: {type(error).__name__}: {error}", err=True)
        typer.echo("  remedy:   run it again with --debug and report what it shows", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
