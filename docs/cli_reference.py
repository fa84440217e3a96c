"""Write the help of every command into docs/cli.md, between its markers.

python docs/cli_reference.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).with_name("cli.md")
START, END = "<!-- help: written by docs/cli_reference.py -->", "<!-- end of help -->"
COMMANDS = (
    "brief",
    "assess",
    "appraise",
    "design",
    "campaign",
    "compare",
    "posture",
    "backtest",
    "forecast",
    "evaluate",
    "data add",
    "data list",
    "snapshot build",
    "explain",
    "code",
    "code run",
    "code detect",
    "code extract",
    "code review",
    "code sample",
    "code agreement",
    "code retrain",
    "code report",
)


def help_of(command: str) -> str:
    """What ``forestall COMMAND --help`` prints, at a width of 88."""
    line = [sys.executable, "-m", "forestall.cli", *command.split(), "--help"]
    environment = {**os.environ, "COLUMNS": "88", "NO_COLOR": "1"}
    shown = subprocess.run(line, check=True, capture_output=True, text=True, env=environment)
    return shown.stdout.replace("python -m forestall.cli", "forestall").strip()


def reference() -> str:
    """A section for each command."""
    parts = [
        f"## `forestall {command}`\n\n```text\n{help_of(command)}\n```\n" for command in COMMANDS
    ]
    return "\n".join(parts)


def main() -> None:
    """Replace what stands between the markers."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{START}\n\n{reference()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
