"""Run every benchmark of this folder one after the other; exit 1 if any misses its limits.

python benchmarks/run_all.py
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Each script prints its own JSON and table."""
    here = Path(__file__)
    failed = []
    for script in sorted(here.parent.glob("*.py")):
        if script.name == here.name or "__main__" not in script.read_text(encoding="utf-8"):
            continue
        print(f"== {script.name}", flush=True)
        if subprocess.run([sys.executable, str(script)], check=False).returncode:
            failed.append(script.name)
    print(f"missed: {', '.join(failed)}" if failed else "every limit is kept")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
