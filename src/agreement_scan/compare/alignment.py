"""Which clause of one draft is which clause of the other: one pass over equal words, then over like ones, then over parts.

Nothing here compares every clause with every other one: equal words find each other by a table, like ones by the rare words they
share and by their neighbours, so that time grows with the length of the drafts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log

from .units import Unit
from .words import shared, similarity, unshared

LEAST_LIKE = 0.5  # share of words in common below which two clauses are not each other's rewording
LEAST_LIKE_IN_PLACE = 0.34  # the same for clauses with the same number between the same neighbours
LEAST_LIKE_AFAR = 0.66  # the same for clauses that share neither place nor number
LEAST_LIKE_SHORT = 0.85  # the same for such clauses of a few words: headings are alike by nature
SHORT = 6  # words
LEAST_COVERED = 0.7  # share of a part's words that must stand in the clause it was split from
LEAST_GAINED = 0.5  # share of a part's words that the other parts of that clause do not explain
LEAST_WORDS = 4  # of a part
_MOST_POSTINGS, _MOST_RARE, _MOST_CANDIDATES, _REACH = 60, 16, 8, 3

Group = tuple[tuple[int, ...], tuple[int, ...]]


def align(old: Sequence[Unit], new: Sequence[Unit]) -> list[Group]:
    """Groups of clauses that stand for each other, by their place in ``new`` (deleted ones where they stood): one to one,
    one to several (split), several to one (merged), one to none (deleted) and none to one (inserted)."""
    partner = _Partners(old, new)
    partner.equal()
    partner.like()
    to_new = {i: [j] for i, j in partner.of_old.items()}
    splits = _parts(old, new, partner.of_old)
    cut = {j for found in splits.values() for j in found}
    merges = {j: found for j, found in _parts(new, old, partner.of_new).items() if j not in cut and not splits.keys() & set(found)}
    for i, found in splits.items():
        to_new[i] = found
    groups: list[Group] = [((i,), tuple(js)) for i, js in to_new.items()]
    merged = {i for found in merges.values() for i in found}
    groups = [g for g in groups if not (set(g[0]) & merged or set(g[1]) & merges.keys())]
    groups += [(tuple(found), (j,)) for j, found in merges.items()]
    seen_old = {i for g in groups for i in g[0]}
    seen_new = {j for g in groups for j in g[1]}
    groups += [((), (u.index,)) for u in new if u.index not in seen_new]
    return _placed(groups, [u.index for u in old if u.index not in seen_old])


def _placed(groups: list[Group], deleted: list[int]) -> list[Group]:
    """Groups by their place in the new draft; a deleted clause follows the clause that it followed in the old one."""
    groups.sort(key=lambda g: g[1])
    at = {i: n for n, g in enumerate(groups) for i in g[0]}
    after: dict[int, list[Group]] = {}
    for i in deleted:
        before = at.get(i - 1, -1) if i else -1
        at[i] = before
        after.setdefault(before, []).append(((i,), ()))
    placed = list(after.get(-1, []))
    for n, group in enumerate(groups):
        placed.append(group)
        placed += after.get(n, [])
    return placed


class _Partners:
    """One-to-one partners of two drafts, found step by step; what is taken stays taken."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self.old, self.new = old, new
        self.of_old: dict[int, int] = {}
        self.of_new: dict[int, int] = {}

    def _take(self, i: int, j: int) -> None:
        self.of_old[i], self.of_new[j] = j, i

    def equal(self) -> None:
        """Clauses with equal words: those that occur once, then their neighbours, then by number, then in order."""
        olds, news = _by_keys(self.old), _by_keys(self.new)
        common = [k for k in olds if k in news]
        self._grow((olds[k][0], news[k][0]) for k in common if len(olds[k]) == len(news[k]) == 1)
        for k in common:
            free = {self.new[j].label: j for j in reversed(news[k]) if j not in self.of_new}
            self._grow((i, free.pop(label)) for i in olds[k] if i not in self.of_old and (label := self.old[i].label) in free)
        for k in common:
            left = [i for i in olds[k] if i not in self.of_old], [j for j in news[k] if j not in self.of_new]
            self._grow(zip(*left, strict=False))

    def _grow(self, seeds: Iterable[tuple[int, int]]) -> None:
        """Takes the seeds, and from each onwards and backwards for as long as the neighbours have equal words."""
        seeds = [(i, j) for i, j in seeds if i not in self.of_old and j not in self.of_new]
        for i, j in seeds:
            if i in self.of_old or j in self.of_new:
                continue
            self._take(i, j)
        for i, j in seeds:
            for step in (1, -1):
                a, b = i + step, j + step
                while 0 <= a < len(self.old) and 0 <= b < len(self.new) and a not in self.of_old and b not in self.of_new and self.old[a].keys == self.new[b].keys:
                    self._take(a, b)
                    a, b = a + step, b + step

    def like(self) -> None:
        """Clauses whose words are like each other's, the likest first."""
        olds = [u for u in self.old if u.index not in self.of_old]
        news = [u for u in self.new if u.index not in self.of_new]
        rare = _Rare(news)
        by_label: dict[str, int] = {u.label: u.index for u in reversed(news)}
        scored: list[tuple[float, int, int, int]] = []
        for unit in olds:
            near = set(self._beside(unit.index))
            candidates = near | set(rare.candidates(unit))
            if unit.label in by_label:
                candidates.add(by_label[unit.label])
            for j in candidates:
                other = self.new[j]
                like = similarity(unit.keys, other.keys)
                same = unit.label == other.label
                if like >= _least(unit, other, same, j in near):
                    scored.append((like + 0.1 * same + 0.05 * (j in near) + 0.05 * (unit.kind == other.kind), abs(unit.index - j), unit.index, j))
        for _, _, i, j in sorted(scored, key=lambda s: (-s[0], s[1:])):
            if i not in self.of_old and j not in self.of_new:
                self._take(i, j)

    def _beside(self, i: int) -> Iterator[int]:
        """Free clauses of the new draft that stand where the old clause would: after its predecessor's partner, before its successor's."""
        for step in (-1, 1):
            a = i + step
            for _ in range(_REACH):
                if a in self.of_old:
                    break
                a += step
            j = self.of_old.get(a, -1 if a < 0 else len(self.new) if a >= len(self.old) else None)
            if j is None:
                continue
            for _ in range(_REACH):
                j -= step
                if not 0 <= j < len(self.new):
                    break
                if j not in self.of_new:
                    yield j


