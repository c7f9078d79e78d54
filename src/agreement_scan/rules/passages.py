"""Passages: the sentences a finding can quote, with the concepts that stand in them and in the words they hang on.

A passage's knowledge is kept as bits of one integer, three for each concept (present, affirmed, under a negation) and one for
each property, so that a rule is a handful of integer operations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..catalogue.expression import PROPERTIES
from ..model import Clause, Document

PROPERTY_BIT = {name: n for n, name in enumerate(PROPERTIES)}
FIRST_CONCEPT = len(PROPERTIES)


@dataclass(slots=True)
class Hit:
    """A concept found at tokens ``first``..``last`` (half-open); ``negated`` by a cue whose scope reaches it."""

    concept: int
    first: int
    last: int
    negated: bool = False


class Hits:
    """All concepts found in a document, as parallel lists sorted by first token.

    ``code`` is twice the concept, plus one under a negation: the currency of everything that asks what stands in a passage.
    """

    __slots__ = ("bits", "code", "first", "last")

    def __init__(self, concepts: list[int], first: list[int], last: list[int], bits: list[int]) -> None:
        self.code = [2 * c for c in concepts]
        self.first = first
        self.last = last
        self.bits = bits  # what each code adds to a passage's knowledge


def code_bits(concepts: int) -> list[int]:
    """For each code its bits: the concept is present, and it is affirmed or negated."""
    bits = []
    for n in range(concepts):
        base = FIRST_CONCEPT + 3 * n
        bits += [(1 << base) | (1 << (base + 1)), (1 << base) | (1 << (base + 2))]
    return bits


@dataclass(slots=True)
class Passage:
    """A sentence of a clause. ``start``/``end`` are code points, ``first``/``last`` tokens. ``leads`` are the passages it hangs on."""

    index: int
    clause: Clause
    start: int
    end: int
    first: int
    last: int
    table: Hits
    lo: int  # its hits are table[lo:hi]
    hi: int
    leads: tuple[Passage, ...] = ()
    own: int = 0  # bits of the sentence
    lead: int = 0  # bits of its lead-ins
    reach: int = 0  # both
    near: int = 0  # the whole clause and its lead-ins
    head: int = 0  # headings above
    listed: int = 0  # the whole list it belongs to: its lead-ins and all items that hang on them
    article: int = 0  # the whole article
    references: Any = None  # resolves what it refers to when a rule asks (few do)
    resolved: int | None = None
    doc: int = 0  # all agreed operative text
    open_negation: bool = False  # a negation is still open at its end: it governs what hangs on it
    modality: str = ""
    unagreed: bool = False
    read: bool = True  # False: title, signature, note: binds nobody

    places: dict[frozenset[int], list[tuple[int, int]]] = field(default_factory=dict)

    @property
    def codes(self) -> set[int]:
        """Codes of the concepts in the sentence."""
        return set(self.table.code[self.lo : self.hi])

    @property
    def hits(self) -> list[Hit]:
        """The concepts of the sentence, in order."""
        t = self.table
        return [Hit(t.code[k] >> 1, t.first[k], t.last[k], bool(t.code[k] & 1)) for k in range(self.lo, self.hi)]

    def where(self, codes: frozenset[int]) -> list[tuple[int, int]]:
        """Token spans of the hits with one of these codes."""
        found = self.places.get(codes)
        if found is None:
            t = self.table
            found = self.places[codes] = [(t.first[k], t.last[k]) for k in range(self.lo, self.hi) if t.code[k] in codes]
        return found

    @property
    def ref(self) -> int:
        """Bits of the articles and paragraphs of this text that the sentence refers to."""
        if self.resolved is None:
            self.resolved = self.references.bits(self) if self.references is not None else 0
        return self.resolved


@dataclass(slots=True)
class Reading:
    """A document as the rules see it."""

    document: Document
    clauses: list[Clause]
    passages: list[Passage]
    concepts: tuple[str, ...]
    starts: list[int]  # code point of each token
    ends: list[int]
    norms: Any = None  # hashes of the tokens' stems, uint64
    words: Any = None  # which tokens are words or numbers, bool
    doc_bits: int = 0
    by_clause: dict[int, list[int]] = field(default_factory=dict)  # clause index -> passage indexes

    def declare(self, name: str) -> None:
        """Gives every passage a property of the whole text, where the reader of the draft knows better than its title."""
        bit = 1 << PROPERTY_BIT[name]
        for passage in self.passages:
            passage.own |= bit
            passage.reach |= bit
            passage.near |= bit
