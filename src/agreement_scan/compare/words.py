"""The words of a clause as they are compared, and what differs between two runs of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ..comparison import Edit

# A number with its sub-paragraphs, as clauses are cited ("5(2)(a)", "3.1"); a word; a bracket; any other sign.
_TOKEN = re.compile(r"\d{1,3}(?:\.\d{1,3})*(?:\s?\([a-z0-9]{1,3}\))+|\d+(?:[.,]\d+)*|[^\W_]+(?:['’‐‑-][^\W_]+)*|\S")
_TYPOGRAPHY = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "…": ".",
})  # fmt: skip
SHORT = 3  # letters of a word so small that it may be swallowed by the edits around it


class Token(NamedTuple):
    """A word or sign of a text. ``key`` is what counts in comparison: typography and capitals do not."""

    start: int
    end: int
    key: str

    @property
    def is_word(self) -> bool:
        """Whether it counts as words do: brackets do, because they say what is not agreed; other signs do not."""
        return self.key[0].isalnum() or self.key in "[]%"


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words and signs of a span of the text."""
    return [Token(m.start(), m.end(), m[0].casefold().translate(_TYPOGRAPHY).replace(" ", "")) for m in _TOKEN.finditer(text, start, end)]


def similarity(old: Sequence[str], new: Sequence[str]) -> float:
    """How far two runs of words are the same in the same order: 0 to 1."""
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(old, new)


def shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words the longest common run (with gaps) of two runs of words has."""
    from rapidfuzz.distance import LCSseq

    return int(LCSseq.similarity(old, new))


def unshared(whole: Sequence[str], part: Sequence[str]) -> list[str]:
    """The words of ``whole`` that the longest common run with ``part`` leaves."""
    from rapidfuzz.distance import LCSseq

    return [key for op in LCSseq.opcodes(whole, part) if op.tag != "equal" for key in whole[op.src_start : op.src_end]]


def edits(old: Sequence[Token], new: Sequence[Token], at: tuple[int, int], breaks: tuple[set[int], set[int]] = (set(), set())) -> list[Edit]:
    """What was deleted, inserted and replaced, in order. ``at`` is where both texts stand if one side has no words at all.

    ``breaks`` are indexes of tokens at which another clause begins on either side: no edit runs across them.
    """
    from rapidfuzz.distance import Indel

    runs: list[list[int]] = []  # old from, old to, new from, new to
    for op in Indel.opcodes([t.key for t in old], [t.key for t in new]):
        if op.tag == "equal":
            continue
        run = [op.src_start, op.src_end, op.dest_start, op.dest_end]
        if runs and _joins(old, runs[-1], run):
            runs[-1][1], runs[-1][3] = run[1], run[3]
        else:
            runs.append(run)
    pieces = [piece for run in runs for piece in _broken(run, *breaks)]
    return [Edit(_span(old, a, b, at[0]), _span(new, c, d, at[1])) for a, b, c, d in pieces]


def _broken(run: list[int], old: set[int], new: set[int]) -> list[list[int]]:
    """A run cut wherever a clause begins inside it, on either side."""
    befores, afters = _parts(run[0], run[1], old), _parts(run[2], run[3], new)
    if len(befores) == len(afters) == 1:
        return [run]
    size = max(len(befores), len(afters))
    befores += [(run[1], run[1])] * (size - len(befores))
    afters += [(run[3], run[3])] * (size - len(afters))
    return [[*before, *after] for before, after in zip(befores, afters, strict=True)]


def _parts(first: int, last: int, breaks: set[int]) -> list[tuple[int, int]]:
    edges = [first, *(k for k in range(first + 1, last) if k in breaks), last]
    return list(pairwise(edges))


def _joins(old: Sequence[Token], last: list[int], run: list[int]) -> bool:
    """Whether two edits are one: they touch, or only a small word stands between two larger replacements."""
    between = run[0] - last[1]
    if between == 0:
        return True
    large = last[1] - last[0] + last[3] - last[2] > 1 and run[1] - run[0] + run[3] - run[2] > 1
    return between == 1 and large and len(old[last[1]].key) <= SHORT and old[last[1]].key.isalpha()


def _span(side: Sequence[Token], first: int, last: int, at: int) -> tuple[int, int]:
    if first < last:
        return side[first].start, side[last - 1].end
    where = side[first].start if first < len(side) else side[-1].end if side else at
    return where, where
