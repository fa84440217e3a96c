"""Bytes of unknown make to text, and text that somebody read in the wrong encoding, mended."""

from __future__ import annotations

import codecs
from io import BufferedReader, TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        if (unmarked := _unmarked(raw[:65536])) is None:
            return None
        return _text(raw.decode(unmarked, errors="replace"))
    try:
        return _text(raw.decode("utf-8"))
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(raw[:100_000], cp_isolation=["cp1252", "cp1251", "cp1256", "gb18030"])
        found = best.best()
        if found is not None:
            return _text(raw.decode(found.encoding, errors="replace"))
        # UTF-8 with other bytes in between, as files pasted together have them
        return _text(raw.decode("utf-8", errors="forestall.cp1252"))


def lines(stream: BufferedReader) -> Iterator[bytes]:
    """Lines of a file as bytes; those of UTF-16 as UTF-8, since its line ends are two bytes."""
    start = stream.peek(4096)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        for line in TextIOWrapper(stream, "utf-16", errors="replace"):
            yield line.encode()
    else:
        yield from stream


def whole(text: str) -> str:
    """Text that can be written: halves of a letter, as JSON may hold them, joined or marked.

    >>> whole("\\ud83d\\ude00 \\ud83d") == "\U0001f600 \ufffd"
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _unmarked(start: bytes) -> str | None:
    """UTF-16 without its mark, as Windows writes it: every second byte of English is a zero."""
    first, second = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if first < 0.05 * half and second > 0.4 * half:
        return "utf-16-le"
    return "utf-16-be" if second < 0.05 * half and first > 0.4 * half else None


def _one_by_one(error: UnicodeError) -> tuple[str, int]:
    """What stands in for bytes that are no UTF-8: what they are on Windows."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("forestall.cp1252", _one_by_one)


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
