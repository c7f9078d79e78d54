"""References inside the text ("Articles 1 to 5", "paragraph 3.2", "this Agreement") and what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from ..languages.grammar import Grammar, either
from ..model import Clause
from .passages import Passage

NEVER = re.compile(r"(?!)")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX")
_NUMBERED_LABEL = re.compile(r"(?:^|[ ,])((?:No\. )?(?:\d+(?:\.\d+)*|[IVX]+)(?:\s?\(\w+\))*)$")
# Numbers that need no "Article" before them to be known: "B1", "S-1", "OP 2", "Oath 3".
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_])[^()]+$")
# How the structure calls what no number is printed for.
_COUNTED = re.compile(r", (?:paragraph|item|row) \d+$")


class References:
    """Resolves references of passages to the passages they refer to, as columns (see ``views``)."""

    def __init__(self, text: str, clauses: list[Clause], passages: list[Passage], agreed: int, grammar: Grammar) -> None:
        """``agreed``: the passages that are agreed operative text."""
        self._text, self._agreed, self.grammar = text, agreed, grammar
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
        codes: dict[str, int] = {}
        for clause in clauses:
            if clause.kind in ("paragraph", "item", "definition", "heading") and _CODE.match(clause.number):
                codes[clause.number] = codes.get(clause.number, 0) | below[clause.index]
            for key in _keys(clause.label, grammar):
                self._numbers[clause.part, key] = self._numbers.get((clause.part, key), 0) | below[clause.index]
                if not _COUNTED.search(clause.label):
                    self._printed[clause.part, key] = self._printed.get((clause.part, key), 0) | below[clause.index]

        self._codes = codes
        self._code = re.compile(rf"(?<![\w.-])(?:{either(map(re.escape, sorted(codes, key=len, reverse=True)))})(?!\w|[.\-/]\d)") if codes else NEVER

    def of(self, passage: Passage) -> tuple[int, bool]:
        """What the passage refers to inside this text, none where it refers to nothing; and whether to its own article."""
        found = self._known.get(passage.index)
        if found is None:
            found = self._known[passage.index] = self._resolve(passage)
        return found

    def named(self, passage: Passage, reference: str) -> int:
        """The passages that one reference in a passage names by number or as its own clause or article, as a column; none for the whole text."""
        if self.grammar.here.search(reference):
            clause, part = passage.clause, self.grammar.own.search(reference) is None
            while part and clause.parent is not None and clause.kind != "article":
                clause = self._clauses[clause.parent]
            return self._below[clause.index]
        return self._numbered(passage.clause, self._printed, reference)

    def _resolve(self, passage: Passage) -> tuple[int, bool]:
        part, place = passage.clause.part, (self._text, passage.start, passage.end)
        targets = self._numbered(passage.clause, self._numbers, *place)
        for match in self.grammar.worded.finditer(*place):
            for key in self.grammar.number_word.findall(match[1].lower()):
                targets |= self._of_number(self._numbers, part, key)
        if self.grammar.whole.search(*place):
            targets |= self._agreed
        return targets, bool(self.grammar.here.search(*place))

    def _numbered(self, clause: Clause, numbers: dict[tuple[str, str], int], *place: Any) -> int:
        """The passages that references in a place of a text name by one of some ``numbers``, or as the clause before the one they stand in."""
        targets = 0
        for match in self.grammar.reference.finditer(*place):
            if self.grammar.of_part.match(place[0], match.end()):
                continue  # "paragraph 2 of Article 7": the article is named next
            if match[0].startswith(self.grammar.ages) and match[1].isdigit():
                continue  # "under 18"
            for key in _range(match[1], self.grammar):
                targets |= self._beside(clause, match[0], key) or self._of_number(numbers, clause.part, key)
        for match in self.grammar.preceding.finditer(*place):
            targets |= self._before(clause, match[1])
        for first, last in self._coded(*place):
            targets |= self._from(first, last)
        return targets

    def mentions(self, passage: Passage) -> Iterator[tuple[str, int]]:
        """The references of a passage to numbers that the text prints, as they are printed, each with the passages it names."""
        for match in self.grammar.reference.finditer(self._text, passage.start, passage.end):
            yield match[0], self.named(passage, match[0])
        for first, last in self._coded(self._text, passage.start, passage.end):
            yield first if first == last else f"{first}–{last}", self._from(first, last)

    def _coded(self, *place: Any) -> Iterator[tuple[str, str]]:
        """The numbers with letters in a place of a text, each as a range from itself to itself, or to the next ("B2 to B6")."""
        found = list(self._code.finditer(*place))
        for here, following in zip_longest(found, found[1:]):
            between = place[0][here.end() : following.start()].strip() if following is not None else ""
            yield here[0], following[0] if between in self.grammar.ranges else here[0]

    def _from(self, first: str, last: str) -> int:
        """The passages of a clause with a letter in its number, and of those after it up to another one."""
        codes = list(self._codes)
        targets = 0
        for code in codes[codes.index(first) : codes.index(last) + 1]:
            targets |= self._codes[code]
        return targets

    @staticmethod
    def _of_number(numbers: dict[tuple[str, str], int], part: str, key: str) -> int:
        return numbers.get((part, key), 0) or numbers.get(("", key), 0)

    def _before(self, clause: Clause, called: str) -> int:
        """The passages of the clause before this one: of the article before its article, or of the paragraph before it ("the preceding paragraph")."""
        if self.grammar.own.match(called) is None:
            while clause.kind != "article" and clause.parent is not None:
                clause = self._clauses[clause.parent]
        earlier = [c for c in self._clauses[: clause.index] if c.parent == clause.parent and c.kind == clause.kind]
        return self._below[earlier[-1].index] if earlier else 0

    def _beside(self, clause: Clause, reference: str, key: str) -> int:
        """The passages of the paragraph that "paragraph 2" names inside the article it is said in, none where that has no such paragraph."""
        if self.grammar.own.match(reference) is None:
            return 0
        article: Clause | None = clause
        while article is not None and article.kind != "article":
            article = self._clauses[article.parent] if article.parent is not None else None
        if article is None or article.label.lower().startswith(reference.split()[0].lower().rstrip("s.")):
            return 0  # a text of "Clauses" names those
        for child in (self._clauses[index] for index in article.children):
            if child.label.removeprefix(article.label) in (f"({key})", f".{key}", f", ({key})", f", {key}", f", paragraph {key}"):
                return self._below[child.index]
        return 0


@lru_cache(maxsize=10_000)
def _keys(label: str, grammar: Grammar) -> tuple[str, ...]:
    """The ways a clause can be referred to: "Article 5(2)(a)" as 5(2)(a), and as 5 for the article itself."""
    worded = grammar.worded_label.search(label)
    if worded:
        return (worded[1].lower(),)
    match = _NUMBERED_LABEL.search(label)
    return (re.sub(r"\s", "", match[1].removeprefix("No. ")),) if match else ()


def _range(listed: str, grammar: Grammar) -> list[str]:
    """The numbers named by "1 to 5", "2, 3 and 7(1)"."""
    keys: list[str] = []
    parts = grammar.between.split(listed)
    for n in range(0, len(parts), 2):
        here = re.sub(r"\s", "", parts[n])
        joined = parts[n - 1] if n else ""
        if joined in grammar.ranges and keys and keys[-1].isdigit() and here.isdigit():
            keys += [str(k) for k in range(int(keys[-1]) + 1, min(int(here), int(keys[-1]) + 60) + 1)]
        elif joined in grammar.ranges and keys and keys[-1] in _ROMAN and here in _ROMAN:
            keys += _ROMAN[_ROMAN.index(keys[-1]) + 1 : _ROMAN.index(here) + 1]
        else:
            keys.append(here)
    return keys
