"""Execute the notebook again, appraise both assessment files, and code ten articles.

python examples/run_examples.py           # check: fails if any cell fails
python examples/run_examples.py --write   # and keep the new outputs in the notebook
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import forestall as fs
from forestall.coding.articles import read
from forestall.coding.pipeline import code

HERE = Path(__file__).parent
NOTEBOOK = HERE / "first_brief.ipynb"
INCIDENTS = 3  # a tribal fight, a killing over sorcery, a shooting by police; the rest is none
TIMEOUT = 300  # seconds for one cell


def execute(path: Path, *, write: bool) -> int:
    """Run every cell in a folder that is thrown away; returns how many cells ran."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=TIMEOUT,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
        )
        client.execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times of day: different on every run
    notebook.metadata["language_info"] = {"name": "python"}
    if write:
        nbformat.write(notebook, path)
    return sum(cell.cell_type == "code" for cell in notebook.cells)


def main() -> None:
    """Run all examples and say what came of them."""
    print(f"{NOTEBOOK.name}: {execute(NOTEBOOK, write='--write' in sys.argv)} cells ran")
    for file in sorted((HERE / "assessments").glob("*.toml")):
        print(f"{file.name}: {fs.appraise(file, draws=1000).headline}")
    coded = code(read([HERE / "articles"]), countries=("PNG",))
    found = coded.table.incidents
    print(f"articles: {len(found)} incidents in {coded.table.run.articles} articles")
    if len(found) != INCIDENTS:
        sys.exit(f"{INCIDENTS} incidents are told")


if __name__ == "__main__":
    main()
