"""Where a draft leaves options open: "[shall][should]", "[thirty / sixty]", "[Option A] … [Option B] …", "[words that may go]"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..languages import Language
from ..model import Clause, Document
from ..structure import unagreed_spans

_BETWEEN = re.compile(r"\s*(?:[/|]|or\b|,|;)?\s*$", re.I)
_SLASH = re.compile(r"\s*/\s*")
_SLASHED_WORD = re.compile(r"\w/\w")  # "and/or" among other words, "30/60 days": a slash that parts words, not options
_LONGEST_ALTERNATIVE = 12  # words on either side of a slash; longer ones use the slash as ordinary text does
_AFTER_NAME = re.compile(r"[\s:.\-–—)\]]*")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to settle a choice. ``drop`` are the spans of the draft that go; ``start``/``end`` the words that are kept
    (``kind`` words) or left out (without). ``name`` is what the draft calls it."""

    kind: str
    name: str
    start: int
    end: int
    drop: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """A place with several alternatives."""

    clause: str
    start: int
    end: int
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class _Option:
    """An option before it is known what stands beside it: all of it, and its own words."""

    whole: Span
    words: Span
    name: str = ""


def open_choices(document: Document, clauses: Sequence[Clause], language: Language) -> list[OpenChoice]:
    """The choices a draft leaves open, in reading order. Tracked changes are none of them."""
    text = document.text
    naming = _names(language)
    tracked = {(m.start, m.end) for m in document.marks if m.kind in ("inserted", "deleted")}
    open_spans = sorted(set(unagreed_spans(document, list(clauses), language.grammar)) - tracked)
    brackets = [(a, b) for a, b in open_spans if text[a] == "[" and text.find("]", a, b) == b - 1]
    groups = _option_clauses(text, clauses, naming) + _grouped(text, brackets, clauses, naming)
    taken: list[OpenChoice] = []
    for group in sorted(groups, key=lambda g: (g[0].whole[0], -g[-1].whole[1])):
        if taken and group[0].whole[0] < taken[-1].end:
            continue  # within an option of a choice that is already told
        taken.append(_choice(text, group, clauses))
    return taken


def _names(language: Language) -> re.Pattern[str]:
    openings = sorted(language.structure["unagreed"]["options"], key=len, reverse=True)
    return re.compile(rf"[\[(]?\s*(?P<name>(?:{'|'.join(map(re.escape, openings))})\b[^:\].–—\n]{{0,60}}?)(?=[:\].–—]|\s*$)", re.I)


def _clause_at(clauses: Sequence[Clause], offset: int) -> Clause | None:
    return next((c for c in reversed(clauses) if c.start <= offset), None)


def _grouped(text: str, brackets: list[Span], clauses: Sequence[Clause], naming: re.Pattern[str]) -> list[list[_Option]]:
    """Brackets that stand side by side are alternatives of one choice; so are the words between bracketed names of options."""
    groups: list[list[_Option]] = []
    n = 0
    while n < len(brackets):
        start, end = brackets[n]
        named = naming.match(text, start, end)
        if named and _AFTER_NAME.fullmatch(text, named.end(), end):
            group, n = _bare_names(text, brackets, n, clauses, naming)
            groups.append(group)
            continue
        group = [_bracketed(text, brackets[n], naming)]
        while n + 1 < len(brackets) and _beside(text, brackets[n], brackets[n + 1], naming):
            n += 1
            group.append(_bracketed(text, brackets[n], naming))
        n += 1
        groups += [part if len(part) > 1 else _slashed(text, part[0]) for part in _parted(group)]
    return groups


def _parted(group: list[_Option]) -> list[list[_Option]]:
    """ "[one][other] [shall][should]" are two choices: where some brackets touch, a space parts those that do not."""
    touching = [a.whole[1] == b.whole[0] for a, b in pairwise(group)]
    if all(touching) or not any(touching):
        return [group]
    cuts = [0, *(n for n, touch in enumerate(touching, 1) if not touch), len(group)]
    return [group[a:b] for a, b in pairwise(cuts)]


def _beside(text: str, one: Span, other: Span, naming: re.Pattern[str]) -> bool:
    between = text[one[1] : other[0]]
    if not _BETWEEN.fullmatch(between):
        return False
    return "\n" not in between or bool(naming.match(text, *one) and naming.match(text, *other))


def _bracketed(text: str, span: Span, naming: re.Pattern[str]) -> _Option:
    named = naming.match(text, *span)
    start = _AFTER_NAME.match(text, named.end(), span[1] - 1).end() if named else span[0] + 1  # type: ignore[union-attr]
    return _Option(span, (start, span[1] - 1), named["name"].strip() if named else "")


