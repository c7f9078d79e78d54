"""Passages: the sentences a finding can quote, and the concepts that stand in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import ref

import numpy as np

from ..catalogue.expression import PROPERTIES
from ..model import Clause, Document

if TYPE_CHECKING:
    from .views import Views

# Everything that can be known of a passage has a bit: one for each property, then three for each concept (present, affirmed, negated).
PROPERTY_BIT = {name: n for n, name in enumerate(PROPERTIES)}
FIRST_CONCEPT = len(PROPERTIES)

# Letters of the profiles whose texts mandate a mission or wind one down, and of the one whose texts are the first of a process.
MISSION_LETTERS = ("M", "T")
FIRST_STAGE = "C"


def concept_bit(concept: int, sign: str = "") -> int:
    """The bit of a concept that is present (""), affirmed ("+") or under a negation ("-")."""
    return FIRST_CONCEPT + 3 * concept + ("", "+", "-").index(sign)


@dataclass(slots=True)
class Hit:
    """A concept found at tokens ``first``..``last`` (half-open); ``negated`` by a cue whose scope reaches it."""

    concept: int
    first: int
    last: int
    negated: bool = False


class Hits:
    """All concepts found in a document, as arrays sorted by first token.

    ``code`` is twice the concept, plus one under a negation: the currency of everything that asks what stands in a passage.
    """

    def __init__(self, concept: Any, first: Any, last: Any) -> None:
        self.code = concept * 2
        self.first = first
        self.last = last

    def without(self, begins: Any, ends: Any) -> Hits:
        """Those that do not lie wholly inside one of some spans of tokens (half-open, in order, apart), before polarity is settled."""
        nth = np.searchsorted(begins, self.first, side="right") - 1
        inside = (nth >= 0) & (self.last <= np.asarray(ends)[np.maximum(nth, 0)])
        return Hits((self.code >> 1)[~inside], self.first[~inside], self.last[~inside])

    # The same as lists, for passages to pick from; to be asked for only when polarity has been settled.

    @cached_property
    def codes(self) -> list[int]:
        return self.code.tolist()  # type: ignore[no-any-return]

    @cached_property
    def firsts(self) -> list[int]:
        return self.first.tolist()  # type: ignore[no-any-return]

    @cached_property
    def lasts(self) -> list[int]:
        return self.last.tolist()  # type: ignore[no-any-return]

    def hit(self, place: int) -> Hit:
        """One of them."""
        code = self.codes[place]
        return Hit(code >> 1, self.firsts[place], self.lasts[place], bool(code & 1))

    def between(self, lo: int, hi: int) -> Iterator[tuple[int, int, int]]:
        """Code, first and last token of a range of them."""
        return zip(self.codes[lo:hi], self.firsts[lo:hi], self.lasts[lo:hi], strict=True)


@dataclass(slots=True, eq=False)
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
    read: bool  # False: title, signature, note: binds nobody
    leads: tuple[Passage, ...] = ()
    views_of: ref[Views] | None = None  # set by the reader
    open_negation: bool = False  # a negation is still open at its end: it governs what hangs on it
    modality: str = ""
    unagreed: bool = False

    @property
    def views(self) -> Views:
        """What it and its neighbours see; there as long as the reading is."""
        views = self.views_of() if self.views_of is not None else None
        assert views is not None, "the reading of this passage is gone"
        return views

    @property
    def codes(self) -> set[int]:
        """Codes of the concepts in the sentence."""
        return set(self.table.codes[self.lo : self.hi])

    @property
    def hits(self) -> list[Hit]:
        """The concepts of the sentence, in order."""
        return [self.table.hit(k) for k in range(self.lo, self.hi)]

    def places(self, codes: frozenset[int]) -> list[int]:
        """Places in ``table`` of the hits with one of these codes, in order."""
        return [k for k, code in enumerate(self.table.codes[self.lo : self.hi], self.lo) if code in codes]

    def where(self, codes: frozenset[int]) -> list[tuple[int, int]]:
        """Token spans of the hits with one of these codes."""
        firsts, lasts = self.table.firsts, self.table.lasts
        return [(firsts[k], lasts[k]) for k in self.places(codes)]

    def sees(self, bit: int, scope: str = "") -> bool:
        """Whether a property or concept is to be seen from here in a scope (see ``catalogue.expression``)."""
        return self.views.seen(scope, bit, self)


@dataclass(slots=True)
class Reading:
    """A document as the rules see it."""

    document: Document
    clauses: list[Clause]
    passages: list[Passage]
    concepts: tuple[str, ...]
    starts: list[int]  # code point of each token
    ends: list[int]
    hits: Hits
    views: Views = None  # type: ignore[assignment]
    norms: Any = None  # hashes of the tokens' stems, uint64
    words: Any = None  # which tokens are words or numbers, bool
    by_clause: dict[int, list[int]] = field(default_factory=dict)  # clause index -> passage indexes
    spared: dict[int, str] = field(default_factory=dict)  # passages that do not apply to children -> the clause that says so
    elsewhere: dict[int, str] = field(default_factory=dict)  # passages that leave their matter to a text that was not supplied -> its name
    partly: frozenset[int] = frozenset()  # passages of which some words, but not the sentence, are not agreed
    agreed: Reading | None = None  # the same text read without those words, where there are any
    unsupplied: list[tuple[str, str]] = field(default_factory=list)  # annexes that are named and do not stand in the text, each after the label of the clause

    def declare(self, name: str, holds: bool = True) -> None:
        """Gives every passage a property of the whole text, or takes it away, where the reader of the draft knows better than its title."""
        (self.views.declare if holds else self.views.retract)(PROPERTY_BIT[name])
        if self.agreed is not None:
            self.agreed.declare(name, holds)


    def read_as(self, letter: str) -> None:
        """Takes over what a named profile, known by its letter, settles: whether the text mandates a mission, and that a ceasefire is a first stage."""
        if letter:
            self.declare("mission", letter in MISSION_LETTERS)
        if letter == FIRST_STAGE:
            self.declare("early")


def is_norm(passage: Passage) -> bool:
    """Whether a recital states a norm ("Reaffirming that all children must be released") rather than a fact or a regret."""
    return passage.clause.norm


def bitset(places: Any, length: int) -> int:
    """An integer with one bit for each of ``length`` passages, set at ``places``."""
    flags = np.zeros(length, dtype=np.uint8)
    flags[places] = 1
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def places(bits: int) -> list[int]:
    """The passages whose bit is set, in order."""
    if bits.bit_count() > 24:
        data = np.frombuffer(bits.to_bytes(bits.bit_length() // 8 + 1, "little"), dtype=np.uint8)
        return np.flatnonzero(np.unpackbits(data, bitorder="little")).tolist()  # type: ignore[no-any-return]
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found
