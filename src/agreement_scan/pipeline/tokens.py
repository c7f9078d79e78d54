"""Tokens as arrays, made of chunks: what stands between two spaces is tokenised once, however often it is written.

An agreement uses few words many times, and spaCy's tokenizer looks at nothing beyond a chunk. So a chunk's tokens, their hashes and
their numbers in the phrase tables are kept from text to text; reading a text is a look-up for each chunk and some array work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from threading import Lock
from typing import Any

import numpy as np
from spacy.attrs import IDX, IS_ALPHA, IS_DIGIT, LENGTH, LOWER, NORM
from spacy.language import Language as SpacyLanguage
from spacy.tokens import Doc

from ..rules.views import spans

_MOST = 100_000  # chunks kept at most


# Gives, of norms and lower-cased forms, the numbers in the phrase tables.
Numbering = Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Tokens:
    """What reading needs of a text's tokens, as arrays: places in the text, hashes of stems and lower-cased forms, which are words,
    and their ``numbers`` in the phrase tables (one row for each table)."""

    starts: Any
    ends: Any
    norms: Any
    lower: Any
    words: Any
    numbers: Any

    def some(self, at: Any) -> Tokens:
        """Some of them."""
        return Tokens(self.starts[at], self.ends[at], self.norms[at], self.lower[at], self.words[at], self.numbers[:, at])

    @classmethod
    def of(cls, doc: Doc, numbering: Numbering) -> Tokens:
        """The tokens of a Doc."""
        table = doc.to_array([IDX, LENGTH, NORM, LOWER, IS_ALPHA, IS_DIGIT]) if len(doc) else np.zeros((0, 6), dtype=np.uint64)
        start, length, norm, lower, alpha, digit = np.ascontiguousarray(table.T)
        starts = start.astype(np.int64)
        return cls(starts, starts + length.astype(np.int64), norm, lower, (alpha | digit).astype(bool), numbering(norm, lower))


class Chunks:
    """The chunks that a pipeline has met, numbered, with their tokens one after the other."""

    def __init__(self, nlp: SpacyLanguage, numbering: Numbering) -> None:
        self._nlp, self._numbering = nlp, numbering
        self._lock = Lock()  # workers of a cluster may be threads
        self._forget()

    def _forget(self) -> None:
        self._number: dict[str, int] = {}
        self._sizes = np.zeros(0, dtype=np.int64)  # of each chunk in characters
        self._at = np.zeros(1, dtype=np.int64)  # where the tokens of each chunk begin in ``_known``, and the end of the last
        self._known = Tokens.of(self._nlp.make_doc(""), self._numbering)  # ``starts`` and ``ends`` are places in the chunk

    def read(self, text: str, places: Any = None) -> Tokens:
        """The tokens of a text whose only white space is single spaces; ``places`` of its characters as ``words.plain`` gives them."""
        chunks = text.split(" ")
        with self._lock:
            try:
                number = self._numbers(chunks)
            except KeyError:
                self._learn(dict.fromkeys(chunks))
                number = self._numbers(chunks)
            owner, at = spans(self._at[number], self._at[number + 1])
            found, begin = self._known.some(at), _in_a_row(self._sizes[number])[0][owner]
        starts, ends = found.starts + begin, found.ends + begin
        if places is not None:
            starts, ends = places[starts], places[ends - 1] + 1
        return replace(found, starts=starts, ends=ends)

    def _numbers(self, chunks: list[str]) -> Any:
        return np.fromiter(map(self._number.__getitem__, chunks), dtype=np.int64, count=len(chunks))

    def _learn(self, chunks: dict[str, None]) -> None:
        """Tokenises the chunks that are new: all at once, with a line end between, which no token crosses."""
        if len(self._number) + len(chunks) > _MOST:
            self._forget()
        new = [c for c in chunks if c not in self._number]
        sizes = np.array(list(map(len, new)), dtype=np.int64)
        begins, ends = _in_a_row(sizes)
        found = Tokens.of(self._nlp.make_doc("\n".join(new)), self._numbering)
        owner = np.searchsorted(begins, found.starts, side="right") - 1
        inside = np.flatnonzero(found.starts < ends[owner])
        found, owner = found.some(inside), owner[inside]
        found = replace(found, starts=found.starts - begins[owner], ends=found.ends - begins[owner])
        self._number.update(zip(new, range(len(self._number), len(self._number) + len(new)), strict=True))
        self._sizes = np.append(self._sizes, sizes)
        self._at = np.append(self._at, self._at[-1] + np.searchsorted(owner, np.arange(len(new)), side="right"))
        self._known = Tokens(*(np.concatenate([getattr(t, f.name) for t in (self._known, found)], axis=-1) for f in fields(Tokens)))


def _in_a_row(sizes: Any) -> tuple[Any, Any]:
    """Where each of some chunks of these sizes begins and ends when they stand one character apart."""
    ends = np.cumsum(sizes + 1) - 1
    return ends - sizes, ends
