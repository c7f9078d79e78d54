"""Hundreds of thousands of phrases matched against a document with a few array operations.

The phrases form a trie kept as sorted arrays, one level for each word. All positions of a document walk down together: each
level is one binary search over its edges. Building is the same level by level; nothing is built as Python objects.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import numpy as np

_PARTS = re.compile(r"\(([^()]*)\)(\?)?|([^()]+)")


def slots(notation: str) -> list[list[tuple[str, ...]]]:
    """The parts of a phrase with their alternatives, as tuples of words: ``hand (over)? (a|the) child`` has four parts."""
    parts: list[list[tuple[str, ...]]] = []
    for group, optional, plain in _PARTS.findall(notation):
        if plain:
            words = tuple(plain.split())
            if words:
                parts.append([words])
        else:
            parts.append([tuple(option.split()) for option in group.split("|")] + ([()] if optional else []))
    return parts


class PhraseTable:
    """Phrases over word numbers, each with a value (a concept's index)."""

    def __init__(self, phrases: Iterable[tuple[str, int]], numbers: Callable[[str], tuple[int, ...]]) -> None:
        """``phrases``: notations with their values. ``numbers``: the token hashes of a word that stands between blanks."""
        known: dict[str, tuple[int, ...]] = {}
        local: dict[int, int] = {}

        def ids(word: str) -> tuple[int, ...]:
            found = known.get(word)
            if found is None:
                found = known[word] = tuple(local.setdefault(n, len(local)) for n in numbers(word))
            return found

        flat: list[int] = []
        sizes: list[int] = []
        values: list[int] = []
        for notation, value in phrases:
            choices = [[tuple(itertools.chain.from_iterable(map(ids, option))) for option in part] for part in slots(notation)]
            for pick in itertools.product(*choices):
                before = len(flat)
                for piece in pick:
                    flat += piece
                if len(flat) > before:
                    sizes.append(len(flat) - before)
                    values.append(value)
        self._build(local, np.array(flat, dtype=np.int64), np.array(sizes, dtype=np.int64), np.array(values, dtype=np.int64))

    def _build(self, local: dict[int, int], flat: Any, sizes: Any, values: Any) -> None:
        order = np.argsort(np.array(list(local), dtype=np.uint64))
        self.words = np.array(list(local), dtype=np.uint64)[order]
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        flat = rank[flat] if len(flat) else flat
        self.edges: list[Any] = []  # for each level the sorted edges: state * words + word
        self.base: list[int] = []  # the state behind a level's first edge
        self.ends: list[tuple[Any, Any]] = []  # for each level: where each of its states' values begin, and the values
        starts = np.cumsum(sizes) - sizes
        state = np.zeros(len(sizes), dtype=np.int64)
        alive = np.arange(len(sizes))
        following, level = 1, 0
        while len(alive):
            pair = state[alive] * len(self.words) + flat[starts[alive] + level]
            edges, inverse = np.unique(pair, return_inverse=True)
            state[alive] = following + inverse
            done = alive[sizes[alive] == level + 1]
            ended = np.unique((state[done] - following) * (1 << 20) + values[done])
            self.edges.append(edges)
            self.base.append(following)
            self.ends.append((np.searchsorted(ended >> 20, np.arange(len(edges) + 1)), ended & ((1 << 20) - 1)))
            alive = alive[sizes[alive] > level + 1]
            following += len(edges)
            level += 1

    @cached_property
    def _opening(self) -> Any:
        """For each word the edge of the first level that it is, -1 for none."""
        opening = np.full(len(self.words), -1)
        opening[self.edges[0]] = np.arange(len(self.edges[0]))
        return opening

    def arrays(self) -> dict[str, Any]:
        """The table as named arrays, to be kept in a file."""
        kept: dict[str, Any] = {"words": self.words, "base": np.array(self.base, dtype=np.int64)}
        for level, (edges, (at, values)) in enumerate(zip(self.edges, self.ends, strict=True)):
            kept |= {f"edges{level}": edges, f"at{level}": at.astype(np.int32), f"values{level}": values.astype(np.int16)}
        return kept

    @classmethod
    def from_arrays(cls, kept: dict[str, Any]) -> PhraseTable:
        """The table kept by ``arrays``."""
        table = cls.__new__(cls)
        table.words, table.base = kept["words"], kept["base"].tolist()
        levels = range(len(table.base))
        table.edges = [kept[f"edges{n}"] for n in levels]
        table.ends = [(kept[f"at{n}"].astype(np.int64), kept[f"values{n}"].astype(np.int64)) for n in levels]
        return table

    def number(self, tokens: Any) -> Any:
        """The numbers of words in this table, from their hashes; -1 for those that stand in no phrase."""
        if not len(self.words):
            return np.full(len(tokens), -1)
        word = np.searchsorted(self.words, tokens)
        word[word == len(self.words)] = 0
        word[self.words[word] != tokens] = -1
        return word

    def find(self, word: Any) -> tuple[Any, Any, Any]:
        """Values, first and last tokens (half-open) of all phrases in a text, whose tokens have these numbers."""
        word = np.append(word, -1)  # so that every position has a next one
        position = np.flatnonzero(word >= 0)
        state = np.zeros(len(position), dtype=np.int64)
        found: list[tuple[Any, Any, Any]] = []
        for level, (edges, base, (at, values)) in enumerate(zip(self.edges, self.base, self.ends, strict=True)):
            if level == 0:  # the first words of phrases need no search
                edge = self._opening[word[position]]
                hit = edge >= 0
            else:
                pair = state * len(self.words) + word[position + level]
                edge = np.searchsorted(edges, pair)
                edge[edge == len(edges)] = 0
                hit = edges[edge] == pair
            position, edge = position[hit], edge[hit]
            begin, end = at[edge], at[edge + 1]
            counts = end - begin
            first = np.repeat(position, counts)
            if len(first):
                offset = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts - begin, counts)
                found.append((values[offset], first, first + level + 1))
            ahead = word[position + level + 1] >= 0
            position, state = position[ahead], base + edge[ahead]
            if not len(position):
                break
        if not found:
            none = np.zeros(0, dtype=np.int64)
            return none, none, none
        return tuple(np.concatenate([f[n] for f in found]) for n in range(3))  # type: ignore[return-value]
