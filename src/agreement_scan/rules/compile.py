"""Provisions' expressions as functions over passages.

Each expression becomes a Python function of integer tests, generated from the parsed tree (never from user text: names become
bit positions). Rules are indexed by concepts that must be there, so that a passage meets only the rules it might satisfy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..catalogue import Catalogue, Rule
from ..catalogue.expression import Any_, Atom, Every, Near, Node, Not, atoms, every_atom, required_groups, startable
from .passages import FIRST_CONCEPT, PROPERTY_BIT, Passage

UNMEASURED = 0.003  # share of sentences assumed for a concept that was not measured
_VIEWS = {"": "p.reach", "self": "p.own", "lead": "p.lead", "near": "p.near", "head": "p.head", "list": "p.listed", "article": "p.article", "ref": "p.ref", "doc": "p.doc"}


@dataclass(slots=True)
class CompiledRule:
    """A rule with its test, the bits of its un-negated concepts (its evidence) and its place in the catalogue."""

    rule: Rule
    test: Callable[[Passage], bool]
    evidence: int
    order: int


@dataclass
class RuleBook:
    """All rules of a catalogue compiled for one language pack's concepts. ``by_concept`` maps a concept to the rules it can start."""

    concepts: tuple[str, ...]
    rules: list[CompiledRule] = field(default_factory=list)
    by_concept: dict[int, list[CompiledRule]] = field(default_factory=dict)
    always: list[CompiledRule] = field(default_factory=list)  # rules that no concept of the sentence starts (slow; lint warns)
    guards: dict[str, list[CompiledRule]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)  # concepts the catalogue names and the pack lacks
    missing_by_provision: dict[str, set[str]] = field(default_factory=dict)
    tests: dict[str, Callable[[Passage], bool]] = field(default_factory=dict)  # triggers and facts by "trigger:amnesty"


def bit_of(atom: Atom, index: dict[str, int]) -> int:
    """The bit that an atom asks for; 0 when the pack lacks the concept."""
    if atom.name.startswith("@"):
        return 1 << PROPERTY_BIT[atom.name[1:]]
    if atom.name not in index:
        return 0
    return 1 << (FIRST_CONCEPT + 3 * index[atom.name] + {"": 0, "+": 1, "-": 2}[atom.sign])


def codes_of(atoms: tuple[Atom, ...], index: dict[str, int]) -> frozenset[int]:
    """Codes of hits that satisfy one of the atoms: affirmed ones are even, negated ones odd."""
    found: set[int] = set()
    for atom in atoms:
        if atom.name in index:
            n = 2 * index[atom.name]
            found |= {"": {n, n + 1}, "+": {n}, "-": {n + 1}}[atom.sign]
    return frozenset(found)


def near(passage: Passage, first: int, second: int, a: frozenset[int], b: frozenset[int], distance: int, ordered: bool) -> bool:
    """Whether concepts of two groups stand at most ``distance`` tokens apart in the passage, or one in it and one in its lead-in.

    ``first`` and ``second`` are the groups' bits, ``a`` and ``b`` their codes.
    """
    own, lead = passage.own, passage.lead
    if own & first and own & second:
        for x, x_end in passage.where(a):
            for y, y_end in passage.where(b):
                if 0 <= y - x_end <= distance or (not ordered and 0 <= x - y_end <= distance):
                    return True
                if x < y_end and y < x_end and (x != y or x_end != y_end or a.isdisjoint(b)):
                    return True
    return bool((lead & first and own & second) or (own & first and lead & second))


def _source(node: Node, index: dict[str, int], constants: list[frozenset[int]]) -> str:
    if isinstance(node, Atom):
        bit = bit_of(node, index)
        return f"({_VIEWS[node.scope]} & {bit})" if bit else "0"
    if isinstance(node, Not):
        return f"(not {_source(node.inner, index, constants)})"
    if isinstance(node, Near):
        first = sum({bit_of(a, index) for a in node.first})
        second = sum({bit_of(a, index) for a in node.second})
        # concepts of one group may share no bit, so a sum of distinct bits is their union
        constants += [codes_of(node.first, index), codes_of(node.second, index)]
        return f"near(p, {first}, {second}, k[{len(constants) - 2}], k[{len(constants) - 1}], {node.distance}, {node.ordered})"
    if isinstance(node, Every):
        return "(" + " and ".join(_source(p, index, constants) for p in sorted(node.parts, key=lambda n: isinstance(n, Near))) + ")"
    if isinstance(node, Any_):
        return "(" + " or ".join(_source(p, index, constants) for p in node.parts) + ")"
    raise AssertionError(node)


def compile_node(node: Node, index: dict[str, int]) -> Callable[[Passage], bool]:
    """A function of a passage that holds where the expression holds. The source is generated from the tree: no user text runs."""
    constants: list[frozenset[int]] = []
    source = _source(node, index, constants)
    return eval(f"lambda p: bool({source})", {"near": near, "bool": bool, "k": constants})


def compile_rules(catalogue: Catalogue, concepts: tuple[str, ...], frequency: dict[str, float] | None = None) -> RuleBook:
    """Compiles a catalogue for a list of concepts. Guards are kept by provision: they are asked only where another rule held."""
    index = {name: n for n, name in enumerate(concepts)}
    book = RuleBook(concepts)
    shares = frequency or {}
    order = 0
    for provision in catalogue.provisions.values():
        for rule in provision.rules:
            used = every_atom(rule.when)
            absent = {a.name for a in used if not a.name.startswith("@") and a.name not in index}
            if absent:
                book.missing |= absent
                book.missing_by_provision.setdefault(provision.id, set()).update(absent)
            evidence = 0
            for atom in atoms(rule.when):
                if not atom.name.startswith("@") and atom.scope in ("", "self", "near", "lead"):
                    evidence |= bit_of(Atom(atom.name, atom.sign), index)
            compiled = CompiledRule(rule, compile_node(rule.when, index), evidence, order)
            order += 1
            book.rules.append(compiled)
            if rule.status == "absent":
                book.guards.setdefault(provision.id, []).append(compiled)
                continue
            groups = [g for g in required_groups(rule.when) if all(startable(a) for a in g)]
            if not groups:
                book.always.append(compiled)
                continue
            # the group that stands in the fewest sentences starts the rule
            keys = min(groups, key=lambda g: sum(shares.get(name, UNMEASURED) for name in {a.name for a in g}))
            for name in {a.name for a in keys}:
                if name in index:
                    book.by_concept.setdefault(index[name], []).append(compiled)
    guards = {p.id: p.unless for p in catalogue.provisions.values() if p.unless is not None}
    for kind, group in (("trigger", catalogue.triggers), ("fact", catalogue.facts), ("context", catalogue.contexts), ("unless", guards)):
        for name, node in group.items():
            groups = [g for g in required_groups(node) if all(startable(a) for a in g)]
            keys = min(groups, key=lambda g: sum(shares.get(n, UNMEASURED) for n in {a.name for a in g}), default=[])
            mask = 0
            for atom in keys:
                mask |= bit_of(atom, index)
            test = compile_node(node, index)
            book.tests[f"{kind}:{name}"] = (lambda p, mask=mask, test=test: bool(p.reach & mask) and test(p)) if mask else test
    return book