def _least(unit: Unit, other: Unit, same_label: bool, near: bool) -> float:
    """How like two clauses must be to be each other's rewording: the less, the more else speaks for it."""
    if same_label and near and unit.kind == other.kind:
        return LEAST_LIKE_IN_PLACE
    if same_label or near:
        return LEAST_LIKE
    return LEAST_LIKE_SHORT if min(len(unit.keys), len(other.keys)) < SHORT else LEAST_LIKE_AFAR


def _by_keys(side: Sequence[Unit]) -> dict[tuple[str, ...], list[int]]:
    found: dict[tuple[str, ...], list[int]] = {}
    for unit in side:
        found.setdefault(unit.keys, []).append(unit.index)
    return found


class _Rare:
    """Finds clauses by the rare words they share; common words are not looked up at all."""

    def __init__(self, side: Iterable[Unit]) -> None:
        self.postings: dict[str, list[int]] = {}
        for unit in side:
            for key in dict.fromkeys(unit.keys):
                self.postings.setdefault(key, []).append(unit.index)

    def candidates(self, unit: Unit) -> list[int]:
        """The clauses that share most with a clause, best first."""
        known = sorted((k for k in set(unit.keys) if k in self.postings), key=lambda k: (len(self.postings[k]), k))
        votes: Counter[int] = Counter()
        for key in known[:_MOST_RARE]:
            held = self.postings[key]
            if len(held) > _MOST_POSTINGS and votes:
                break
            for j in held[:_MOST_POSTINGS]:
                votes[j] += 1.0 / log(2 + len(held))  # type: ignore[assignment]
        return sorted(votes, key=lambda j: (-votes[j], j))[:_MOST_CANDIDATES]


def _parts(wholes: Sequence[Unit], pieces: Sequence[Unit], partner: dict[int, int]) -> dict[int, list[int]]:
    """Clauses of one draft that were cut into several of the other: whole -> its parts in order, two at least.

    A part is a clause that no equal one explains: nearly all of its words stand in the whole, and most of them are not explained
    by the other parts.
    """
    taken = {j: i for i, j in partner.items()}
    free = [u for u in pieces if u.index not in taken and len(u.keys) >= LEAST_WORDS]
    if not free:
        return {}
    open_wholes = [u for u in wholes if u.index not in partner or pieces[partner[u.index]].keys != u.keys]
    rare = _Rare(open_wholes)
    offered: dict[int, list[tuple[float, int]]] = {}
    for piece in free:
        covered = [(shared(wholes[i].keys, piece.keys) / len(piece.keys), -abs(i - piece.index), i) for i in rare.candidates(piece)]
        best = max(covered, default=None)
        if best is not None and best[0] >= LEAST_COVERED and len(wholes[best[2]].keys) > len(piece.keys):
            offered.setdefault(best[2], []).append((best[0], piece.index))
    found: dict[int, list[int]] = {}
    for i, pairs in offered.items():
        parts = [partner[i]] if i in partner else []
        explained = _explained(wholes[i], pieces, parts)
        for _, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
            wider = _explained(wholes[i], pieces, [*parts, j])
            if wider - explained >= LEAST_GAINED * len(pieces[j].keys):
                parts, explained = [*parts, j], wider
        if len(parts) > 1 and explained >= LEAST_LIKE * len(wholes[i].keys):
            found[i] = sorted(parts)
    return found


def _explained(whole: Unit, pieces: Sequence[Unit], parts: Sequence[int]) -> int:
    """How many words of the whole its parts account for, in whatever order they stand; no word counts twice."""
    left = list(whole.keys)
    for j in parts:
        left = unshared(left, pieces[j].keys)
    return len(whole.keys) - len(left)


def out_of_order(values: Sequence[int]) -> set[int]:
    """Positions of the values that do not belong to the longest rising run: the fewest that must have moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = [-1] * len(values)
    for n, value in enumerate(values):
        k = bisect_left(tails, value)
        if k == len(tails):
            tails.append(value)
            ends.append(n)
        else:
            tails[k], ends[k] = value, n
        before[n] = ends[k - 1] if k else -1
    kept = set()
    n = ends[-1] if ends else -1
    while n != -1:
        kept.add(n)
        n = before[n]
    return set(range(len(values))) - kept
