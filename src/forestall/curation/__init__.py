"""The snapshot builder: packaged tables derived from source files, deterministically."""

from forestall.curation.build import BuildReport, TableReport, build
from forestall.curation.data_page import data_page, write_data_page

__all__ = ["BuildReport", "TableReport", "build", "data_page", "write_data_page"]
