"""The little language in which provisions speak of concepts.

::

    -recruit & child & !qualified          children may not be recruited
    release >8 child                       "release" before "child" with at most 8 tokens between
    (release | discharge) ~8 child         in either order
    amnesty & !near:exclusion              no exclusion in the same clause

A name is a concept of the language pack, found in the sentence or in the lead-ins it hangs on. ``+name`` is a concept that is
affirmed, ``-name`` one under a negation or a ban. ``@name`` is a property of the passage (see ``PROPERTIES``). ``$name`` is a
macro of ``macros.toml``. A scope before a name changes where it is looked for: ``self:`` the sentence alone, ``lead:`` its
lead-ins alone, ``near:`` the whole clause with its lead-ins, ``head:`` the headings above, ``list:`` its lead-ins and all items that
hang on them, ``article:`` the whole article,
``ref:`` the articles and paragraphs of the same text that the sentence refers to, ``doc:`` all agreed operative text. ``&`` binds tighter than ``|``; ``!`` negates; proximity holds between words of one sentence and
is satisfied when one side stands in the lead-in and the other in the item.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SCOPES = ("self", "lead", "near", "head", "list", "article", "ref", "doc")
PROPERTIES = (
    "obligation",  # shall, must, undertakes to; also plain statements of what is or will be done
    "permission",  # may, can, is free to
    "aspiration",  # should, endeavour, strive, as far as possible
    "recital",
    "norm",  # the recital states a norm rather than a fact
    "definition",
    "row",  # a table row
    "item",  # hangs on a lead-in
    "unagreed",  # bracketed, optional or a tracked change
    "mission",  # the text mandates or winds down a mission
    "unilateral",  # one party's own deed or declaration
    "early",  # a ceasefire or first-stage text
    "annex",
    "child-15",  # the text defines those it protects as under fifteen, sixteen or seventeen
    "child-18",  # the text defines a child as everyone under eighteen
)

_TOKEN = re.compile(
    r"\s*(?:(?P<punct>[()&|!])|(?P<near>[~>]\d+)|\$(?P<macro>[a-z][a-z0-9-]*)"
    r"|(?P<name>(?:[a-z]+:)?[+\-]?@?[a-z][a-z0-9-]*))"
)


class ExpressionError(ValueError):
    """The expression cannot be parsed; ``at`` is the offset of the fault."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Atom:
    """A concept or property: ``sign`` is "", "+" or "-"; ``scope`` one of SCOPES or "" (sentence and lead-ins)."""

    name: str
    sign: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    inner: Node


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Two groups of concepts at most ``distance`` tokens apart; ``ordered``: the first group comes first."""

    first: tuple[Atom, ...]
    second: tuple[Atom, ...]
    distance: int
    ordered: bool


Node = Atom | Not | Every | Any_ | Near


def parse(text: str, macros: dict[str, Node] | None = None) -> Node:
    """The tree of an expression. Raises ExpressionError with the place of the fault."""
    tokens: list[tuple[str, str, int]] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if not match:
            place = at + len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError(f"cannot read “{text[place : place + 12]}”", place)
        kind = str(match.lastgroup)
        tokens.append((kind, match[kind], match.start(kind) - (kind == "macro")))
        at = match.end()
    if not tokens:
        raise ExpressionError("the expression is empty", 0)
    position = 0

    def peek() -> tuple[str, str, int]:
        return tokens[position] if position < len(tokens) else ("end", "", len(text))

    def take() -> tuple[str, str, int]:
        nonlocal position
        token = peek()
        position += 1
        return token

    def either() -> Node:
        parts = [both()]
        while peek()[1] == "|":
            take()
            parts.append(both())
        return parts[0] if len(parts) == 1 else Any_(tuple(parts))

    def both() -> Node:
        parts = [proximity()]
        while peek()[1] == "&":
            take()
            parts.append(proximity())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def proximity() -> Node:
        first = unary()
        parts: list[Node] = []
        while peek()[0] == "near":
            _, mark, place = take()
            second = unary()
            parts.append(Near(_group(first, place), _group(second, place), int(mark[1:]), mark[0] == ">"))
            first = second
        if not parts:
            return first
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def unary() -> Node:
        kind, value, place = take()
        if value == "!" and kind == "punct":
            return Not(unary())
        if value == "(" and kind == "punct":
            inner = either()
            if take()[1] != ")":
                raise ExpressionError("a closing parenthesis is missing", place)
            return inner
        if kind == "macro":
            if macros is None or value not in macros:
                raise ExpressionError(f"there is no macro “{value}”", place)
            return macros[value]
        if kind == "name":
            return _atom(value, place)
        raise ExpressionError("a concept is expected here" if kind == "end" else f"“{value}” cannot stand here", place)

    tree = either()
    if peek()[0] != "end":
        raise ExpressionError(f"“{peek()[1]}” cannot stand here", peek()[2])
    return tree


def _atom(value: str, place: int) -> Atom:
    scope, _, rest = value.rpartition(":")
    if scope and scope not in SCOPES:
        raise ExpressionError(f"“{scope}” is not a scope; scopes are {', '.join(SCOPES)}", place)
    sign = rest[0] if rest[0] in "+-" else ""
    name = rest[len(sign) :]
    if name.startswith("@") and name[1:] not in PROPERTIES:
        raise ExpressionError(f"“{name}” is not a property; properties are {', '.join(PROPERTIES)}", place)
    return Atom(name, sign, scope)


def _group(node: Node, place: int) -> tuple[Atom, ...]:
    if isinstance(node, Atom) and not node.scope:
        return (node,)
    if isinstance(node, Any_) and all(isinstance(p, Atom) and not p.scope for p in node.parts):
        return tuple(p for p in node.parts if isinstance(p, Atom))
    raise ExpressionError("proximity holds between concepts or (a | b) groups of them, without scopes", place)


def atoms(node: Node, positive: bool = True) -> list[Atom]:
    """All atoms that stand un-negated (``positive``) or negated in the tree, in order."""
    if isinstance(node, Atom):
        return [node] if positive else []
    if isinstance(node, Near):
        return [*node.first, *node.second] if positive else []
    if isinstance(node, Not):
        return atoms(node.inner, not positive)
    return [a for part in node.parts for a in atoms(part, positive)]


def every_atom(node: Node) -> list[Atom]:
    """All atoms of the tree."""
    return atoms(node) + atoms(node, False)


def required_groups(node: Node) -> list[list[Atom]]:
    """Groups of which at least one atom must hold for the tree to hold: what a rule can be indexed by."""
    if isinstance(node, Atom):
        return [[node]]
    if isinstance(node, Near):
        return [list(node.first), list(node.second)]
    if isinstance(node, Every):
        return [group for part in node.parts for group in required_groups(part)]
    if isinstance(node, Any_):
        choices = [required_groups(part) for part in node.parts]
        if all(choices):
            return [[a for groups in choices for a in min(groups, key=lambda g: (not all(map(startable, g)), len(g)))]]
    return []


def startable(atom: Atom) -> bool:
    """Whether a rule can be looked up by this atom: a concept of the sentence or its lead-ins, not a property or a wider scope."""
    return not atom.name.startswith("@") and atom.scope in ("", "self", "lead")
