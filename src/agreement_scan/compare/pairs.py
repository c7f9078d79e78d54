"""From aligned clauses to pairs that say what became of each: reworded, moved, renumbered, split, merged, and with which words."""

from __future__ import annotations

from collections.abc import Sequence

from ..comparison import RELATIONS, ClausePair, Edit
from ..languages import Language
from ..model import Report
from .alignment import Group, align, out_of_order
from .units import Places, Unit, units
from .words import edits, similarity

# Relations that leave a clause's own words as they were.
SAME_WORDS = frozenset(("moved", "renumbered", "references-followed", "repunctuated", "unchanged"))


def pairs_of(old: Report, new: Report, languages: tuple[Language, Language]) -> tuple[ClausePair, ...]:
    """The clauses of two reports as pairs, in the order of the new draft; deleted ones where they stood."""
    olds, news = units(old, languages[0]), units(new, languages[1])
    return _Relations(olds, news, languages).pairs(align(olds, news))


class _Relations:
    def __init__(self, old: list[Unit], new: list[Unit], languages: tuple[Language, Language]) -> None:
        self.old, self.new = old, new
        self.ranks = {**languages[0].structure["parts"], **languages[1].structure["parts"]}
        self.places = Places(old, self.ranks), Places(new, self.ranks)

    def pairs(self, groups: Sequence[Group]) -> tuple[ClausePair, ...]:
        """Pairs of the groups, in their order."""
        self.to_new = {i: set(js) for olds, js in groups for i in olds}
        both = sorted((g for g in groups if g[0] and g[1]), key=lambda g: g[0])
        moved = {both[n] for n in out_of_order([g[1][0] for g in both])}
        return tuple(self._pair(g, g in moved) for g in groups)

    def _pair(self, group: Group, out_of_order: bool) -> ClausePair:
        olds, news = [self.old[i] for i in group[0]], [self.new[j] for j in group[1]]
        if not olds or not news:
            return ClausePair(*group, ("inserted" if news else "deleted",), 0.0)
        relations = set()
        if len(olds) > 1 or len(news) > 1:
            relations.add("merged" if len(olds) > 1 else "split")
        old_keys, new_keys = [k for u in olds for k in u.keys], [k for u in news for k in u.keys]
        like, made = 1.0, []
        if old_keys != new_keys:
            like = similarity(old_keys, new_keys)
            made = self._edits(olds, news, words_only=True)
            relations.add("reworded")
        else:
            followed, changed, made = self._references(olds, news)
            if changed:
                relations.add("references-changed")
            elif followed:
                relations.add("references-followed")
            if not made and [t.key for u in olds for t in u.all] != [t.key for u in news for t in u.all]:
                made = self._edits(olds, news, words_only=False)
                relations.add("repunctuated")
        if out_of_order or self._hangs_elsewhere(olds[0], news[0]):
            relations.add("moved")
        elif olds[0].numbered and news[0].numbered and olds[0].number != news[0].number:
            relations.add("renumbered")
        ordered = tuple(r for r in RELATIONS if r in relations) or ("unchanged",)
        return ClausePair(*group, ordered, round(like, 3), tuple(made))

    def _edits(self, olds: list[Unit], news: list[Unit], words_only: bool) -> list[Edit]:
        sides, breaks = [], []
        for side in (olds, news):
            lists = [u.words if words_only else u.all for u in side]
            breaks.append({sum(map(len, lists[:n])) for n in range(1, len(lists))})
            sides.append([t for tokens in lists for t in tokens])
        return edits(*sides, (olds[0].start, news[0].start), (breaks[0], breaks[1]))

    def _references(self, olds: list[Unit], news: list[Unit]) -> tuple[bool, bool, list[Edit]]:
        """Whether references follow a new numbering, whether any now leads to another clause, and the numbers that differ."""
        followed = changed = False
        made = []
        before = [(u, t, w) for u in olds for t, w in u.references]
        after = [(u, t, w) for u in news for t, w in u.references]
        for (unit, token, word), (other, new_token, new_word) in zip(before, after, strict=True):
            targets = set(self.places[0].of(token, word, unit))
            reached = set(self.places[1].of(new_token, new_word, other))
            expected = {j for i in targets for j in self.to_new.get(i, ())}
            same = token.key == new_token.key
            if not same:
                made.append(Edit((token.start, token.end), (new_token.start, new_token.end)))
            if (targets and reached and expected and not expected & reached) or (not same and not (targets and reached)):
                changed = True
            elif not same:
                followed = True
        return followed, changed, made

    def _hangs_elsewhere(self, old: Unit, new: Unit) -> bool:
        """Whether what a clause hung on has a partner, and the clause does not stand below it now."""
        if old.parent is None:
            return False
        expected = self.to_new.get(old.parent, set())
        above = new.parent
        while above is not None and above not in expected:
            above = self.new[above].parent
        return bool(expected) and new.parent is not None and above is None
