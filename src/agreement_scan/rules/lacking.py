"""What a passage lacks of a rule: the reasons behind "not found", for explanations.

The engine only asks whether an expression holds. Here the same tree is walked for what is missing, so that a person can be
told which words would have made the difference.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..catalogue.expression import Any_, Atom, Every, Near, Node, Not, atoms
from .conditions import Conditions, bit_of
from .passages import Passage

# Notions that stand in every other sentence say little about what a passage is near to.
_COMMON = frozenset(("child", "must", "may", "hope", "not", "ban", "but", "condition", "all-parties", "use"))
_COMMON_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing a rule asks for and the passage does not give.

    ``kind``: ``missing`` (none of ``first`` is there), ``negated`` (there, but under a negation), ``unnegated`` (there, but not
    negated), ``apart`` (``first`` and ``second`` are there, too far from each other), ``barred`` (``first`` is there and must not be).
    """

    kind: str
    first: tuple[Atom, ...]
    second: tuple[Atom, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far a passage satisfies a rule: what it has, what it lacks, and the share (0 to 1) that it has."""

    has: tuple[Atom, ...]
    lacks: tuple[Lack, ...]

    @property
    def share(self) -> float:
        """Weight of what is there over the weight of what is asked; 0 where no concept of substance is there."""
        if not any(_weight(a) == 1.0 for a in self.has):
            return 0.0
        held = sum(map(_weight, dict.fromkeys(self.has)))
        short = sum(0.5 if lack.kind in ("apart", "negated", "unnegated") else _weight(lack.first[0]) for lack in self.lacks)
        return held / (held + short)


class Comparer:
    """Compares passages with expressions. ``index`` numbers the concepts of the language pack."""

    def __init__(self, index: dict[str, int]) -> None:
        self._index = index
        self._conditions = Conditions(index)

    def nearness(self, node: Node, passage: Passage) -> Nearness:
        """What a passage has and lacks of an expression; nothing lacks exactly where the expression holds."""
        if isinstance(node, Atom):
            return self._atom(node, passage)
        if isinstance(node, Not):
            inner = self.nearness(node.inner, passage)
            if inner.lacks:
                return Nearness((), ())
            if inner.has:
                return Nearness((), (Lack("barred", inner.has),))
            return Nearness((), (Lack("missing", tuple(atoms(node.inner, False))),))  # "not (not a and not b)" asks for either
        if isinstance(node, Near):
            return self._near(node, passage)
        parts = [self.nearness(part, passage) for part in node.parts]
        if isinstance(node, Every):
            return Nearness(tuple(a for p in parts for a in p.has), tuple(dict.fromkeys(lack for p in parts for lack in p.lacks)))
        assert isinstance(node, Any_)
        best = min(parts, key=lambda p: (len(p.lacks), -p.share))
        if len(best.lacks) == 1 and not best.has:  # alternatives, none of which is there: together they say what is missing
            alternatives = [p.lacks[0] for p in parts if len(p.lacks) == 1 and p.lacks[0].kind == "missing"]
            if len(alternatives) > 1:
                return Nearness((), (Lack("missing", tuple(dict.fromkeys(a for lack in alternatives for a in lack.first))),))
        return best

    def _atom(self, atom: Atom, passage: Passage) -> Nearness:
        if self._seen(atom, passage):
            return Nearness((atom,), ())
        if atom.sign and self._seen(Atom(atom.name, "", atom.scope), passage):
            return Nearness((atom,), (Lack("negated" if atom.sign == "+" else "unnegated", (atom,)),))
        return Nearness((), (Lack("missing", (atom,)),))

    def _seen(self, atom: Atom, passage: Passage) -> bool:
        bit = bit_of(atom, self._index)
        return bit is not None and passage.sees(bit, atom.scope)

    def _near(self, node: Near, passage: Passage) -> Nearness:
        sides = [[a for a in group if self._seen(a, passage)] for group in (node.first, node.second)]
        has = tuple(side[0] for side in sides if side)
        missing = tuple(Lack("missing", group) for group, side in zip((node.first, node.second), sides, strict=True) if not side)
        if missing:
            return Nearness(has, missing)
        if self._conditions.of(node).on(passage.views, 1 << passage.index):
            return Nearness(has, ())
        return Nearness(has, (Lack("apart", tuple(sides[0][:1]), tuple(sides[1][:1])),))


def _weight(atom: Atom) -> float:
    return _COMMON_WEIGHT if atom.name.startswith("@") or atom.name in _COMMON else 1.0
