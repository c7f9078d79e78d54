"""Near-identical texts, so that counts are not inflated; and clauses that go from one agreement into the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .sketch import likeness, opened
from .store import Store
from .tables import scanned

# Two texts with fewer than four in five shingles in common differ in more than typing, dates and signatures.
NEAR = 0.8
# Two clauses are the same wording below this share of edits (rapidfuzz ratio, 0 to 100), names and numbers apart.
SAME_CLAUSE = 90.0
# How many of a clause's rarest three-word runs, shared with some other clause, are followed up.
RAREST = 6


def duplicates(store: str | Path, least: float = NEAR) -> list[dict[str, Any]]:
    """Groups of documents whose texts are nearly the same: rows of group, document, likeness to the group's first, characters.

    Likeness is the estimated Jaccard share of five-word shingles. Translations share no shingles and are not grouped.
    The group's first is its longest text; groups and rows come in the order of names.
    """
    names, sketches, lengths = [], [], []
    with Store(store) as kept:
        for d in kept.documents():
            if scanned(d) and d["record"]["sketch"]:
                names.append(d["name"])
                sketches.append(opened(d["record"]["sketch"]))
                lengths.append(d["record"]["document"]["characters"])
    holders: dict[int, list[int]] = defaultdict(list)
    for n, one in enumerate(sketches):
        # a shared low hash is all but certain for texts this near, so only those that share one of the lowest are compared
        for low in one[:48].tolist():
            holders[low].append(n)
    pairs = {(a, b) for group in holders.values() for i, a in enumerate(group) for b in group[i + 1 : i + 60]}
    near = [(a, b) for a, b in sorted(pairs) if likeness(sketches[a], sketches[b]) >= least]
    rows = []
    for number, group in enumerate(_groups(near), 1):
        first = max(group, key=lambda n: (lengths[n], [-ord(c) for c in names[n]]))
        for n in group:
            rows.append({"group": number, "document": names[n], "likeness": round(likeness(sketches[first], sketches[n]), 3), "characters": lengths[n], "representative": n == first})
    return rows


def mark(store: str | Path, least: float = NEAR) -> list[dict[str, Any]]:
    """Finds duplicates and notes them in the store: the column ``meta_duplicate_of`` of the table documents names the text
    that stands for the group, and plots leave the others out. Gives the rows of :func:`duplicates`."""
    rows = duplicates(store, least)
    stands = {r["group"]: r["document"] for r in rows if r["representative"]}
    with Store(store, write=True) as kept:
        kept.annotate("duplicates", {r["document"]: {"duplicate_of": stands[r["group"]]} for r in rows if not r["representative"]})
    return rows


def reused_clauses(store: str | Path, least: float = SAME_CLAUSE, words: int = 8) -> list[dict[str, Any]]:
    """Clauses with findings that stand, nearly word for word, in two agreements or more: one row for each place.

    Compared within a provision by rapidfuzz, case and numbers ignored; quotes under ``words`` words are left out. Near
    duplicates of whole texts count as what they are: drop them first where they would inflate the list.
    """
    from rapidfuzz import fuzz

    quotes: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    with Store(store) as kept:
        for d in kept.documents():
            if scanned(d):
                for f in d["record"]["findings"]:
                    plain = " ".join(w for w in "".join(c if c.isalpha() else " " for c in f["quote"].lower()).split())
                    if plain.count(" ") >= words - 1:
                        quotes[f["provision"]][plain].append({"document": d["name"], "finding": f["id"], "clause": f["clause"], "status": f["status"], "quote": f["quote"]})
    rows: list[dict[str, Any]] = []
    number = 0
    for provision in sorted(quotes):
        plain = sorted(quotes[provision])
        near = [(a, b) for a, b in _alike(plain) if fuzz.ratio(plain[a], plain[b], score_cutoff=least)]
        together = _groups(near)
        linked = {n for group in together for n in group}
        for group in sorted([*together, *([n] for n in range(len(plain)) if n not in linked)]):
            places = [p for n in group for p in quotes[provision][plain[n]]]
            agreements = len({p["document"] for p in places})
            if agreements > 1:
                number += 1
                rows += [{"group": number, "provision": provision, "agreements": agreements, **p} for p in sorted(places, key=lambda p: (p["document"], p["finding"]))]
    return rows


def _alike(texts: list[str]) -> list[tuple[int, int]]:
    """Pairs worth comparing: those that share one of the rarest three-word runs of either. A clause of eight words or more
    that differs in a tenth still has a run in common, and comparing all with all grows with the square of the corpus."""
    runs = [sorted({" ".join(words[n : n + 3]) for n in range(len(words) - 2)}) for words in (t.split() for t in texts)]
    holders: dict[str, list[int]] = defaultdict(list)
    for n, own in enumerate(runs):
        for run in own:
            holders[run].append(n)
    pairs = set()
    for n, own in enumerate(runs):
        shared = sorted((r for r in own if len(holders[r]) > 1), key=lambda r: (len(holders[r]), r))[:RAREST]
        pairs |= {(min(n, other), max(n, other)) for run in shared for other in holders[run][:200] if other != n}
    return sorted(pairs)


def _groups(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """What hangs together by pairs, each group sorted."""
    leader: dict[int, int] = {}

    def find(n: int) -> int:
        while leader.setdefault(n, n) != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    for a, b in pairs:
        first, second = sorted((find(a), find(b)))
        leader[second] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for n in sorted(leader):
        groups[find(n)].append(n)
    return sorted(groups.values())
