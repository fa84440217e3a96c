"""A trained model as one small file: a zip of LightGBM's text models and what they were made from.

Nothing in it is executed on reading, unlike a pickle.
"""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from forestall.errors import BadValue, UnreadableFile
from forestall.output import write_bytes
from forestall.vocabulary import Month
from forestall.warning import splice
from forestall.warning.fatalities import MODEL, FatalityModel

FILES = {
    splice.STATE_BASED: "fatalities_model.zip",
    splice.TOTAL: "fatalities_total_model.zip",
}
"""The packaged model of each series."""
VERSION = 3
"""Raised whenever features, classes or constants change: older files then no longer fit."""


def save(model: FatalityModel, path: str | Path, scores: dict[str, Any] | None = None) -> None:
    """Write the model to ``path``, whole or not at all; the same model gives the same bytes.

    Parameters
    ----------
    scores : what its benchmark found, kept beside it as JSON; the model's own by default.

    Raises
    ------
    OutputError : the file cannot be written.
    """
    about = {
        "model": MODEL,
        "version": VERSION,
        "series": model.series,
        "trained_to": str(model.trained_to),
        "data_version": model.data_version,
        "rows": model.rows,
        "features": list(model.features),
        "boosters": len(model.boosters),
        "scores": dict(model.scores if scores is None else scores),
    }
    texts = {"about.json": json.dumps(about, sort_keys=True)}
    texts |= {f"{i}.txt": b.model_to_string() for i, b in enumerate(model.boosters)}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in texts.items():
            # A fixed date: the bytes depend on the model alone.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    write_bytes(Path(path), content.getvalue())


def load(path: str | Path) -> FatalityModel:
    """The model in ``path``.

    Raises
    ------
    UnreadableFile : no such file, or not a trained model.
    BadValue : it was made by another version of this package.
    """
    import lightgbm

    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read("about.json"))
            _check_version(about, Path(path))
            texts = [archive.read(f"{i}.txt").decode() for i in range(about["boosters"])]
        return FatalityModel(
            boosters=tuple(lightgbm.Booster(model_str=text) for text in texts),
            series=about["series"],
            trained_to=Month.parse(about["trained_to"]),
            data_version=about["data_version"],
            rows=about["rows"],
            features=tuple(about["features"]),
            scores=about["scores"],
        )
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, lightgbm.basic.LightGBMError) as why:
        raise UnreadableFile(
            f"Cannot read the model {Path(path).name}",
            expected="a trained model written by forestall",
            came=str(why)[:200],
            remedy="check the path, or train the model again",
        ) from why


@cache
def packaged(series: str) -> FatalityModel:
    """The model of a series that came with the package; errors as :func:`load`."""
    with as_file(files("forestall.warning") / FILES[series]) as path:
        return load(path)


def _check_version(about: dict[str, Any], path: Path) -> None:
    if (about.get("model"), about.get("version")) != (MODEL, VERSION):
        raise BadValue(
            f"The trained model {path.name} is of another version",
            expected=f"{MODEL}, version {VERSION}",
            came=f"{about.get('model')}, version {about.get('version')}",
            remedy="train it again with this version of forestall",
        )
