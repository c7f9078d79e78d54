"""Sentences that leave their matter to another text, and annexes that are named but were not supplied.

What stands there is not known: a requirement met "by reference" to it is neither present nor absent (``unclear``: a person must look it up).
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..languages.grammar import either, spelled, standing
from .passages import Reading, places

_TITLE = r"(?:\s+(?:on|of|for|between|signed|dated|concluded|to)\s+[^,.;:()\n]{1,70})?"
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


class Elsewhere:
    """Finds what a text leaves to others; the words stand under "elsewhere" in a pack's ``structure.toml``."""

    def __init__(self, words: dict[str, list[str]], counted: list[str]) -> None:
        """``counted``: the pack's words for numbers ("Protocol Three")."""
        phrase = {key: spelled(words[key]) for key in ("forms", "left", "done", "following", "texts", "own", "annexes", "of")}
        name = rf"(?P<name>(?:(?:the|its|their|an?)\s+)?(?:[\w’'-]+\s+){{0,5}}?(?:{phrase['texts']})\b(?:\s+(?:[A-Z]|[IVX]+|\d+|(?i:{either(counted)}))\b)?{_TITLE})"
        self._left = re.compile(rf"\b(?:{phrase['forms']})\s+(?:\w+ly\s+)?(?:(?:{phrase['left']})|(?:{phrase['done']})\s+(?:\w+ly\s+)?(?:{phrase['following']}))\s+{name}")
        self._telling = [*words["left"], *words["following"]]
        self._own = re.compile(rf"(?i)^(?:(?:{phrase['own']})\b|(?:the|its|their|an?)\s+(?:{phrase['texts']})$)")  # "the Agreement", without more, is this one
        self._called = re.compile(rf"\b(?:{phrase['annexes']})\b")
        self._known = re.compile(rf"(?i)\b(?:{spelled(words['public'])}|{spelled(words['later'])})\b")
        self._annex = re.compile(rf"\b(?:{phrase['annexes']})\s+(?P<number>[A-Z]|[IVX]+|\d{{1,2}})\b(?!\s+(?:{phrase['of']})\s+(?:the\s+)?(?!{phrase['own']})[A-Z])")
        self._headed = re.compile(rf"(?im)^[^\w\n]*(?:{phrase['annexes']})(?:\s+(?P<number>[A-Z]|[IVX]+|\d{{1,2}}))?\b(?!\s+(?:shall|will|is|are|may|must)\b)")

    def left(self, reading: Reading) -> dict[int, str]:
        """The passages (indexes) of agreed text that leave their matter to a text that was not supplied, with its name."""
        text, found = reading.document.text, {}
        if not standing(self._telling, text):
            return {}
        headed = self._headings(text)
        for place in places(reading.views.agreed):
            passage = reading.passages[place]
            match = self._left.search(text, passage.start, passage.end)
            name = " ".join(match["name"].split()) if match is not None else ""
            if name and not self._known.search(name) and not self._supplied(name, headed) and not (self._own.match(name) and not self._called.search(name)):
                found[place] = name
        return found

    def unsupplied(self, reading: Reading) -> list[tuple[str, str]]:
        """The text's own annexes that agreed text names and that are not in it: the label of the clause, and the annex; each once."""
        text, found = reading.document.text, {}
        if self._annex.search(text) is None:
            return []
        headed = self._headings(text)
        for place in places(reading.views.agreed):
            passage = reading.passages[place]
            for match in self._annex.finditer(text, passage.start, passage.end):
                if not self._supplied(match[0], headed):
                    found.setdefault(" ".join(match[0].split()), passage.clause.label)
        return [(label, annex) for annex, label in found.items()]

    def _supplied(self, name: str, headed: frozenset[str]) -> bool:
        """Whether a name is that of an annex that stands in the text: under its number, or any where it names none."""
        match = self._annex.search(name)
        if match is None:
            return self._called.search(name) is not None and bool(headed)
        return not _numbers(match["number"]).isdisjoint(headed)

    def _headings(self, text: str) -> frozenset[str]:
        """The numbers of the annexes that stand in a text, in all their spellings; "" for one without a number."""
        return frozenset(n for match in self._headed.finditer(text) for n in _numbers(match["number"] or ""))


@lru_cache(maxsize=256)
def _numbers(written: str) -> frozenset[str]:
    """The ways in which the number of an annex may be written elsewhere: "II" as 2 and B too; "" is that of an only one."""
    number = _ROMAN.index(written.upper()) if written.upper() in _ROMAN else int(written) if written.isdigit() else ord(written.upper()) - 64 if len(written) == 1 else 0
    same = {written.upper(), str(number)} if number else {written.upper()}
    return frozenset(same)
