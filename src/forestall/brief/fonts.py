"""Lato inside the page: the font wheel's TrueType files packed as WOFF 1.0."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import cache

from forestall.brief.drawing import font_directory

_HEAD, _ENTRY, _WOFF_ENTRY = struct.Struct(">IHHHH"), struct.Struct(">4I"), struct.Struct(">5I")


def woff(font: bytes) -> bytes:
    """A TrueType font as WOFF: each table deflated (W3C WOFF File Format 1.0, sections 3 to 5)."""
    flavor, count, *_ = _HEAD.unpack_from(font)
    entries = [_ENTRY.unpack_from(font, 12 + 16 * i) for i in range(count)]
    place, directory, body = 44 + 20 * count, b"", b""
    for tag, checksum, offset, length in entries:
        raw = font[offset : offset + length]
        packed = min(zlib.compress(raw, 9), raw, key=len)
        directory += _WOFF_ENTRY.pack(tag, place + len(body), len(packed), length, checksum)
        body += packed + b"\0" * (-len(packed) % 4)
    unpacked = 12 + 16 * count + sum((length + 3) // 4 * 4 for *_, length in entries)
    header = struct.pack(
        ">4sIIHHIHHIIIII", b"wOFF", flavor, place + len(body), count, 0, unpacked, 1, 0,
        0, 0, 0, 0, 0,
    )  # fmt: skip
    return header + directory + body


@cache
def data_url(name: str) -> str:
    """One of Lato's faces, e.g. ``Lato-Regular``, as a data URL a page can carry."""
    packed = woff((font_directory() / f"{name}.ttf").read_bytes())
    return "data:font/woff;base64," + base64.b64encode(packed).decode("ascii")
