"""Clauses as the alignment sees them: their words without their number, what they refer to, and where they hang."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..languages import Language
from ..model import Report
from ..structure.numbering import Numbering
from .words import Token, tokens

# What stands for a reference to another clause when words are compared: new numbers alone are no new words.
REFERENCE = "\0reference"
_LINKS = frozenset(("and", "or", "to", "through", ",", "-", "nor"))
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*(?:\s?\([a-z0-9]{1,3}\))*$|[IVXLC]{1,6}$|[A-Z]$")
_LABEL_NUMBER = re.compile(r"(?:^|[ ,])((?:\d+(?:\.\d+)*|[IVXLC]+|[A-Z])(?:\s?\(\w{1,4}\))*)$")
NEAR_WORDS = 5  # rank of "paragraph" and the like, which are numbered within their article


@dataclass(slots=True)
class Unit:
    """One clause of a draft. ``keys`` are its words with references masked; ``references`` the tokens that were masked."""

    index: int
    label: str
    kind: str
    start: int
    parent: int | None
    numbered: bool
    all: list[Token]  # words and signs
    words: list[Token]
    keys: tuple[str, ...]
    references: list[tuple[Token, str]]  # each with the word before its numbers: "article", "paragraphs"

    @property
    def number(self) -> str:
        """What the clause is cited by: ``3.1``, ``5(2)(a)``, ``B``; empty where it has no number."""
        found = _LABEL_NUMBER.search(self.label)
        return re.sub(r"\s", "", found[1]).casefold() if found else ""

    @property
    def part(self) -> str:
        """The annex it stands in, else nothing."""
        first = self.label.split(",")[0]
        return first if first != self.label and not any(c.isdigit() for c in first) else ""


def units(report: Report, language: Language) -> list[Unit]:
    """Every clause of a report, in its order."""
    text, numbering = report.document.text, Numbering(language.structure)
    ranks = numbering.ranks
    made: list[Unit] = []
    above = parents(report)
    for index, clause in enumerate(report.clauses):
        number = numbering.read(text, clause.start, clause.end) if clause.kind not in ("row", "header-row") else None
        if number is not None and clause.start + number.length > clause.body:
            number = None  # what looks like one is a word of the clause
        start = clause.start + number.length if number is not None else clause.start
        everything = tokens(text, min(start, clause.end), clause.end)
        if clause.kind == "row" and everything and everything[0].key.isdigit():
            everything = everything[1:]  # the number of the row
        words = [t for t in everything if t.is_word]
        masked, references = _masked(text, everything, ranks)
        keys = tuple(k for t, k in zip(everything, masked, strict=True) if t.is_word)
        made.append(Unit(index, clause.label, clause.kind, start, above[index], number is not None, everything, words, keys or (f"\0{clause.kind}",), references))
    return made


def parents(report: Report) -> list[int | None]:
    """For each clause the one above it, told from their depths."""
    found: list[int | None] = []
    above: list[int] = []  # the clauses that the next one may hang on, by depth
    for index, clause in enumerate(report.clauses):
        found.append(above[clause.depth - 1] if 0 < clause.depth <= len(above) else None)
        del above[clause.depth :]
        above += [index] * (clause.depth + 1 - len(above))
    return found


def _masked(text: str, everything: Sequence[Token], ranks: dict[str, float]) -> tuple[list[str], list[tuple[Token, str]]]:
    """The keys with the numbers of references masked, and those numbers: "Articles 2, 3 and 5(1)" holds three."""
    keys, references = [t.key for t in everything], []
    word = ""
    for n, token in enumerate(everything):
        if token.key in ranks or token.key.removesuffix("s") in ranks:
            word = token.key.removesuffix("s") if token.key not in ranks else token.key
        elif word and _NUMBER.match(text[token.start : token.end]):
            references.append((token, word))
            keys[n] = REFERENCE
        elif token.key not in _LINKS:
            word = ""
    return keys, references


class Places:
    """Where a reference of a draft leads: indexes of clauses."""

    def __init__(self, all_units: Sequence[Unit], ranks: dict[str, float]) -> None:
        self.units, self.ranks = all_units, ranks
        self.by_number: dict[tuple[str, str], list[int]] = {}
        for unit in all_units:
            if unit.number:
                self.by_number.setdefault((unit.part, unit.number), []).append(unit.index)

    def of(self, token: Token, word: str, unit: Unit) -> list[int]:
        """The clauses that a number of a unit's words may mean; none where it leads out of the text."""
        number = token.key
        if self.ranks.get(word, 0) >= NEAR_WORDS and number.isdigit():
            own = next((u.number for u in self._upwards(unit) if u.kind == "article" and u.number), "")
            for candidate in (f"{own}({number})", f"{own}.{number}") if own else ():
                found = self.by_number.get((unit.part, candidate))
                if found:
                    return found
        return self.by_number.get((unit.part, number)) or self.by_number.get(("", number), [])

    def _upwards(self, unit: Unit):
        while True:
            yield unit
            if unit.parent is None:
                return
            unit = self.units[unit.parent]
