"""Monthly deaths learnt across countries: draws of joint paths, 1 to 36 months ahead.

The forecast of a country-month, of deaths of all kinds or state-based, is a mixture of three
distributions:

- *own months* (share :data:`OWN`): the country's last 36 months, newer ones weighing more (half-
  life six months), each smoothed (:func:`.ratio_bins.smoothed`);
- *look-alikes* (share :data:`ALIKE`): whole paths of :mod:`.baseline`, two fifths of which are the
  country's own months once more, in blocks;
- *learnt* (the rest): boosted trees (LightGBM; Ke et al. 2017) sort the ratio of a later month's
  deaths to the country's recent level into 15 classes (:mod:`.ratio_bins`), from the features
  of :mod:`.features` and the months ahead. They learn from every country and month since 1991,
  each paired with random months ahead that had come by the as-of month.

Months of the first and the last are joined into paths by a copula (:mod:`.joint`); look-alikes are
paths already, and each draw is a path of one or the other. Deaths above :data:`BRIEF` a month are
drawn back before they are learnt from or count as own months
(``BRIEF · (deaths / BRIEF) ** DRAWN_BACK``): in 1989–2018 six of the seven country-months beyond it
were followed by a month below it.

The constants of the trees and own months were chosen on windows that began in 1991–2018 from data
to the October before, and scored against each country's own last twelve months: 35 trained models
in about 140 mixtures, and seven more models (of rougher pseudo-history, see :mod:`.pseudo_history`,
and of absolute bins) on true months up to December 2018. They were then 40% own months, 60% learnt.

Pooling with look-alikes was chosen among 23 further variants: linear pools, averages of quantiles
(Vincentization), trees of the ratio to a longer level, look-alikes for active countries alone, and
other shares of own months. The shares were settled on the windows 1996, 2002, 2006, 2012, 2016 and
2018 of state-based deaths and 2002, 2012, 2016 and 2018 of all kinds, as ratios to the own last
twelve months (CRPS, log-scale CRPS, IGN, MIS):

- state-based: 0.882, 0.909, 0.691, 0.702 (before 0.895, 0.915, 0.696, 0.733);
- all kinds: 0.888, 0.935, 0.757, 0.806 (before 0.895, 0.934, 0.755, 0.817; look-alikes alone
  0.921, 0.945, 0.770, 0.813): CRPS and MIS are better, the two others 0.1–0.3% worse.

The gain is uneven: in the window of 2016 state-based CRPS was worse than before (1.070 against
0.995). Plain linear pools count own months twice; fewer of them made CRPS and MIS better. Averages
of quantiles scored below linear pools on IGN, and look-alikes for active countries alone no better
than for all.

On the windows 2019–2023 four models have been scored: the second after the first had missed three
bars, the third (rougher pseudo-history) after the second had, and the fourth is this one; each was
chosen on the earlier windows all the same. ``benchmarks/fatalities_scores.py`` gives the figures.
Ratios for state-based deaths (CRPS, log-scale CRPS, IGN, MIS): the second 0.927, 0.962, 0.785,
0.884; the third 0.931, 0.962, 0.785, 0.884; the fourth 0.920, 0.967, 0.791, 0.886. Pooling thus
kept its gain in CRPS there, and lost 0.2–0.8% on the other three. Deaths of all kinds, on
the same windows beside their own last twelve months: 0.941, 0.983, 0.795, 0.878;
look-alikes alone 0.906, 0.990, 0.804, 0.879, so that for these the pool is worse on CRPS and better
or level elsewhere. That was seen after the choice and did not change it.

What made the difference before: ratios in place of absolute bins (CRPS and IGN), own months beside
what is learnt (IGN), many means with different memories (log-scale CRPS), random split points
(CRPS). What made none: more or fewer leaves, slower learning, starting from each country's own
shares, weighing recent decades more, logarithmic pooling, learning from deaths of all kinds too,
absolute bins beside ratios, own shares that differ by horizon or by how active a country is,
sharpening the mixture (beta-transformed linear pool, Ranjan & Gneiting 2010).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from forestall.compute import stream
from forestall.errors import BadValue, NoData, UnknownCountry
from forestall.provenance import Origin, Provenance
from forestall.vocabulary import Month
from forestall.warning import analogues, baseline, features, joint, past, ratio_bins, splice
from forestall.warning.outlook import Outlook
from forestall.warning.splice import Records, Spliced

if TYPE_CHECKING:
    import lightgbm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MODEL = "learnt ratios, own months and look-alikes"
HORIZON = 36

BRIEF = 10_000.0
DRAWN_BACK = 0.25
OWN = 0.1
ALIKE = 0.3
MEMORY = 36
HALF_LIFE = 6.0
LEVEL_HALF_LIFE = 3.0

START = 24
LEAST_ROWS = 2_000
PAIRS = 3
KEPT_QUIET = 0.2
SEEDS = (1, 2)
ROUNDS = 130
SETTINGS: dict[str, object] = {
    "objective": "multiclass",
    "num_class": ratio_bins.CLASSES,
    "num_leaves": 8,
    "learning_rate": 0.06,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.5,
    "extra_trees": True,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,  # trees this small gain nothing from more, and lose much on a busy machine
    "verbose": -1,
}


@dataclass(frozen=True, slots=True, eq=False)
class FatalityModel:
    """Trained trees and what they were trained on.

    Attributes
    ----------
    boosters : LightGBM models; their class shares are averaged.
    series : ``state-based`` or ``total``.
    trained_to : the last month they have seen.
    data_version : fingerprint of the numbers they learnt from.
    rows : training rows of one booster.
    features : names of the features, in order, months ahead last.
    scores : what the benchmark found for models made the same way, out of sample; often empty.
    """

    boosters: tuple[lightgbm.Booster, ...]
    series: str
    trained_to: Month
    data_version: str
    rows: int
    features: tuple[str, ...]
    scores: Mapping[str, Any] = field(default_factory=dict)


def packaged(series: str = splice.STATE_BASED) -> FatalityModel:
    """The model of a series that came with the package, with its benchmark's scores.

    It was trained on all packaged months and forecasts from nothing else: with newer data in the
    store :func:`forecast` refuses it, and for an earlier month :func:`train` makes another.
    """
    from forestall.warning import model_file

    return model_file.packaged(series)


def train(records: Records, as_of: Month, series: str = splice.STATE_BASED) -> FatalityModel:
    """Learn from every country up to ``as_of``, and from nothing later.

    The same data give the same model, on any number of threads.

    Raises
    ------
    NoData : ``as_of`` outside the data, too few months, or another series.
    BadValue : the monthly panel has a gap, or a missing or negative value.
    """
    past.check_request(records, as_of, HORIZON, 1, 0)
    known = _moderated(splice.series(records, series, as_of))
    values = features.build(known.deaths, known.every, known.units, known.first)
    sets = [_training_rows(known, values.values, seed) for seed in SEEDS]
    rows = len(sets[-1][1])
    if (least := min(len(target) for _, target, _ in sets)) < LEAST_ROWS:
        raise NoData(
            "Too little history to learn from",
            expected=f"{LEAST_ROWS} country-months with their later months",
            came=str(least),
            remedy="choose a later as-of month",
        )
    with ThreadPoolExecutor(len(SEEDS)) as pool:  # one thread a booster; none changes the other
        boosters = tuple(pool.map(_fitted, *zip(*sets, strict=True), SEEDS))
    return FatalityModel(
        boosters=boosters,
        series=series,
        trained_to=as_of,
        data_version=_version(known),
        rows=rows,
        features=(*values.names, "months ahead"),
    )


def forecast(
    model: FatalityModel,
    records: Records,
    months: int,
    draws: int,
    seed: int,
    countries: Sequence[str] | None = None,
) -> Outlook:
    """Draws of monthly deaths after ``model.trained_to``.

    Parameters
    ----------
    model : from :func:`train`.
    records : the data the model was trained on, e.g. ``Holdings.open()``; later months are not
        read.
    months : how many months ahead, 1 to 36.
    draws : number of joint paths per country.
    seed : a country's draws depend on this seed, the model, ``months``, ``draws`` and the data,
        not on which other countries are asked for.
    countries : ISO3 codes; every country by default.

    Returns
    -------
    Outlook of the model's series: whole deaths, dims (countries, months, draws).

    Raises
    ------
    BadValue : the model was trained on other data; months outside 1 to 36, no draws, a negative
        seed.
    NoData : ``model.trained_to`` so early that no path of that length had ended.
    UnknownCountry : a code without a series.
    """
    as_of = model.trained_to
    past.check_request(records, as_of, months, draws, seed)
    spliced = splice.series(records, model.series, as_of)
    known = _moderated(spliced)
    if (version := _version(known)) != model.data_version:
        raise BadValue(
            "The trained model is not of these data",
            expected=f"data as {model.data_version}",
            came=version,
            remedy="train it again on the data at hand",
        )
    asked = tuple(dict.fromkeys(countries)) if countries is not None else known.units
    rows = _rows(known, asked)
    distribution = _distribution(model, known, rows, months)
    alike = round(ALIKE * draws)
    monthly = past.Monthly(spliced.units, spliced.first, spliced.deaths)
    followed, basis = baseline.paths(monthly, asked, months, alike, seed, model.series)
    values = np.empty((len(rows), months, draws), dtype=np.int32)
    for place, iso3 in enumerate(asked):
        rng = stream(seed, "warning", MODEL, model.series, iso3)
        ordered = ratio_bins.sorted_draws(distribution[place], draws - alike, rng)
        values[place] = joint.pooled(joint.joined(ordered, rng), followed[place], rng)
    return Outlook.of(
        values,
        asked,
        as_of + 1,
        model=MODEL,
        data_version=model.data_version,
        seed=seed,
        series=splice.label(model.series),
        basis={iso3: _basis(model, known, iso3, basis[iso3]) for iso3 in asked},
    )


def drawn_back(deaths: Floats) -> Floats:
    """Deaths, those above :data:`BRIEF` a month pulled towards it.

    >>> drawn_back(np.array([500.0, 160_000.0])).tolist()  # 10,000 · 16^¼
    [500.0, 20000.0]
    """
    over = np.maximum(deaths, BRIEF) / BRIEF
    return np.where(deaths > BRIEF, BRIEF * over**DRAWN_BACK, deaths)


def _moderated(known: Spliced) -> Spliced:
    """The series with deaths of brief, huge months drawn back."""
    deaths = drawn_back(known.deaths)
    return Spliced(known.units, known.first, deaths, known.every, known.observed)


def _training_rows(
    known: Spliced, values: NDArray[np.float32], seed: int
) -> tuple[NDArray[np.float32], Ints, Floats]:
    """Features with months ahead, class of what came, and weight of each training row.

    Quiet rows, in which little happened and nothing followed, are kept one in five and weigh
    five.
    """
    rng = stream(seed, "warning", "training rows")
    units, length = known.deaths.shape
    level = features.fading_mean(known.deaths, LEVEL_HALF_LIFE)
    unit = np.repeat(np.arange(units), length - START).astype(np.int32)
    month = np.tile(np.arange(START, length), units).astype(np.int32)
    unit, month = np.tile(unit, PAIRS), np.tile(month, PAIRS)
    ahead = rng.integers(1, HORIZON + 1, len(unit)).astype(np.int32)
    come = month + ahead < length
    unit, month, ahead = unit[come], month[come], ahead[come]
    later = known.deaths[unit, month + ahead]
    quiet = (features.fading_mean(known.deaths, 24.0)[unit, month] < 1e-3) & (later == 0)
    kept = ~quiet | (rng.random(len(quiet)) < KEPT_QUIET)
    unit, month, ahead, later = unit[kept], month[kept], ahead[kept], later[kept]
    inputs = np.column_stack([values[unit, month], ahead.astype(np.float32)])
    weights = np.where(quiet[kept], 1 / KEPT_QUIET, 1.0)
    return inputs, ratio_bins.classes(later, level[unit, month]), weights


def _fitted(
    inputs: NDArray[np.float32], target: Ints, weights: Floats, seed: int
) -> lightgbm.Booster:
    import lightgbm

    data = lightgbm.Dataset(
        inputs, target, weight=weights, params={"max_bin": SETTINGS["max_bin"], "verbose": -1}
    )
    return lightgbm.train({**SETTINGS, "seed": seed}, data, ROUNDS)


def _rows(known: Spliced, asked: Sequence[str]) -> Ints:
    place = {iso3: row for row, iso3 in enumerate(known.units)}
    if missing := [iso3 for iso3 in asked if iso3 not in place]:
        raise UnknownCountry(
            "No series for these countries",
            expected="ISO 3166-1 alpha-3 codes of countries of today",
            came=", ".join(map(repr, missing[:10])),
            remedy="check the codes, e.g. CAF",
        )
    return np.array([place[iso3] for iso3 in asked], dtype=np.int64)


def _distribution(model: FatalityModel, known: Spliced, rows: Ints, months: int) -> Floats:
    """Cumulative probabilities without look-alikes, shape (countries, months, grid)."""
    values = features.build(known.deaths, known.every, known.units, known.first).values
    now = np.repeat(values[rows, -1], months, axis=0)
    ahead = np.tile(np.arange(1, months + 1, dtype=np.float32), len(rows))
    inputs = np.column_stack([now, ahead])
    shares = np.mean([np.asarray(b.predict(inputs, num_threads=2)) for b in model.boosters], axis=0)
    level = features.fading_mean(known.deaths, LEVEL_HALF_LIFE)[rows, -1]
    learnt = ratio_bins.cumulative(shares, np.repeat(level, months))
    recent = known.deaths[rows, -MEMORY:]
    weights = 0.5 ** (np.arange(recent.shape[1])[::-1] / HALF_LIFE)
    own = ratio_bins.smoothed(recent, weights / weights.sum())
    learnt = learnt.reshape(len(rows), months, -1)
    share = OWN / (1 - ALIKE)
    return share * own[:, None, :] + (1 - share) * learnt


def _version(known: Spliced) -> str:
    what = f"monthly {known.deaths.shape[0]}-country deaths"
    # Whole numbers: the last digit of a power differs between machines.
    return past.fingerprint(what, known.last, np.rint(known.deaths), known.every)


def _basis(model: FatalityModel, known: Spliced, iso3: str, alike: Provenance) -> Provenance:
    """What one country's draws were made of."""
    recent = known.deaths[known.units.index(iso3)]
    since = int(analogues.months_since(recent[None, :], len(recent))[0, -1])
    return Provenance(
        origin=Origin.MODEL,
        what=f"draws of monthly deaths ({splice.label(model.series)}) in {iso3}, "
        f"from data to {model.trained_to}",
        source="forestall.warning.fatalities",
        version=model.data_version,
        rows=(
            f"last 12 months: {recent[-12:].sum():,.0f} deaths; last 36: "
            f"{recent[-36:].sum():,.0f}; months since a death: {since}",
        ),
        formula=f"{OWN:.0%} own last {MEMORY} months, half-life {HALF_LIFE:g}; {ALIKE:.0%} "
        "look-alikes and own months in blocks; the rest: ratio to the recent level, learnt from "
        f"{model.rows:,} country-months",
        inputs=(alike,),
    )
