"""Sentences that take something from a clause they refer to: "Article 5 gives way to an order of the day".

What such a sentence does to each requirement only a person can tell; that it stands there must not be missed. Of the sentences in the training drafts that
refer to a labelled clause and hold these words, nine in ten carry a contrary label; more than half of the contrary ones say it in other words.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from ..languages import Language
from ..languages.grammar import spelled, standing
from .passages import Reading, places


@lru_cache(maxsize=256)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{spelled(phrases)})\b")


def limiting(reading: Reading, language: Language, held: int, told: Container[int]) -> list[tuple[str, str]]:
    """The clauses that seem to limit others, by label, each with its reference to the limited one as it is printed; in reading order.

    ``held`` (a column): the passages with something to limit; ``told``: passages (indexes) about which a reader is warned already.
    """
    text, views, found = reading.document.text, reading.views, []
    there = standing(language.structure["limits"]["limits"], text) if held else ()  # most texts hold few of them
    limits, keeps = _any_of(there), _any_of(tuple(language.structure["limits"]["keeps"]))
    for place in places(views.agreed) if there else ():
        passage = reading.passages[place]
        if place in told or not standing(there, text[passage.start : passage.end]):
            continue
        if limits.search(text, passage.start, passage.end) is None or keeps.search(text, passage.start, passage.end):
            continue
        for printed, named in views.references.mentions(passage):
            if named & held & ~(1 << place):
                found.append((passage.clause.label, " ".join(printed.split())))
                break
    return found
