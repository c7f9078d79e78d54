"""Who sees what: for every bit of knowledge the passages that see it, by scope.

A column is an integer with one bit for each passage of the document, so that a rule is asked of all passages at once in a
handful of integer operations, and most rules are done with after the first of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..languages.grammar import Grammar
from .crossrefs import References
from .passages import FIRST_CONCEPT, PROPERTY_BIT, Hits, Passage, Reading, bitset, places

if TYPE_CHECKING:
    from .conditions import Condition


# Properties of a lead-in that its items have too.
_INHERITED = {PROPERTY_BIT["unagreed"], PROPERTY_BIT["annex"]}


class Columns(dict[int, int]):
    """Columns by bit, worked out when first asked for."""

    def __init__(self, work: Callable[[int], int]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, bit: int) -> int:
        column = self[bit] = self._work(bit)
        return column


class Groups:
    """Passages that share what some of them say: the sentences of a clause, an article, a list; what stands below a heading."""

    def __init__(self, count: int, speakers: dict[int, int], hearers: dict[int, list[int]]) -> None:
        """``speakers``: passage -> group it speaks to; ``hearers``: group -> the passages that hear it."""
        self._group = speakers
        self._speakers = bitset(list(speakers), count)
        self._hearers = Columns(lambda group: bitset(hearers[group], count))

    def spread(self, column: int) -> int:
        """The passages that hear one of ``column``."""
        found = 0
        for group in {self._group[p] for p in places(column & self._speakers)}:
            found |= self._hearers[group]
        return found


class Views:
    """The columns of a document by scope; ``scopes[""]`` is the sentence with its lead-ins.

    Passages know it by a weak reference only: with its reading it goes at once, however many documents a process reads.
    """

    def __init__(self, reading: Reading, properties: dict[int, int], roots: list[int], grammar: Grammar) -> None:
        """``properties``: columns of properties by bit; ``roots``: for each clause its article. Leads and polarity are settled."""
        passages, count = reading.passages, len(reading.passages)
        self.passages, self._clauses, self._text = passages, reading.clauses, reading.document.text
        self._grammar = grammar
        self._references: References | None = None
        self.known: dict[Condition, Any] = {}  # what conditions remember of this document
        self.every = every = (1 << count) - 1
        self.hanging = bitset([p.index for p in passages if p.leads], count)
        self.read = bitset([p.index for p in passages if p.read], count)
        self.asked = bitset([p.index for p in passages if p.read and p.lo < p.hi], count)  # where rules and classifier look
        self.operative = bitset([p.index for p in passages if p.read and p.clause.operative], count)
        self.agreed = agreed = bitset([p.index for p in passages if p.read and p.clause.operative and not p.unagreed], count)

        self.codes, self.lead_codes = _codes(passages, reading.hits)
        tables = [_table(*codes, count, len(reading.concepts)) for codes in (self.codes, self.lead_codes)]
        self.table = tables[0] | tables[1]  # of what a sentence or its lead-ins say
        self.there = {*np.flatnonzero(self.table.any(axis=1)).tolist(), *properties}  # what is to be seen anywhere
        own, lead, reach = Concepts(tables[0]), Concepts(tables[1]), Concepts(self.table)
        own.update(properties)
        for bit in _INHERITED & properties.keys():
            lead[bit] = bitset([p.index for p in passages if any(own[bit] >> above.index & 1 for above in p.leads)], count)
        reach.update((bit, own[bit] | lead[bit]) for bit in properties)
        self.own = own

        clauses, headings = _clauses(reading), _below_headings(reading)
        articles, (lists, openings) = _articles(passages, roots), _lists(passages)
        near = Columns(lambda bit: reach[bit] | clauses.spread(own[bit]))
        self.scopes: dict[str, dict[int, int]] = {
            "": reach, "self": own, "lead": lead, "near": near,
            "head": Columns(lambda bit: headings.spread(own[bit])),
            "list": Columns(lambda bit: near[bit] | lists.spread(own[bit]) | openings.spread(lead[bit])),
            "article": Columns(lambda bit: near[bit] | articles.spread(own[bit])),
            "doc": Columns(lambda bit: every if own[bit] & agreed else 0),
        }  # fmt: skip

    def declare(self, bit: int) -> None:
        """Gives every passage a property of the whole text."""
        self.there.add(bit)
        for columns in self.scopes.values():
            columns.pop(bit, None)
        self.own[bit] = self.scopes[""][bit] = self.every
        self.known.clear()

    def retract(self, bit: int) -> None:
        """Takes a property of the whole text from every passage."""
        self.there.discard(bit)
        for columns in self.scopes.values():
            columns.pop(bit, None)
        self.own[bit] = self.scopes[""][bit] = 0
        self.known.clear()

    def union(self, scope: str, bits: frozenset[int]) -> int:
        """The passages that see one of some bits."""
        found, columns = 0, self.scopes[scope]
        for bit in self.there & bits:
            found |= columns[bit]
        return found

    def referring(self, bit: int, within: int) -> int:
        """Those of ``within`` that refer to an article or paragraph of this text where the bit is to be seen."""
        found, column, article = 0, self.own[bit], self.scopes["article"]
        for p in places(within):
            targets, here = self.references.of(self.passages[p])
            if column & targets or (here and article[bit] >> p & 1):
                found |= 1 << p
        return found

    @property
    def references(self) -> References:
        """What the passages refer to inside this text."""
        if self._references is None:
            self._references = References(self._text, self._clauses, self.passages, self.agreed, self._grammar)
        return self._references

    def seen(self, scope: str, bit: int, passage: Passage) -> bool:
        """Whether one passage sees a bit in a scope."""
        place = 1 << passage.index
        return bool(self.referring(bit, place) if scope == "ref" else self.scopes[scope][bit] & place)


class Alone(Views):
    """The same passages, each as if nothing stood around it: what an item says without its lead-in."""

    def __init__(self, views: Views) -> None:
        self.passages, self.there, self.own = views.passages, views.there, views.own
        self.scopes = dict.fromkeys(views.scopes, self.own) | {"lead": Columns(lambda bit: 0)}
        self.known: dict[Condition, Any] = {}

    def referring(self, bit: int, within: int) -> int:
        return within & self.own[bit]


def _clauses(reading: Reading) -> Groups:
    """The sentences of a clause hear each other."""
    several = {clause: who for clause, who in reading.by_clause.items() if len(who) > 1}
    return Groups(len(reading.passages), {p: clause for clause, who in several.items() for p in who}, several)


def _articles(passages: list[Passage], roots: list[int]) -> Groups:
    """What is read in an article is heard in all of it."""
    hearers: dict[int, list[int]] = {}
    for p in passages:
        hearers.setdefault(roots[p.clause.index], []).append(p.index)
    return Groups(len(passages), {p.index: roots[p.clause.index] for p in passages if p.read}, hearers)


def _lists(passages: list[Passage]) -> tuple[Groups, Groups]:
    """Items that hang on the same lead-in hear each other, and what the first of them hears from its lead-ins."""
    hearers: dict[int, list[int]] = {}
    speakers: dict[int, int] = {}
    openings: dict[int, int] = {}
    for p in passages:
        if p.leads:
            above = p.leads[-1].index
            hearers.setdefault(above, []).append(p.index)
            if p.read:
                speakers[p.index] = above
                openings.setdefault(above, p.index)
    return Groups(len(passages), speakers, hearers), Groups(len(passages), {p: above for above, p in openings.items()}, hearers)


def _below_headings(reading: Reading) -> Groups:
    """A heading is heard by all that stands below it; the heads of a table's columns by its rows."""
    above: list[tuple[int, ...]] = []  # for each clause the passages that are headings above it, its own among them
    hearers: dict[int, list[int]] = {}
    for clause in reading.clauses:
        here = reading.by_clause.get(clause.index, [])
        found = tuple(p for p in here if clause.heading and reading.passages[p].start < clause.body)
        if clause.parent is not None:
            found = above[clause.parent] + found
        above.append(found)
        if clause.header is not None:
            found += tuple(reading.by_clause.get(clause.header, ()))
        for heading in found:
            hearers.setdefault(heading, []).extend(here)
    return Groups(len(reading.passages), {heading: heading for heading in hearers}, hearers)


