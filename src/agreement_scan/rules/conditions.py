"""Provisions' expressions as conditions that are asked of many passages at once.

``on(views, within)`` gives those of the passages ``within`` for which the condition holds. Conditions of one rule book are shared: what
one rule found out about a document the next one knows.
"""

from __future__ import annotations

from typing import Protocol

from ..catalogue.expression import Any_, Atom, Every, Near, Node, Not
from .passages import PROPERTY_BIT, Passage, concept_bit, places
from .views import Views

UNMEASURED = 0.003  # share of sentences assumed for a concept that was not measured


class Condition(Protocol):
    """What can hold of passages. ``cost`` orders the parts of a conjunction: what is rare and cheap to ask comes first."""

    cost: float

    def on(self, views: Views, within: int) -> int:
        """Those of ``within`` for which it holds."""
        ...


class Never:
    """A concept the language pack lacks."""

    cost = 0.0

    def on(self, views: Views, within: int) -> int:
        return 0


class Has:
    """A concept or property is seen in a scope."""

    def __init__(self, scope: str, bit: int, share: float) -> None:
        self.scope, self.bit, self.cost = scope, bit, share

    def on(self, views: Views, within: int) -> int:
        return within & views.scopes[self.scope][self.bit]


class Refers:
    """A concept is seen where the passage refers to."""

    cost = 8.0

    def __init__(self, bit: int) -> None:
        self.bit = bit

    def on(self, views: Views, within: int) -> int:
        return views.referring(self.bit, within)


class Lacks:
    """The inner condition does not hold."""

    def __init__(self, inner: Condition) -> None:
        self.inner, self.cost = inner, 2.0 + inner.cost

    def on(self, views: Views, within: int) -> int:
        return within & ~self.inner.on(views, within)


class All:
    """Every part holds. Parts that ask for a column alone come first, the rarest of them before the others."""

    def __init__(self, parts: list[Condition]) -> None:
        parts = sorted(parts, key=lambda p: p.cost)
        self.columns = [(p.scope, p.bit) for p in parts if isinstance(p, Has)]
        self.needs = frozenset(bit for _, bit in self.columns)
        self.others = [p for p in parts if not isinstance(p, Has)]
        self.cost = parts[-1].cost

    def on(self, views: Views, within: int) -> int:
        if not self.needs <= views.there:
            return 0
        scopes = views.scopes
        for scope, bit in self.columns:
            within &= scopes[scope][bit]
            if not within:
                return 0
        for part in self.others:
            within = part.on(views, within)
            if not within:
                return 0
        return within


class Some:
    """One of the parts holds. Parts that ask for a column alone are joined once for a document."""

    def __init__(self, parts: list[Condition]) -> None:
        columns = [(p.scope, p.bit) for p in parts if isinstance(p, Has)]
        self.columns = [(scope, frozenset(bit for s, bit in columns if s == scope)) for scope in dict.fromkeys(s for s, _ in columns)]
        self.others = sorted((p for p in parts if not isinstance(p, (Has, Never))), key=lambda p: p.cost)
        self.cost = max((p.cost for p in self.others), default=min(1.0, sum(p.cost for p in parts)))

    def on(self, views: Views, within: int) -> int:
        joined = views.known.get(self)
        if joined is None:
            joined = 0
            for scope, bits in self.columns:
                if not bits.isdisjoint(views.there):
                    joined |= views.union(scope, bits)
            views.known[self] = joined
        found: int = within & joined
        for part in self.others:
            rest = within & ~found
            if not rest:
                break
            found |= part.on(views, rest)
        return found


class Close:
    """Concepts of two groups stand at most ``distance`` tokens apart in the passage, or one in it and one in its lead-in."""

    cost = 4.0

    def __init__(self, first: tuple[frozenset[int], frozenset[int]], second: tuple[frozenset[int], frozenset[int]], distance: int, ordered: bool) -> None:
        """``first``, ``second``: the bits of the groups and the codes that satisfy them."""
        (self.first, self.first_codes), (self.second, self.second_codes) = first, second
        self.distance, self.ordered = distance, ordered
        self.disjoint = self.first_codes.isdisjoint(self.second_codes)

    def on(self, views: Views, within: int) -> int:
        known = views.known.get(self)
        if known is None:
            a, b = views.union("self", self.first), views.union("self", self.second)
            across = views.union("lead", self.first) & b | a & views.union("lead", self.second)
            known = views.known[self] = [a & b & ~across, across]  # still to be measured; known to hold
        waiting = within & known[0]
        if waiting:
            passages = views.passages
            for p in places(waiting):
                if self._measured(passages[p]):
                    known[1] |= 1 << p
            known[0] &= ~waiting
        return within & int(known[1])

    def _measured(self, passage: Passage) -> bool:
        distance, ordered = self.distance, self.ordered
        second = passage.where(self.second_codes)
        for x, x_end in passage.where(self.first_codes):
            for y, y_end in second:
                if 0 <= y - x_end <= distance or (not ordered and 0 <= x - y_end <= distance):
                    return True
                if x < y_end and y < x_end and (x != y or x_end != y_end or self.disjoint):
                    return True
        return False


def bit_of(atom: Atom, index: dict[str, int]) -> int | None:
    """The bit that an atom asks for; None when the pack lacks the concept."""
    if atom.name.startswith("@"):
        return PROPERTY_BIT[atom.name[1:]]
    return concept_bit(index[atom.name], atom.sign) if atom.name in index else None


def bits_of(atoms: tuple[Atom, ...], index: dict[str, int]) -> frozenset[int]:
    """The bits that some atoms ask for."""
    return frozenset(bit for atom in atoms if (bit := bit_of(atom, index)) is not None)


def codes_of(atoms: tuple[Atom, ...], index: dict[str, int]) -> frozenset[int]:
    """Codes of hits that satisfy one of the atoms: affirmed ones are even, negated ones odd."""
    found: set[int] = set()
    for atom in atoms:
        if atom.name in index:
            n = 2 * index[atom.name]
            found |= {"": {n, n + 1}, "+": {n}, "-": {n + 1}}[atom.sign]
    return frozenset(found)


def _flat(node: Every) -> list[Node]:
    """The parts of a conjunction, and of those that stand in it."""
    return [inner for part in node.parts for inner in (_flat(part) if isinstance(part, Every) else [part])]


class Conditions:
    """Makes conditions of expressions over one pack's concepts; equal expressions become the same condition."""

    def __init__(self, index: dict[str, int], shares: dict[str, float] | None = None) -> None:
        """``index`` numbers the concepts; ``shares`` of sentences that hold them only order work."""
        self.index, self.shares = index, shares or {}
        self._made: dict[Node, Condition] = {}

    def of(self, node: Node) -> Condition:
        """The condition of an expression."""
        made = self._made.get(node)
        if made is None:
            made = self._made[node] = self._make(node)
        return made

    def _make(self, node: Node) -> Condition:
        if isinstance(node, Atom):
            bit = bit_of(node, self.index)
            if bit is None:
                return Never()
            share = 0.5 if node.name.startswith("@") else self.shares.get(node.name, UNMEASURED)
            return Refers(bit) if node.scope == "ref" else Has(node.scope, bit, share)
        if isinstance(node, Not):
            return Lacks(self.of(node.inner))
        if isinstance(node, Near):
            first, second = ((bits_of(group, self.index), codes_of(group, self.index)) for group in (node.first, node.second))
            return Close(first, second, node.distance, node.ordered)
        if isinstance(node, Every):
            return All([self.of(part) for part in _flat(node)])
        assert isinstance(node, Any_)
        return Some([self.of(part) for part in node.parts])
