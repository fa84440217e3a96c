"""Does killing of civilians fall near peacekeeping bases after they open? Our own estimate.

    python benchmarks/base_event_study.py [--shared ../shared/data] [--draws 499] [--write]

Base-month panels 1994-2020 of Geo-PKO (Cil, Fjelde, Hultman & Nilsson 2020) with one-sided deaths
of UCDP GED within 10 and 50 km, by rebels and by governments. Decided before any estimate, after a
look at raw yearly sums around openings: the main figure is the ratio of deaths (a base-month counts
for at most 50), 50 km, the 36 months from the opening on against the months up to seven before it,
unit and calendar-year effects, clusters by theatre. Everything else checks it. ``--write`` stores
the main figures in ``src/forestall/evidence/own_studies.toml``. Prints tables and one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from forestall.compute import stream
from forestall.errors import NoData
from forestall.evidence.event_study import EventPanel, Link, Window, bin_names, event_panel, impute
from forestall.evidence.event_study_checks import (
    Jackknifed,
    Statistic,
    jackknife,
    lead_score,
    leads,
    matched_on_past,
    permutation_p,
    placebo,
    relative_magnitudes,
)
from forestall.output import write_text

Result = dict[str, Any]
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
OUT = Path(__file__).resolve().parents[1] / "src" / "forestall" / "evidence" / "own_studies.toml"
SEED, CAP, LEADS, PLACEBO_YEARS, SEEN_BEFORE = 7, 50, 3, 4, 24
WINDOW = Window()
LEVEL = 0.10
RADII = (50, 10)
KINDS = {"rebels": "non-state inside", "governments": "host government"}
SOURCE = (
    "forestall benchmarks/base_event_study.py on Geo-PKO base-month panels "
    "(Cil, Fjelde, Hultman & Nilsson 2020) and UCDP GED"
)
HEAD = """# Our own estimates, as one more source of the synthesis, one table for each finding.
# Written by benchmarks/base_event_study.py --write. Sizes are on the log scale of deaths: negative
# means fewer. low90 and high90 are from Student's t with clusters - 1 degrees of freedom; n counts
# base-months after openings. Where the design says that the pre-trend fails, or could not be
# tested, the figure may not be read as cause and effect. A wide range is no finding of no effect.
"""
KILLERS = {"rebels": "ucdp_reb_vac_all", "governments": "ucdp_gov_vac_all"}
# The theatre of a base, from the first mission that stood there.
THEATRES = {
    "UNPROFOR": "Yugoslavia",
    "UNTAES": "Yugoslavia",
    "UNOMIL": "Liberia",
    "UNMIL": "Liberia",
    "UNAMIR": "Rwanda",
    "UNOSOM II": "Somalia",
    "UNMIH": "Haiti",
    "UNSMIH": "Haiti",
    "MIPONUH": "Haiti",
    "MINUSTAH": "Haiti",
    "MINUJUSTH": "Haiti",
    "MONUC": "DR Congo",
    "MONUSCO": "DR Congo",
    "UNAMSIL": "Sierra Leone",
    "MINUCI": "Côte d'Ivoire",
    "UNOCI": "Côte d'Ivoire",
    "ONUB": "Burundi",
    "UNMIS": "South Sudan and Abyei",
    "UNMISS": "South Sudan and Abyei",
    "UNISFA": "South Sudan and Abyei",
    "UNAMID": "Darfur",
    "MINURCAT": "Chad",
    "MINUSMA": "Mali",
    "MINUSCA": "Central African Republic",
}
# Fjelde et al. 2019 and Carnegie & Mikulaschek 2020: fewer deaths by rebels, not by governments.
OUTCOMES: dict[str, tuple[str, Link]] = {
    "deaths_capped_ratio": ("capped", "log"),
    "deaths_ratio": ("deaths", "log"),
    "any_killing_ratio": ("any", "log"),
    "any_killing_share": ("any", "identity"),
    "log1p_deaths": ("log1p", "identity"),
}


def table(shared: Path, radius: int, column: str) -> pl.DataFrame:
    """Unit-months with the month of the killing (a row of the file holds the month before)."""
    path = shared / "missions" / f"geopko_base_month_ucdp_vac_{radius}km.csv.gz"
    rows = pl.read_csv(path, infer_schema_length=None).sort("base_id", "time")
    theatre = (
        rows.filter(pl.col("mission").is_not_null())
        .group_by("base_id")
        .agg(pl.col("mission").first().replace_strict(THEATRES).alias("cluster"))
    )
    deaths = pl.col(column)
    return rows.join(theatre, on="base_id").select(
        pl.col("base_id").cast(pl.Int64).alias("unit"),
        (pl.col("time").cast(pl.Int64) - 1).alias("month"),
        pl.col("first_treated").cast(pl.Int64).alias("opened"),
        "cluster",
        deaths.alias("deaths"),
        deaths.clip(upper_bound=CAP).alias("capped"),
        (deaths > 0).cast(pl.Float64).alias("any"),
        deaths.log1p().alias("log1p"),
    )


def panel_of(rows: pl.DataFrame, outcome: str, *, within: bool = False) -> EventPanel:
    """Bases seen for two years before they opened; month 0 is December 1993, left out."""
    rows = rows.filter((pl.col("opened") > SEEN_BEFORE) & (pl.col("month") > 0))
    return event_panel(rows, outcome, within_cluster=within)


def overall(link: Link, window: Window = WINDOW) -> Statistic:
    """The effect over the whole horizon."""
    return lambda panel: impute(panel, window, link).effect(link)[:1]


def told(found: Jackknifed) -> Result:
    """What a jackknife says, for the JSON."""
    low, high = found.interval()
    return {
        "estimate": float(found.value[0]),
        "se": float(found.se[0]),
        "low90": float(low[0]),
        "high90": float(high[0]),
        "p": float(found.p_zero()[0]),
        "clusters": len(found.clusters),
        "left_out": {
            name: round(float(v), 3)
            for name, v in zip(found.clusters, found.left_out[:, 0], strict=True)
        },
    }


def spread(panel: EventPanel, statistic: Statistic) -> Result:
    """The jackknife, or why there is none."""
    try:
        return told(jackknife(panel, statistic))
    except NoData as error:
        return {"estimate": float(statistic(panel)[0]), "none": str(error)}


def effects(rows: pl.DataFrame, draws: int, name: str) -> Result:
    """The main figure and the same under other outcomes, windows and comparisons."""
    main = panel_of(rows, "capped")
    found = impute(main, WINDOW, "log")
    p, null = permutation_p(main, overall("log"), draws=draws, seed=SEED, name=name)
    by_bin = found.effect("log")[1:]
    within = panel_of(rows, "any", within=True)
    return {
        "bases": found.units,
        "bases_by_theatre": {
            c: int((main.cluster == i).sum()) for i, c in enumerate(main.clusters)
        },
        "base_months": int(found.months.sum()),
        "observed": found.observed.tolist(),
        "expected": found.expected.round(1).tolist(),
        "theatres_with_killing": len(np.unique(main.cluster[main.outcome.sum(axis=1) > 0])),
        "months_with_killing_before": int(
            ((main.outcome > 0) & (main.since < -WINDOW.anticipation)).sum()
        ),
        "outcomes": {
            key: spread(panel_of(rows, column), overall(link))
            for key, (column, link) in OUTCOMES.items()
        },
        "permutation_p": p,
        "permutation_median": float(np.median(null)),
        "by_year": dict(zip(bin_names(WINDOW), by_bin.round(3).tolist(), strict=True)),
        "within_theatre_any_share": spread(within, overall("identity")),
        "anticipation": {
            str(a): round(float(overall("log", Window(anticipation=a))(main)[0]), 3)
            for a in (0, 6, 12, 24)
        },
        "horizon": {
            str(h): round(float(overall("log", Window(horizon=h))(main)[0]), 3)
            for h in (12, 24, 36, 60)
        },
    }


def before_and_beside(rows: pl.DataFrame, draws: int, name: str) -> Result:
    """Leads, placebo openings and places with as much recent killing."""
    main = panel_of(rows, "capped")
    found = jackknife(main, lambda p: leads(p, WINDOW, LEADS))
    score, _ = permutation_p(
        main, lambda p: lead_score(p, WINDOW, LEADS), draws=draws, seed=SEED, name=name
    )
    peaks = matched_on_past(main, WINDOW, least=10)
    return {
        "leads": found.value.round(3).tolist(),
        "leads_se": found.se.round(3).tolist(),
        "leads_p": found.p_zero().round(4).tolist(),
        "leads_joint_p": found.joint_p(),
        "leads_permutation_p": score,
        "placebo": spread(placebo(main, WINDOW, PLACEBO_YEARS), overall("log")),
        "placebo_any_share": spread(
            placebo(panel_of(rows, "any"), WINDOW, PLACEBO_YEARS), overall("identity")
        ),
        "matched": spread(main, lambda p: np.array([matched_on_past(p, WINDOW).log_ratio])),
        "peaks": {
            "bases": peaks.units,
            "observed": peaks.observed,
            "expected": round(peaks.expected, 1),
            "log_change_without_base": peaks.log_change,
        },
    }


def bounds(rows: pl.DataFrame, lead_values: list[float]) -> Result:
    """What is left if trends may break after the opening as they did before."""
    main = panel_of(rows, "capped")
    found = jackknife(main, overall("log"))
    bins = impute(main, WINDOW, "log").effect("log")
    low, high = found.interval()
    reach = float((high[0] - low[0]) / (2 * found.se[0]))
    sets, breaking = relative_magnitudes(
        bins, found.se, np.array(lead_values), (0.0, 0.5, 1.0), reach
    )
    return {
        "sets": [[b.times, round(b.low, 2), round(b.high, 2)] for b in sets],
        "breaking": breaking,
    }


def verdict(checks: Result) -> str:
    """The design's name: whether what came before lets the effect be read as one.

    It fails if any test of the years before has a p value below LEVEL, and is untested if the
    fake openings could not have shown a doubling.
    """
    fakes = (checks["placebo"], checks["placebo_any_share"])
    ps = [checks["leads_joint_p"], checks["leads_permutation_p"], *(f.get("p", 1.0) for f in fakes)]
    if min(ps) < LEVEL:
        return "event study, pre-trend fails"
    if "se" not in fakes[0] or fakes[0]["high90"] - fakes[0]["estimate"] > np.log(2):
        return "event study, pre-trend untested"
    return "event study"


def agreement(who: str, low: float, high: float) -> str:
    """Beside Fjelde et al. 2019 and Carnegie & Mikulaschek 2020: rebels fewer, governments not."""
    names = "Fjelde et al. 2019 and Carnegie & Mikulaschek 2020"
    zero = low < 0 < high
    if who == "rebels":
        said = (
            "Agrees with" if high < 0 else "Contradicts" if low > 0 else "Cannot confirm or refute"
        )
        return f"{said} {names}, who find fewer killed by rebels"
    wide = ", but the range is too wide to confirm them" if zero else ""
    said = "No effect shown, as in" if zero else "Differs from"
    return f"{said} {names}, who find no fewer killed by governments{wide}"


def noted(who: str, near: Result, nearer: Result) -> str:
    """The note of a finding: sample, tests of the years before, the other radius, the papers."""
    found, checks = near["effects"], near["checks"]
    main, other = (r["effects"]["outcomes"]["deaths_capped_ratio"] for r in (near, nearer))
    fake, share = checks["placebo"], checks["placebo_any_share"]
    return (
        f"{found['bases']} bases, 36 months after opening against the years before; a base-month "
        f"counts at most {CAP} deaths. Leads: joint p {checks['leads_joint_p']:.3f}, permuted "
        f"{checks['leads_permutation_p']:.3f}; openings faked {PLACEBO_YEARS} years early: ratio "
        f"{fake['estimate']:.2f} (p {fake['p']:.3f}), share of months with killing "
        f"{share['estimate']:+.3f} (p {share['p']:.3f}). Permutation p of the effect "
        f"{found['permutation_p']:.3f}. Killing in {found['theatres_with_killing']} of "
        f"{main['clusters']} theatres. Within 10 km {other['estimate']:.2f} "
        f"({other['low90']:.2f} to {other['high90']:.2f}). "
        f"{agreement(who, main['low90'], main['high90'])}."
    )


def toml(results: dict[str, dict[str, Result]]) -> str:
    """``own_studies.toml``: one finding for each kind of killer, from the main figure."""
    parts = [HEAD]
    for who, kind in KINDS.items():
        near = results["50"][who]
        main = near["effects"]["outcomes"]["deaths_capped_ratio"]
        parts.append(
            f"""