def _slashed(text: str, option: _Option) -> list[_Option]:
    """ "[thirty / sixty]" as two options; a single bracket as it is."""
    start, end = option.words
    cuts = [start, *(e for m in _SLASH.finditer(text, start, end) for e in m.span()), end]
    parts = [(cuts[k], cuts[k + 1]) for k in range(0, len(cuts), 2)]
    too_long = any(not a < b or len(text[a:b].split()) > _LONGEST_ALTERNATIVE for a, b in parts)
    inside_words = bool(_SLASHED_WORD.search(text, start, end)) and len(text[start:end].split()) > len(parts)
    if len(parts) < 2 or too_long or inside_words:
        return [option]
    return [_Option(option.whole, part) for part in parts]


def _bare_names(text: str, brackets: list[Span], n: int, clauses: Sequence[Clause], naming: re.Pattern[str]) -> tuple[list[_Option], int]:
    """ "[Option A] words [Option B] words": each option runs to the next name, the last to the end of its clause."""
    first = _clause_at(clauses, brackets[n][0])
    group: list[_Option] = []
    while n < len(brackets):
        start, end = brackets[n]
        named = naming.match(text, start, end)
        clause = _clause_at(clauses, start)
        if not (named and _AFTER_NAME.fullmatch(text, named.end(), end)) or clause is None or first is None or (group and clause.depth != first.depth and clause is not first):
            break
        n += 1
        later = next((s for s, e in brackets[n:] if (m := naming.match(text, s, e)) and _AFTER_NAME.fullmatch(text, m.end(), e)), clause.end)
        stop = min(clause.end, later)
        words = end + len(text[end:stop]) - len(text[end:stop].lstrip())
        group.append(_Option((start, stop), (words, stop), named["name"].strip()))
        while n < len(brackets) and brackets[n][1] <= stop:
            n += 1  # brackets inside the option stay as they are
    return group, n


def _option_clauses(text: str, clauses: Sequence[Clause], naming: re.Pattern[str]) -> list[list[_Option]]:
    """Clauses that open with "Option A:", and those after them up to the next option: runs of two at least."""
    groups: list[list[_Option]] = []
    group: list[_Option] = []
    for clause in clauses:
        named = naming.match(text, clause.body, clause.end) if not clause.agreed and text[clause.body : clause.body + 1] != "[" else None
        if named:
            start = _AFTER_NAME.match(text, named.end(), clause.end).end()  # type: ignore[union-attr]
            group.append(_Option((clause.start, clause.end), (start, clause.end), named["name"].strip()))
        elif not clause.agreed and group:
            last = group[-1]
            group[-1] = _Option((last.whole[0], clause.end), (last.words[0], clause.end), last.name)
        else:
            groups.append(group)
            group = []
    return [g for g in [*groups, group] if len(g) > 1]


def _choice(text: str, group: list[_Option], clauses: Sequence[Clause]) -> OpenChoice:
    start, end = group[0].whole[0], max(o.whole[1] for o in group)
    clause = _clause_at(clauses, start)
    made = []
    for option in group:
        a, b = option.words
        kept = (*_others(group, option), (option.whole[0], a), (b, option.whole[1]))
        made.append(Alternative("words", option.name, a, b, tuple(kept)))
    if len(group) == 1:
        a, b = group[0].words
        made.append(Alternative("without", "", a, b, (_emptied(text, group[0].whole, clause),)))
    return OpenChoice(clause.label if clause is not None else "", start, end, tuple(made))


def _others(group: list[_Option], chosen: _Option) -> list[Span]:
    """What goes with the options that were not chosen, and what joined them."""
    if len({o.whole for o in group}) == 1:  # one bracket, parted by slashes
        return []
    spans = [o.whole for o in group if o is not chosen]
    spans += [(a.whole[1], b.whole[0]) for a, b in pairwise(group) if a.whole[1] < b.whole[0]]
    return spans


def _emptied(text: str, whole: Span, clause: Clause | None) -> Span:
    """All that goes when bracketed words are dropped: with them the number of a clause that has no other words, or a space."""
    start, end = whole
    if clause is not None and not text[clause.body : start].strip() and not text[end : clause.end].strip(" .;,"):
        return clause.start, clause.end
    return (start - 1, end) if start and text[start - 1] == " " and text[end : end + 1] in (" ", ".", ",", ";", ":", "") else whole
