"""References inside the text ("Articles 1 to 5", "paragraph 3.2", "this Agreement") and what stands there."""

from __future__ import annotations

import re
from functools import lru_cache

from ..model import Clause
from .passages import Passage

REFERENCE = re.compile(
    r"\b(?:Articles?|Arts?\.|Sections?|Clauses?|Chapters?|Points?|Rules?|Steps?|paragraphs?|Paragraphs?|articles?|sections?|clauses?|points?|Part|under|para\.?)\s+"
    r"((?:\d{1,3}(?:\.\d{1,3})*(?:\s?\([a-z0-9]{1,3}\))*|[IVX]{1,5}\b)(?:\s*(?:,|and|or|to|through|-|–|,\s*and)\s*(?:\d{1,3}(?:\.\d{1,3})*(?:\s?\([a-z0-9]{1,3}\))*|[IVX]{1,5}\b))*)"
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX")
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WORDED = re.compile(rf"\b(?:Parts?|Chapters?|Sections?|Points?|Articles?)\s+((?:{_WORDS})\b(?:\s*(?:,|and|or|,\s*and)\s*(?:{_WORDS})\b)*)", re.I)
_WORDED_LABEL = re.compile(rf"^(?:Part|Chapter|Section|Point|Article)\s+({_WORDS})$", re.I)
_NUMBERED_LABEL = re.compile(r"(?:^|[ ,])((?:No\. )?(?:\d+(?:\.\d+)*|[IVX]+)(?:\s?\(\w+\))*)$")
_COUNTED = re.compile(r", (?:paragraph|item|row) \d+$")
_NUMBER_WORD = re.compile(rf"\b(?:{_WORDS})\b")
_WHOLE = re.compile(r"\b(?:this|the present|these)\s+(?:Agreement|Protocol|Accord|Plan|Memorandum|Terms|Rules|Order|Edict|Decision|Declaration|Truce|Ceasefire|Cease-fire|Undertaking|Deed|Pact|Arrangement|Treaty|paper|Annex|Covenant|Compact|Communiqu[ée]|Document|Instrument|Charter|Text|Roadmap|Framework)\b", re.I)
HERE = re.compile(r"\b(?:this|the present)\s+(?:Article|Chapter|Section|Part|paragraph|clause|point)\b", re.I)
_OWN = re.compile(r"\b(?:paragraph|clause|point)\b", re.I)


class References:
    """Resolves references of passages to the passages they refer to, as columns (see ``views``)."""

    def __init__(self, text: str, clauses: list[Clause], passages: list[Passage], agreed: int) -> None:
        """``agreed``: the passages that are agreed operative text."""
        self._text, self._agreed = text, agreed
        self._known: dict[int, tuple[int, bool]] = {}
        below = [0] * len(clauses)
        for passage in passages:
            if passage.read:
                below[passage.clause.index] |= 1 << passage.index
        for clause in reversed(clauses):
            if clause.parent is not None:
                below[clause.parent] |= below[clause.index]
        self._numbers: dict[tuple[str, str], int] = {}  # (part, "5" or "3.2") -> the passages of that clause and all below it
        self._printed: dict[tuple[str, str], int] = {}  # only of numbers that the text prints, not of "paragraph 1", as an unnumbered one is called
        self._clauses, self._below = clauses, below
        for clause in clauses:
            for key in _keys(clause.label):
                self._numbers[clause.part, key] = self._numbers.get((clause.part, key), 0) | below[clause.index]
                if not _COUNTED.search(clause.label):
                    self._printed[clause.part, key] = self._printed.get((clause.part, key), 0) | below[clause.index]

    def of(self, passage: Passage) -> tuple[int, bool]:
        """What the passage refers to inside this text, none where it refers to nothing; and whether to its own article."""
        found = self._known.get(passage.index)
        if found is None:
            found = self._known[passage.index] = self._resolve(passage)
        return found

    def named(self, passage: Passage, reference: str) -> int:
        """The passages that one reference in a passage names by number or as its own clause or article, as a column; none for the whole text."""
        if HERE.search(reference):
            clause, part = passage.clause, _OWN.search(reference) is None
            while part and clause.parent is not None and clause.kind != "article":
                clause = self._clauses[clause.parent]
            return self._below[clause.index]
        targets = 0
        for match in REFERENCE.finditer(reference):
            for key in () if match[0].startswith("under") else _range(match[1]):  # "under 18" is an age as often as a reference
                targets |= self._printed.get((passage.clause.part, key), 0) or self._printed.get(("", key), 0)
        return targets

    def _resolve(self, passage: Passage) -> tuple[int, bool]:
        part, targets, place = passage.clause.part, 0, (self._text, passage.start, passage.end)
        keys = [key for match in REFERENCE.finditer(*place) for key in _range(match[1])]
        keys += [word for match in _WORDED.finditer(*place) for word in _NUMBER_WORD.findall(match[1].lower())]
        for key in keys:
            targets |= self._numbers.get((part, key), 0) or self._numbers.get(("", key), 0)
        if _WHOLE.search(*place):
            targets |= self._agreed
        return targets, bool(HERE.search(*place))


@lru_cache(maxsize=10_000)
def _keys(label: str) -> tuple[str, ...]:
    """The ways a clause can be referred to: "Article 5(2)(a)" as 5(2)(a), and as 5 for the article itself."""
    worded = _WORDED_LABEL.search(label)
    if worded:
        return (worded[1].lower(),)
    match = _NUMBERED_LABEL.search(label)
    return (re.sub(r"\s", "", match[1].removeprefix("No. ")),) if match else ()


def _range(listed: str) -> list[str]:
    """The numbers named by "1 to 5", "2, 3 and 7(1)"."""
    keys: list[str] = []
    parts = re.split(r"\s*(,\s*and|,|\band\b|\bor\b|\bto\b|\bthrough\b|-|–)\s*", listed)
    for n in range(0, len(parts), 2):
        here = re.sub(r"\s", "", parts[n])
        joined = parts[n - 1] if n else ""
        if joined in ("to", "through", "-", "–") and keys and keys[-1].isdigit() and here.isdigit():
            keys += [str(k) for k in range(int(keys[-1]) + 1, min(int(here), int(keys[-1]) + 60) + 1)]
        elif joined in ("to", "through", "-", "–") and keys and keys[-1] in _ROMAN and here in _ROMAN:
            keys += _ROMAN[_ROMAN.index(keys[-1]) + 1 : _ROMAN.index(here) + 1]
        else:
            keys.append(here)
    return keys
