"""A catalogue's rules compiled for one language pack's concepts."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..catalogue import Catalogue, Rule
from ..catalogue.expression import Atom, atoms, every_atom, required_groups, startable
from .conditions import Condition, Conditions, bits_of, codes_of
from .passages import Passage
from .sieve import Sieve


@dataclass(slots=True, eq=False)
class CompiledRule:
    """A rule with its condition, the codes and bits of its un-negated concepts (its evidence) and its place in the catalogue."""

    rule: Rule
    condition: Condition
    evidence: frozenset[int]
    evidence_bits: frozenset[int]
    order: int

    def test(self, passage: Passage) -> bool:
        """Whether the rule holds for one passage."""
        return bool(self.condition.on(passage.views, 1 << passage.index))


@dataclass
class RuleBook:
    """All rules of a catalogue compiled for one language pack's concepts."""

    concepts: tuple[str, ...]
    rules: list[CompiledRule] = field(default_factory=list)
    sieve: Sieve = field(default_factory=lambda: Sieve([], 0))  # numbers the rules as ``rules`` does; guards never pass
    guards: dict[str, list[CompiledRule]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)  # concepts the catalogue names and the pack lacks
    missing_by_provision: dict[str, set[str]] = field(default_factory=dict)
    tests: dict[str, Condition] = field(default_factory=dict)  # triggers, facts, contexts, "unless" and "firm" of provisions by "trigger:amnesty"


def compile_rules(catalogue: Catalogue, concepts: tuple[str, ...], frequency: dict[str, float] | None = None) -> RuleBook:
    """Compiles a catalogue for a list of concepts; ``frequency``, the share of sentences that hold each, only orders work.

    Guards ("absent" rules) are kept by provision: they are asked only where another rule held.
    """
    index = {name: n for n, name in enumerate(concepts)}
    book, conditions = RuleBook(concepts), Conditions(index, frequency)
    required: list[list[list[int]]] = []
    for provision in catalogue.provisions.values():
        for rule in provision.rules:
            absent = {a.name for a in every_atom(rule.when) if not a.name.startswith("@") and a.name not in index}
            if absent:
                book.missing |= absent
                book.missing_by_provision.setdefault(provision.id, set()).update(absent)
            evidence = tuple(Atom(a.name, a.sign) for a in atoms(rule.when) if a.name in index and a.scope in ("", "self", "near", "lead"))
            compiled = CompiledRule(rule, conditions.of(rule.when), codes_of(evidence, index), bits_of(evidence, index), len(book.rules))
            book.rules.append(compiled)
            groups = [g for g in required_groups(rule.when) if all(startable(a) for a in g)]
            required.append([sorted(bits_of(tuple(group), index)) for group in groups])
            if rule.status == "absent":
                required[-1] = [[]]
                book.guards.setdefault(provision.id, []).append(compiled)
    book.sieve = Sieve(required, len(concepts))
    own = {key: {p.id: getattr(p, key) for p in catalogue.provisions.values() if getattr(p, key) is not None} for key in ("unless", "firm")}
    for kind, group in (("trigger", catalogue.triggers), ("fact", catalogue.facts), ("context", catalogue.contexts), *own.items()):
        book.tests.update((f"{kind}:{name}", conditions.of(node)) for name, node in group.items())
    return book
