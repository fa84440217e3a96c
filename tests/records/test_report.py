"""The account of a read, as people see it."""

from __future__ import annotations

from forestall.records.report import Note, ReadReport


def test_every_row_is_accounted_for() -> None:
    report = ReadReport(
        "UCDP GED",
        "25.1",
        1998,
        dropped=(Note("no id", 2, "x.csv:7, id = None"),),
        repaired=(Note("out of order", 1, "x.csv:9"),),
        remarks=("speaks for CAF",),
    )
    assert report.rows == 2000
    assert report.lines() == (
        "UCDP GED 25.1: took 1,998 of 2,000 rows",
        "dropped 2 rows: no id (x.csv:7, id = None)",
        "repaired 1 row: out of order (x.csv:9)",
        "speaks for CAF",
    )
