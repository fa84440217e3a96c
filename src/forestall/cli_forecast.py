"""What ``forestall forecast`` prints: deaths by country, cell or kind, and chances of onset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from forestall import cli_options as opt
from forestall import terminal
from forestall.cli_output import as_json, show_text
from forestall.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from forestall.warning.outlook import Outlook

PATIENCE = "Learning from the past, then forecasting"


def deaths(
    country: str,
    months: int,
    series: opt.Series,
    level: opt.Level,
    by_kind: bool,
    as_of: str | None,
    seed: int,
    draws: int,
    format: opt.Format,
    out: Path | None,
) -> None:
    """Forecast deaths and write them as the format asks."""
    import forestall as fs

    if format is opt.Format.VIEWS and (out is None or by_kind):
        _no_views(by_kind)
    which = None if country == "all" else country
    with terminal.Bar(PATIENCE):
        outlook = fs.forecast(
            which,
            months,
            series.value,
            level=level.value,
            by_kind=by_kind,
            as_of=as_of,
            seed=seed,
            draws=draws,
        )
        if level is opt.Level.GRID:
            points = _points(country, outlook)
            typer.echo(f"Where: {points}.", err=True)
        if format is opt.Format.VIEWS and out is not None:
            if left_out := outlook.write_views(out):
                typer.echo(f"Left out, having no VIEWS id: {', '.join(left_out)}", err=True)
            return
        table = _table(outlook, by_kind)
    if format is opt.Format.CSV:
        show_text(table.write_csv(), out)
        return
    fields: dict[str, object] = {"model": outlook.model, "data_version": outlook.data_version}
    fields |= {"as_of": str(outlook.as_of), "series": series.value}
    if level is opt.Level.GRID:
        fields |= {"event_points": points}
    rows = list(table.iter_rows(named=True))
    show_text(as_json({**fields, "seed": seed, "draws": draws, "rows": rows}), out)


def why(
    name: str, series: opt.Series, as_of: str | None, format: opt.Format, out: Path | None
) -> None:
    """What drives one country's forecast, what changed, and what it is like."""
    from forestall.records.holdings import Holdings
    from forestall.vocabulary import Month
    from forestall.vocabulary import country as known_country
    from forestall.warning import reasons_face
    from forestall.warning.forecast_reasons import forecast_reasons

    if name in ("all", "onset") or format is opt.Format.VIEWS:
        raise BadInput(
            "Reasons are those of one country's deaths, in words or JSON",
            expected="one country, and no --format or --format json",
            came=f"{name}, --format {format}",
            remedy='name one country, e.g. forestall forecast "Sudan" --why',
        )
    iso3, holdings = known_country(name).iso3, Holdings.open()
    until = holdings.known_until() if as_of is None else Month.parse(as_of)
    with terminal.Bar("Learning from the past, then looking for reasons"):
        found = forecast_reasons(holdings, until, iso3, series.value, train=True)
    if format is opt.Format.JSON:
        show_text(as_json(reasons_face.as_dict(found)), out)
    else:
        show_text("\n".join(reasons_face.lines(found)) + "\n", out)


def onset(as_of: str | None, format: opt.Format, out: Path | None) -> None:
    """Chances that a mass killing begins, for every country."""
    from forestall.records.holdings import Holdings
    from forestall.warning import onset

    if format is opt.Format.VIEWS:
        raise BadInput(
            "Chances of onset are not draws of deaths",
            expected="--format csv or json",
            came="--format views",
            remedy="leave --format out",
        )
    year = None if as_of is None else onset.as_of_year(as_of)
    with terminal.Bar(PATIENCE):
        outlook = onset.onset_outlook(Holdings.open(), year)
    table = outlook.frame.select(onset.COLUMNS)
    if format is opt.Format.CSV:
        show_text(table.write_csv(), out)
        return
    fields = {"data_version": outlook.model.version, "as_of": outlook.model.as_of, "years": 2}
    rows = list(table.iter_rows(named=True))
    show_text(as_json({**fields, "base_rate": outlook.frame["base_rate"][0], "rows": rows}), out)


def _no_views(by_kind: bool) -> None:
    if by_kind:
        raise BadInput(
            "The views format has no place for kinds of perpetrator",
            expected="--format csv or json",
            came="--format views --by-kind",
            remedy="leave --format out",
        )
    raise BadInput(
        "The views format is a file of draws",
        expected="--out FILE",
        came="no --out",
        remedy="add --out forecast.parquet, or choose --format csv",
    )


def _points(country: str, outlook: Outlook) -> str:
    """How far the event points behind a forecast by cell reach."""
    from forestall.records.holdings import Holdings
    from forestall.vocabulary import country as known_country
    from forestall.warning import forecasts

    return forecasts.points_in_words(Holdings.open(), known_country(country).iso3, outlook)


def _table(outlook: Outlook, by_kind: bool) -> pl.DataFrame:
    from forestall.warning import summaries

    return summaries.by_window(outlook) if by_kind else outlook.summary()
