"""Which country a person means: exact spellings first, then near misses that leave no doubt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher

# A near miss counts only if it is this close and every other country is clearly farther:
# "Nigera" is as near to Niger as to Nigeria, and a brief on the wrong country is worse than none.
CLOSE = 0.9
CLEARLY = 0.1
ALIKE = 0.85
WORTH_NAMING = 0.55
SOUND = str.maketrans("cqyz", "kkis")

# Names that two states share.
SHARED = {"congo": ("COG", "COD"), "korea": ("KOR", "PRK")}

# Places that are not in the tables by themselves, and where UCDP counts what happens there.
COUNTED_WITH = {
    "palestine": "ISR",
    "pse": "ISR",
    "state of palestine": "ISR",
    "occupied palestinian territory": "ISR",
    "gaza": "ISR",
    "gaza strip": "ISR",
    "west bank": "ISR",
    "western sahara": "MAR",
    "esh": "MAR",
    "somaliland": "SOM",
    "hong kong": "CHN",
    "hkg": "CHN",
    "northern ireland": "GBR",
    "puerto rico": "USA",
    "greenland": "DNK",
}


def plain_name(name: str) -> str:
    """A name without accents, case, dots and doubled blanks, for comparing spellings.

    >>> plain_name(" Côte  d’Ivoire")
    "cote d'ivoire"
    """
    letters = unicodedata.normalize("NFKD", name.replace("’", "'"))
    bare = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    return " ".join(bare.replace(".", " ").split())


def nearest(text: str, spellings: Mapping[str, str]) -> list[tuple[float, str]]:
    """Countries by how near their nearest spelling is: (similarity from 0 to 1, ISO3), best first.

    Similarity is twice the matching letters over all letters (Ratcliff & Metzener 1988); a
    spelling the text begins, or that has the same letters in another order or the same sound
    ("Lybia", "Irak"), counts as near too.

    Parameters
    ----------
    text : what a person wrote.
    spellings : plain spelling (see :func:`plain_name`) to ISO3.
    """
    wanted, best = plain_name(text), dict[str, float]()
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    for name, iso3 in spellings.items():
        matcher.set_seq1(name)
        similarity = matcher.ratio()
        alike = sorted(name) == sorted(wanted) or name.translate(SOUND) == wanted.translate(SOUND)
        if alike or name.startswith(f"{wanted} "):
            similarity = max(similarity, ALIKE)
        best[iso3] = max(best.get(iso3, 0.0), similarity)
    return sorted(((score, iso3) for iso3, score in best.items()), key=lambda s: (-s[0], s[1]))


def no_doubt(text: str, spellings: Mapping[str, str]) -> str | None:
    """The country a misspelled name must mean, or None if it could be another's.

    It could be another's if that one's spelling is nearly as near, begins with the text, or
    begins it.
    """
    wanted, ranked = plain_name(text), nearest(text, spellings)
    if len(ranked) < 2 or ranked[0][0] < CLOSE or ranked[0][0] - ranked[1][0] < CLEARLY:
        return None
    rivals = (
        iso3
        for name, iso3 in spellings.items()
        if len(name) > 3 and (name.startswith(wanted) or wanted.startswith(name))
    )
    return None if any(iso3 != ranked[0][1] for iso3 in rivals) else ranked[0][1]


def named_within(text: str, spellings: Mapping[str, str]) -> set[str]:
    """Countries whose spelling stands in the text as whole words, longest spelling first.

    >>> named_within("Republic of South Sudan", {"sudan": "SDN", "south sudan": "SSD"})
    {'SSD'}
    """
    rest, found = f" {plain_name(text)} ", set()
    for name in sorted(spellings, key=len, reverse=True):
        if len(name) > 3 and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", rest):
            found.add(spellings[name])
            rest = rest.replace(name, " ")
    return found
