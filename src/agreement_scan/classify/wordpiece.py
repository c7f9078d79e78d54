"""Words to the numbers of an uncased BERT vocabulary: lower case, no accents, the longest known piece first.

Algorithm: Schuster and Nakajima 2012 as BERT uses it (Devlin and others 2019, section 3). Equal to the ``tokenizers`` package by test.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_WORD = 100
_IDEOGRAPHS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordPieces:
    """A vocabulary: a piece for each number. Words already met are remembered, up to a limit."""

    number: dict[str, int]
    known: dict[str, list[int]] = field(default_factory=dict, compare=False)

    def __call__(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without any mark of beginning or end."""
        found: list[int] = []
        for word in words(text):
            pieces = self.known.get(word)
            if pieces is None:
                pieces = self._pieces(word)
                if len(self.known) < 50_000:
                    self.known[word] = pieces
            found += pieces
        return found

    def _pieces(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [self.number["[UNK]"]]
        pieces, start = [], 0
        while start < len(word):
            end = len(word)
            while end > start:
                piece = self.number.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    break
                end -= 1
            else:
                return [self.number["[UNK]"]]
            pieces.append(piece)
            start = end
        return pieces


def read_vocabulary(path: Path) -> WordPieces:
    """The vocabulary of a file with one piece a line."""
    return WordPieces({piece: n for n, piece in enumerate(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))})


def words(text: str) -> list[str]:
    """Lower-case words and single marks of a text, accents taken off."""
    spaced = "".join(_spaced(c) for c in text)
    plain = "".join(c for c in unicodedata.normalize("NFD", spaced) if unicodedata.category(c) != "Mn").lower()
    return "".join(f" {c} " if _is_mark(c) else c for c in plain).split()


def _spaced(character: str) -> str:
    """A character as the words are cut: control characters go, ideographs stand alone."""
    if character in "\t\n\r":
        return " "
    if character in "\0\ufffd" or unicodedata.category(character).startswith("C"):
        return ""
    return f" {character} " if any(a <= ord(character) <= b for a, b in _IDEOGRAPHS) else character


def _is_mark(character: str) -> bool:
    return ("!" <= character <= "~" and not character.isalnum()) or unicodedata.category(character).startswith("P")
