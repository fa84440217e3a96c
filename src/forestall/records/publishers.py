"""How the publishers of the tables users add want to be cited."""

from __future__ import annotations

LICENCE = "CC BY 4.0"
"""UCDP's licence for every table of its own."""
OWN = "the user's own; the articles belong to their outlets"
"""Of incidents that the user coded."""

_DAVIES = (
    "Davies, Pettersson & Öberg (2025), Organized violence 1989–2024, and the challenges of "
    "identifying civilian victims, Journal of Peace Research 62(4)"
)
_SUNDBERG = (
    "Sundberg & Melander (2013), Introducing the UCDP Georeferenced Event Dataset, "
    "Journal of Peace Research 50(4)"
)
CITATIONS = {
    "UCDP GED": f"{_DAVIES}; {_SUNDBERG}",
    "UCDP Candidate": "Hegre, Croicu, Eck & Högbladh (2020), Introducing the UCDP Candidate "
    f"Events Dataset, Research & Politics 7(3); {_SUNDBERG}",
    "UCDP One-sided Violence": _DAVIES,
    "UCDP Dyadic": _DAVIES,
    "UCDP Battle-related Deaths": _DAVIES,
    "Newspaper incidents": "Incidents coded from the user's own newspaper articles by forestall",
}
"""Citation by ``ReadReport.source``."""
