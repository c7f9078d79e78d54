"""What stands on which row: pairs of clauses with their words cut at every edit, and runs of unchanged ones folded away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agreement_scan.comparison import ClausePair
from agreement_scan.reports._order import WORDS
from agreement_scan.reports.comparison._story import CAVEAT, MEANINGS, NAMES, SIGNS, Entry, Story, facts

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
QUIET = frozenset(("unchanged", "renumbered", "references-followed", "repunctuated"))  # the same words in the same place
FOLDED = 3  # unchanged clauses in a row from which on they are folded away
AROUND = 1  # unchanged clauses left open beside a changed one


@dataclass(slots=True)
class Words:
    """A run of words: equal, deleted or inserted. ``deciding``: an answer rested on them."""

    text: str
    kind: str = ""  # del | ins
    deciding: bool = False


@dataclass(slots=True)
class Cell:
    """One clause as it is shown on one side."""

    label: str
    kind: str
    depth: int
    words: list[Words]


@dataclass(slots=True)
class Row:
    """One pair of clauses. ``entries`` are the provisions whose answer hangs on it: those that changed, and those kept in changed words."""

    id: str
    about: str  # what became of it
    name: str
    changed: bool
    old: list[Cell] = field(default_factory=list)
    new: list[Cell] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    gone: str = ""  # a stub where moved clauses stood: the id of the row they moved to


@dataclass(slots=True)
class Fold:
    """Rows shown open, or folded away because no word changed in them."""

    rows: list[Row]
    folded: bool


def desk(story: Story, redacted: bool) -> dict[str, Any]:
    """Everything the template needs, as plain values."""
    groups = story.groups()
    rows = _rows(story, groups, redacted)
    languages = [r.language for r in story.sides]
    return {
        "titles": story.titles(),
        "facts": facts(story),
        "clauses": story.clauses(),
        "notices": story.notices(),
        "groups": groups,
        "folds": _folds(rows),
        "languages": languages,
        "directions": [direction(code) for code in languages],
        "pairs": story.of.pairs,
        "place": story.place,
        "names": NAMES, "meanings": MEANINGS, "signs": SIGNS, "caveat": CAVEAT, "words": WORDS,
    }  # fmt: skip


def direction(language: str) -> str:
    """Which way a language is written: the value of a ``dir`` attribute."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def _rows(story: Story, groups: dict[str, list[Entry]], redacted: bool) -> list[Row]:
    on: dict[int, list[Entry]] = {}
    for group in groups.values():
        for entry in group:
            concerned = {r.pair for r in entry.change.reasons if r.kind != "elsewhere"} or set(entry.change.pairs if entry.change.change != "kept" else ())
            for n in sorted(concerned):
                on.setdefault(n, []).append(entry)
    deciding = {(r.edit.old, r.edit.new) for group in groups.values() for e in group for r in e.change.reasons if r.edit is not None and (r.decisive or r.concepts)}
    rows = [_row(story, n, pair, on.get(n, []), deciding, redacted) for n, pair in enumerate(story.of.pairs)]
    return _with_stubs(story, rows)


def _row(story: Story, n: int, pair: ClausePair, entries: list[Entry], deciding: set, redacted: bool) -> Row:
    changed = not set(pair.relations) <= QUIET
    row = Row(f"p{n}", story.relations(pair), story.place(pair), changed, entries=entries)
    for side, (cells, clauses) in enumerate(((row.old, pair.old), (row.new, pair.new))):
        spans = [((e.old, e.new)[side], (e.old, e.new) in deciding) for e in pair.edits]
        report = story.sides[side]
        for index in clauses:
            clause = report.clauses[index]
            kind = ("del", "ins")[side]
            whole = kind if not (pair.old and pair.new) else ""
            words = [Words("[words withheld]", whole)] if redacted else _cut(report.document.text, clause.start, clause.end, spans, kind, whole)
            cells.append(Cell(clause.label, clause.kind, clause.depth, words))
    return row


def _cut(text: str, start: int, end: int, spans: list[tuple[tuple[int, int], bool]], kind: str, whole: str) -> list[Words]:
    """The words of a clause, cut where an edit begins or ends; joined again they are the clause."""
    if whole:
        return [Words(text[start:end], whole)]
    made, at = [], start
    for (a, b), decides in sorted(s for s in spans if start <= s[0][0] < s[0][1] <= end):
        if a > at:
            made.append(Words(text[at:a]))
        made.append(Words(text[a:b], kind, decides))
        at = b
    if at < end:
        made.append(Words(text[at:end]))
    return made


def _with_stubs(story: Story, rows: list[Row]) -> list[Row]:
    """Leaves a pointer where clauses stood that moved: one for each run of them."""
    pairs = story.of.pairs
    at = {i: n for n, pair in enumerate(pairs) for i in pair.old}
    stubs: dict[int, list[Row]] = {}
    for i in sorted(at):
        n = at[i]
        before = at.get(i - 1, -1)
        if "moved" not in pairs[n].relations or ("moved" in pairs[before].relations and before in (n - 1, n) and before != -1):
            continue
        stubs.setdefault(before, []).append(Row(f"from-p{n}", "moved", story.place(pairs[n]), True, gone=f"p{n}"))
    placed = list(stubs.get(-1, []))
    for n, row in enumerate(rows):
        placed += [row, *stubs.get(n, [])]
    return placed


def _folds(rows: list[Row]) -> list[Fold]:
    """Long runs of rows in which no word changed and on which nothing hangs are folded away, but for those beside a change."""
    quiet = [not row.changed and not row.entries for row in rows]
    folds: list[Fold] = []
    n = 0
    while n < len(rows):
        end = n
        while end < len(rows) and quiet[end]:
            end += 1
        first, last = n + AROUND * (n > 0), end - AROUND * (end < len(rows))
        if last - first >= FOLDED:
            folds += [Fold(rows[n:first], False)] if first > n else []
            folds.append(Fold(rows[first:last], True))
            n = last
        stop = next((k for k in range(max(end, n), len(rows)) if quiet[k]), len(rows))
        folds.append(Fold(rows[n:stop], False))
        n = stop
    return [f for f in folds if f.rows]