def _codes(passages: list[Passage], hits: Hits) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Which codes stand in which passage, and in the lead-ins of which: two pairs of arrays (passage, code), without repetition."""
    lo, hi = np.array([p.lo for p in passages], dtype=np.int64), np.array([p.hi for p in passages], dtype=np.int64)
    owner, at = spans(lo, hi)
    own = _distinct(owner, hits.code[at])
    pairs = [(p.index, above.index) for p in passages for above in p.leads]
    below, above = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    starts = np.searchsorted(own[0], np.arange(len(passages) + 1))
    owner, at = spans(starts[above], starts[above + 1])
    return own, _distinct(below[owner], own[1][at])


def spans(lo: Any, hi: Any) -> tuple[Any, Any]:
    """The members of many half-open ranges, one after the other: which range each belongs to, and its place."""
    sizes = hi - lo
    owner = np.repeat(np.arange(len(sizes)), sizes)
    return owner, np.arange(len(owner)) + np.repeat(lo - (np.cumsum(sizes) - sizes), sizes)


def _distinct(owner: Any, code: Any) -> tuple[Any, Any]:
    key = np.sort((owner << 20) | code)
    new = np.ones(len(key), dtype=bool)
    np.not_equal(key[1:], key[:-1], out=new[1:])
    key = key[new]
    return key >> 20, key & 0xFFFFF


def _table(owner: Any, code: Any, count: int, concepts: int) -> Any:
    """For each bit the passages that see it, packed, from pairs (passage, code)."""
    width = (count + 7) // 8
    table = np.zeros((FIRST_CONCEPT + 3 * concepts, width), dtype=np.uint8)
    place, flag = owner >> 3, (1 << (owner & 7)).astype(np.uint8)
    concept = FIRST_CONCEPT + 3 * (code >> 1)
    for bit in (concept, concept + 1 + (code & 1)):
        np.bitwise_or.at(table.reshape(-1), bit * width + place, flag)
    return table


class Concepts(dict[int, int]):
    """The columns of a table (see ``_table``), made integers when first asked for."""

    def __init__(self, table: Any) -> None:
        super().__init__()
        self._data, self._width = table.tobytes(), table.shape[1]

    def __missing__(self, bit: int) -> int:
        at = bit * self._width
        column = self[bit] = int.from_bytes(self._data[at : at + self._width], "little")
        return column
