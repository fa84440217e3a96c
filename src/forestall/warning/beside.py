"""Our own forecast of a series, to stand beside somebody else's: without training anything."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path

from forestall.errors import BadValue, NoData, UnreadableFile
from forestall.vocabulary import Month
from forestall.warning import fatalities, model_file, one_sided, splice, trained
from forestall.warning.outlook import Outlook

MONTHS = 12


def ours(
    records: splice.Records, series: str, iso3: str, as_of: Month, draws: int, seed: int
) -> Outlook | None:
    """Twelve months of ``state-based`` or ``one-sided`` deaths in one country.

    State-based deaths come from the packaged model, which fits one as-of month and the packaged
    records only.

    Returns
    -------
    None for another series, and where a model would have to be trained first: that takes half a
    minute, and a brief does not wait for it.
    """
    with suppress(BadValue, NoData, UnreadableFile):
        if series == one_sided.SERIES:
            return one_sided.forecast_one_sided(records, as_of, MONTHS, draws, seed, [iso3])
        if series == splice.STATE_BASED:
            model = _model(trained.packaged_path(series))
            return trained.forecast_learnt(
                records, as_of, MONTHS, draws, seed, [iso3], series, model
            )
    return None


@cache
def _model(path: Path) -> fatalities.FatalityModel:
    return model_file.load(path)
