"""The detector's weights as one file: eight bits a weight, no word and no sentence in it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forestall.coding.detect import SETS, Cascade
from forestall.coding.linear import Dense, Linear
from forestall.errors import UnreadableFile

if TYPE_CHECKING:
    from forestall.coding.detect import Set

Floats = NDArray[np.float32]
VERSION = 2
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of every entry, so that the same weights are the same bytes


def read(path: Path) -> dict[Set, Cascade]:
    """The cascades of each set of labels.

    Raises
    ------
    UnreadableFile : missing, damaged, or of another version.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            if int(file["version"]) != VERSION:
                raise ValueError(f"version {int(file['version'])}")
            return {name: _cascade({k: file[k] for k in file.files}, name) for name in SETS}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise UnreadableFile(
            "The detector's weights cannot be read",
            expected=f"the file {path.name} of version {VERSION}",
            came=str(error),
            remedy="install forestall anew",
        ) from error


def content(cascades: dict[Set, Cascade]) -> bytes:
    """The bytes of the file; the same cascades give the same bytes."""
    arrays: dict[str, NDArray[np.generic]] = {"version": np.array(VERSION)}
    for name, cascade in cascades.items():
        rows = np.flatnonzero(np.abs(cascade.linear.weights).max(axis=1) > 0)
        small, scale = _eight_bits(cascade.linear.weights[rows])
        arrays |= {
            f"{name}/rows": rows.astype(np.int32),
            f"{name}/weights": small,
            f"{name}/scale": scale,
            f"{name}/bias": cascade.linear.bias,
            f"{name}/rarity": cascade.rarity[rows].astype(np.float16),
        }
        for part, dense in (("second", cascade.second), ("third", cascade.third)):
            for field in fields(Dense) if dense is not None else ():
                arrays[f"{name}/{part}/{field.name}"] = getattr(dense, field.name)
        for single in ("wide", "gate", "rates", "article", "thresholds"):
            arrays[f"{name}/{single}"] = np.asarray(getattr(cascade, single))
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for key, array in sorted(arrays.items()):
            one = io.BytesIO()
            np.save(one, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{key}.npy", FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, one.getvalue())
    return whole.getvalue()


def _cascade(file: dict[str, NDArray[np.generic]], name: str) -> Cascade:
    def array(key: str) -> Floats:
        return np.asarray(file[f"{name}/{key}"], dtype=np.float32)

    from forestall.coding.features import SIZE

    rows = np.asarray(file[f"{name}/rows"], dtype=np.int64)
    small = array("weights")
    weights = np.zeros((SIZE, small.shape[1]), dtype=np.float32)
    weights[rows] = np.sign(small) * (small / 127) ** 2 * array("scale")
    rarity = np.zeros(SIZE, dtype=np.float32)
    rarity[rows] = array("rarity")
    dense = {
        part: Dense(*(array(f"{part}/{field.name}") for field in fields(Dense)))
        for part in ("second", "third")
        if f"{name}/{part}/bias" in file
    }
    return Cascade(
        rarity=rarity,
        linear=Linear(weights, array("bias")),
        second=dense["second"],
        third=dense.get("third"),
        wide=bool(file[f"{name}/wide"]),
        gate=float(array("gate")),
        rates=array("rates"),
        article=array("article"),
        thresholds=array("thresholds"),
    )


def _eight_bits(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights as signed roots of eight bits: small ones, which are most, keep their precision."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9)
    small = np.sign(weights) * np.sqrt(np.abs(weights) / scale) * 127
    return np.rint(small).astype(np.int8), scale.astype(np.float32)
