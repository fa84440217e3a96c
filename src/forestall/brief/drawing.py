"""From Vega-Lite specs to SVG, in Lato, every SVG's ids made its own."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


@cache
def font_directory() -> Path:
    """The folder of Lato's font files, from the ``font-lato`` package."""
    return Path(str(files("font_lato"))) / "files"


@cache
def _register() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(font_directory()))


def svg(spec: dict[str, Any], name: str) -> str:
    """The spec drawn as SVG; ``name`` prefixes its ids so that many can share one page."""
    import vl_convert

    _register()
    drawn: str = vl_convert.vegalite_to_svg(spec)
    return _own_ids(drawn, re.sub(r"[^A-Za-z0-9-]", "-", name))


def _own_ids(drawn: str, name: str) -> str:
    """Ids numbered afresh: Vega counts on from drawing to drawing, which would change the bytes."""
    found = dict.fromkeys(re.findall(r'\bid="([^"]+)"', drawn))
    fresh = {id: f"{name}-{order}" for order, id in enumerate(found)}
    drawn = re.sub(r'\bid="([^"]+)"', lambda m: f'id="{fresh[m[1]]}"', drawn)
    return re.sub(r"url\(#([^)]+)\)", lambda m: f"url(#{fresh.get(m[1], m[1])})", drawn)
