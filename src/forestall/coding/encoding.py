"""Bytes of unknown make to text, and text that somebody read in the wrong encoding, mended."""

from __future__ import annotations

import codecs

BINARY_SHARE = 0.02
"""Of control characters: a text has next to none, a picture or a program many."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(raw: bytes) -> str | None:
    """The text that bytes hold, None where they hold none.

    UTF-8 unless a byte-order mark says otherwise; else whatever charset-normalizer finds.

    >>> decoded("Laiagam, né Lagaip".encode("cp1252"))
    'Laiagam, né Lagaip'
    >>> decoded(bytes(range(32)) * 9) is None
    True
    """
    for mark, name in MARKS:
        if raw.startswith(mark):
            return _text(raw.decode(name, errors="replace"))
    if b"\x00" in raw[:65536]:
        return None
    try:
        return _text(raw.decode("utf-8"))
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(raw[:100_000], cp_isolation=["cp1252", "cp1251", "cp1256", "gb18030"])
        found = best.best()
        return None if found is None else _text(raw.decode(found.encoding, errors="replace"))


def _text(text: str) -> str | None:
    start = text[:65536]
    odd = sum(1 for letter in start if letter < " " and letter not in "\t\n\r\f")
    return None if odd > BINARY_SHARE * max(len(start), 1) else mended(text)


def mended(text: str) -> str:
    """Text whose UTF-8 was once read as another encoding, as it was meant.

    >>> mended("â€˜bhoomi pujaâ€™")
    '‘bhoomi puja’'
    """
    if text.isascii():
        return text
    from ftfy import fix_encoding

    fixed: str = fix_encoding(text)
    return fixed
