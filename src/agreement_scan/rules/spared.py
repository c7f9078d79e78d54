"""Clauses for everybody that another one says do not apply to children: what is contrary in them is not contrary for children."""

from __future__ import annotations

import re

from ..languages.grammar import Grammar, spelled, standing
from .passages import Reading, places

# After the words for children the exception ends, or others follow: "to children of the Guard" leaves only some out.
_ENDS = r"(?=\s*(?:\(\d+\)\s*)?(?:years(?:\s+of\s+age)?)?\s*(?:[.,;:)]|$|nor\b|or\b|and\b))"


class Spares:
    """Finds the sentences of a language that leave children out of another clause; its words stand under "spared" in ``structure.toml``."""

    def __init__(self, words: dict[str, list[str]], grammar: Grammar) -> None:
        not_apply, free_of, partly, determiners, children = (spelled(words[key]) for key in ("not_apply", "free_of", "partly", "determiners", "children"))
        reference = f"(?:{grammar.reference.pattern}|(?i:{grammar.here.pattern}))"
        whose = r"(?:\s+of\s+(?:this|the\s+present)\s+\w+)?"
        self._first = re.compile(rf"(?P<clause>{reference}){whose}\s+(?i:{not_apply})\s+(?:(?i:{determiners})\s+)?(?i:{children})\b{_ENDS}")
        self._last = re.compile(rf"(?:(?i:{determiners})\s+)?\b(?i:{children})(?:\s+years(?:\s+of\s+age)?)?\s+(?i:{free_of})\s+(?P<clause>{reference}){whose}")
        self._telling = [*words["not_apply"], *words["free_of"]]
        self._partly = re.compile(rf"(?i)\b(?:{partly})\b")

    def of(self, reading: Reading) -> dict[int, str]:
        """The passages (indexes) that agreed text leaves children out of, with the label of the clause that does."""
        text, views = reading.document.text, reading.views
        found: dict[int, str] = {}
        telling = standing(self._telling, text)  # most texts hold none of them, and of the others few passages do
        for place in places(views.agreed) if telling else ():
            passage = reading.passages[place]
            if not standing(telling, text[passage.start : passage.end]) or self._partly.search(text, passage.start, passage.end):
                continue
            for pattern in (self._first, self._last):
                for match in pattern.finditer(text, passage.start, passage.end):
                    for other in places(views.references.named(passage, match["clause"]) & ~(1 << place)):
                        found.setdefault(other, passage.clause.label)
        return found