[base_event_study_{who}]
tool = "preventive_deployment"
perpetrator = "{kind}"
outcome = "civilians killed"
estimate = {main["estimate"]:.3f}
se = {main["se"]:.3f}
low90 = {main["low90"]:.3f}
high90 = {main["high90"]:.3f}
unit = "log rate with a base within 50 km"
design = "{near["design"]}"
clusters = {main["clusters"]}
n = {near["effects"]["base_months"]}
pretrend_p = {near["checks"]["leads_joint_p"]:.4f}
source = "{SOURCE}"
verified = true
note = "{noted(who, near, results["10"][who])}"
"""
        )
    return "".join(parts)


def coverage(panel: EventPanel, runs: int) -> Result:
    """Made-up killing on the true openings, halved by a base: how often the 90% range holds that.

    Levels by base are log-normal; each theatre-year has a gamma shock (shape 0.5), each month
    another (0.3), then Poisson counts. No selection: this tests the ranges, not the design.
    """
    rng = stream(SEED, "event_study", "coverage")
    units, months = panel.outcome.shape
    level = 0.05 * np.exp(rng.normal(0, 1.5, units))[:, None]
    halved = np.where(panel.since >= 0, 0.5, 1.0)
    held, values = [], []
    for _ in range(runs):
        shocks = rng.gamma(0.5, 2, (len(panel.clusters), months // 12 + 1))
        mean = level * shocks[panel.cluster][:, np.arange(months) // 12] * halved
        deaths = rng.poisson(mean * rng.gamma(0.3, 1 / 0.3, mean.shape)).astype(np.float64)
        row = spread(replace(panel, outcome=deaths), overall("log"))
        if "se" in row:
            held.append(row["low90"] <= np.log(0.5) <= row["high90"])
            values.append(row["estimate"])
    return {"runs": len(held), "held": float(np.mean(held)), "median": float(np.median(values))}


def finite(value: Any) -> Any:
    """The same with None for what JSON cannot hold."""
    if isinstance(value, dict):
        return {k: finite(v) for k, v in value.items()}
    if isinstance(value, list):
        return [finite(v) for v in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def show(radius: int, who: str, result: Result) -> None:
    """One block of the table."""
    found, checks = result["effects"], result["checks"]
    print(f"\n{who}, {radius} km: {found['bases']} bases, {found['base_months']} base-months after")
    print(f"  observed {found['observed']}, expected {found['expected']} by year")
    named = {**found["outcomes"], "within theatre, any": found["within_theatre_any_share"]}
    named |= {"placebo": checks["placebo"], "placebo, any": checks["placebo_any_share"]}
    named |= {"at equal recent killing": checks["matched"]}
    for key, row in named.items():
        if "se" in row:
            print(
                f"  {key:<24}{row['estimate']:>8.3f}  se {row['se']:.3f}  "
                f"{row['low90']:>7.3f} to {row['high90']:>7.3f}  p {row['p']:.3f}"
            )
        else:
            print(f"  {key:<24}{row['estimate']:>8.3f}  {row['none']}")
    for key in ("permutation_p", "permutation_median", "by_year", "anticipation", "horizon"):
        print(f"  {key}: {found[key]}")
    for key in ("leads", "leads_se", "leads_p", "leads_joint_p", "leads_permutation_p", "peaks"):
        print(f"  {key}: {checks[key]}")
    print(f"  bounds: {result['bounds']}; design: {result['design']}")


def main() -> int:
    """Print the tables and the JSON; with --write also the findings for the synthesis."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--draws", type=int, default=499)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if not (args.shared / "missions").is_dir():
        print(f"no base-month panels in {args.shared / 'missions'}")
        return 1
    results: dict[str, dict[str, Result]] = {}
    for radius in RADII:
        results[str(radius)] = {}
        for who, column in KILLERS.items():
            rows = table(args.shared, radius, column)
            result: Result = {
                "effects": effects(rows, args.draws, f"{who} {radius}"),
                "checks": before_and_beside(rows, args.draws, f"leads {who} {radius}"),
            }
            result["bounds"] = bounds(rows, result["checks"]["leads"])
            result["design"] = verdict(result["checks"])
            results[str(radius)][who] = result
            show(radius, who, result)
    rows = table(args.shared, RADII[0], KILLERS["rebels"])
    known = {"coverage": coverage(panel_of(rows, "capped"), 200)}
    print(f"\nsimulated: {known['coverage']}")
    print(json.dumps(finite(results | known)))
    if args.write:
        write_text(OUT, toml(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
