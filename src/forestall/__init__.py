"""forestall: from reports of violence to a brief on what would prevent the next."""

__version__ = "0.1.0"
