"""Reading plain sheets of Excel workbooks with the standard library alone.

The snapshot needs two small workbooks once; that is no reason for users to install a reader.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from forestall.errors import UnreadableFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_sheet(path: Path, sheet: str) -> tuple[list[str], list[list[str | None]]]:
    """The header and the rows of a sheet as text; blank and ``NA`` cells are None.

    Columns without a header are left out, and so are rows with no filled cell.

    Raises
    ------
    UnreadableFile : no workbook, or no such sheet.
    """
    try:
        with ZipFile(path) as book:
            shared = _shared_strings(book)
            root = ElementTree.fromstring(book.read(_sheet_part(book, sheet)))
    except (BadZipFile, KeyError, ElementTree.ParseError, OSError) as error:
        raise UnreadableFile(
            "A workbook cannot be read",
            expected=f"{path.name} with a sheet named {sheet!r}",
            came=str(error),
            remedy="fetch the file again",
        ) from error
    rows = [_cells(row, shared) for row in root.iter(f"{_MAIN}row")]
    header = {place: name.strip() for place, name in rows[0].items() if name and name.strip()}
    body = [[row.get(place) for place in header] for row in rows[1:]]
    return list(header.values()), [row for row in body if any(cell is not None for cell in row)]


def _sheet_part(book: ZipFile, sheet: str) -> str:
    links = {
        link.get("Id"): link.get("Target", "")
        for link in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    }
    for entry in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        if entry.get("name") == sheet:
            return "xl/" + links[entry.get(_LINK)].removeprefix("/xl/")
    raise KeyError(f"no sheet {sheet!r}")


def _shared_strings(book: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in root]


def _cells(row: ElementTree.Element, shared: list[str]) -> dict[str, str | None]:
    cells: dict[str, str | None] = {}
    for cell in row.iter(f"{_MAIN}c"):
        place = re.sub(r"\d", "", cell.get("r", ""))
        text = _text(cell, shared)
        cells[place] = None if text in (None, "", "NA") else text
    return cells


def _text(cell: ElementTree.Element, shared: list[str]) -> str | None:
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{_MAIN}t"))
    value = cell.find(f"{_MAIN}v")
    if value is None or value.text is None:
        return None
    return shared[int(value.text)] if cell.get("t") == "s" else value.text
