"""Citations cut down to authors and year."""

from __future__ import annotations

import pytest

from forestall.curation.studies import short_citation


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ('Neu, Joyce. "Pursuing Justice," *J*, 2012', "Neu 2012"),
        ('Sikkink, Kathryn; Kim, Hun Joon. "The Justice Cascade," 2012', "Sikkink & Kim 2012"),
        ('Salehyan, I; Siroky, D; Wood, R M. "Rebels," 2012', "Salehyan et al. 2012"),
        ("Amnesty International. *Mandated to Protect* 2012", "Amnesty International 2012"),
        ('"No author," 2012', "unsigned 2012"),
    ],
)
def test_one_two_many_and_organisations(full: str, short: str) -> None:
    assert short_citation(full, "2012") == short
