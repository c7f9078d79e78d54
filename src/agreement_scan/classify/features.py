"""What the classifier sees of a passage, as 64-bit numbers.

Word stems of the sentence, pairs of neighbouring stems, stems of its lead-ins, concepts with their polarity in both, and the passage's
properties. A stem's number is spaCy's own hash of it, the same in every process and on every machine; pairs and fields are
mixed from it, so that a whole document is turned into features with a few array operations and no strings.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..rules import Reading
from ..rules.passages import PROPERTY_BIT

SHAPES = ("obligation", "permission", "aspiration", "recital", "norm", "definition", "row", "item", "unagreed", "mission", "unilateral", "early", "child-15")
_PROPERTY = {name: PROPERTY_BIT[name] for name in SHAPES}
_PAIR = np.uint64(0x9E3779B97F4A7C15)
_LEAD = np.uint64(0xC2B2AE3D27D4EB4F)
_HEAD = np.uint64(0x165667B19E3779F9)


@lru_cache(maxsize=10_000)
def named(name: str) -> int:
    """The number of a feature that has a name: "c:-recruit" a concept, "k:" one of a lead-in, "p:" a property."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class TokenFeatures:
    """Feature numbers of every token of a document: its stem, the pair with the next word, its stem as part of a lead-in or heading.

    0 where a token is no word (or, for pairs, where no word follows).
    """

    single: Any
    pair: Any
    lead: Any
    head: Any


def token_features(norms: Any, words: Any) -> TokenFeatures:
    """Features of tokens from their stems' hashes (uint64) and the mask of tokens that are words or numbers."""
    single = np.where(words, norms, np.uint64(0))
    pair = np.zeros_like(single)
    places = np.flatnonzero(words)
    if len(places) > 1:
        with np.errstate(over="ignore"):
            mixed = norms[places[:-1]] * _PAIR + norms[places[1:]]
        close = np.diff(places) <= 2  # at most a comma or hyphen between
        pair[places[:-1]] = np.where(close, mixed, np.uint64(0))
    with np.errstate(over="ignore"):
        lead = np.where(words, norms * _LEAD, np.uint64(0))
        head = np.where(words, norms * _HEAD, np.uint64(0))
    return TokenFeatures(single, pair, lead, head)


def headings(reading: Reading) -> dict[int, tuple[int, int]]:
    """For each clause the token span of the nearest heading above it (or its own); none where there is none."""
    own: dict[int, tuple[int, int]] = {}
    for passage in reading.passages:
        clause = passage.clause
        if clause.heading and passage.start < clause.body and clause.kind in ("article", "heading", "annex"):
            own.setdefault(clause.index, (passage.first, passage.last))
    found: dict[int, tuple[int, int]] = {}
    for clause in reading.clauses:
        if clause.index in own:
            found[clause.index] = own[clause.index]
        elif clause.parent is not None and clause.parent in found:
            found[clause.index] = found[clause.parent]
    return found


@lru_cache(maxsize=8)
def concept_numbers(ids: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """Feature numbers of each code of a pack's concepts, in a sentence and in its lead-ins."""
    return [named(f"c:{sign}{c}") for c in ids for sign in "+-"], [named(f"k:{sign}{c}") for c in ids for sign in "+-"]


SHAPE_NUMBERS = [(named(f"p:{shape}"), bit) for shape, bit in _PROPERTY.items()]


def raw_features(reading: Reading) -> list[set[int]]:
    """All feature numbers of every passage: what training sees. Scoring uses the same numbers through a model's table."""
    tokens = token_features(reading.norms, reading.words)
    single, pair, lead, head = (a.tolist() for a in (tokens.single, tokens.pair, tokens.lead, tokens.head))
    above_all = headings(reading)
    here, there = concept_numbers(reading.concepts)
    found = []
    for passage in reading.passages:
        features = set(single[passage.first : passage.last]) | set(pair[passage.first : max(passage.first, passage.last - 1)])
        for above in passage.leads:
            features |= set(lead[above.first : above.last])
        if passage.clause.index in above_all:
            features |= set(head[slice(*above_all[passage.clause.index])])
        features.discard(0)
        features |= {here[code] for code in passage.codes}
        for above in passage.leads:
            features |= {there[code] for code in above.codes}
        found.append(features | {number for number, bit in SHAPE_NUMBERS if passage.sees(bit, "self")})
    return found
