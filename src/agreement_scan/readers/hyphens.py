"""Words broken over two lines: whether the hyphen at the line's end belongs to the word."""

from __future__ import annotations

import re

_WORD_BEFORE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# First and last parts of words that keep their hyphen; for all others the document's own words decide.
_KEEPS = frozenset(["non", "self", "ex", "vice", "anti", "inter", "intra", "pro", "all", "cross", "quasi"])
_KEPT_BY = frozenset(["affected", "based", "controlled", "day", "free", "led", "level", "old", "related", "term", "week", "wide", "year"])
_HYPHENS = ("-", "\xad")
_SUSPENDED = re.compile(r"(?:and|or)\b")  # "pre- and post-conflict" is no broken word


def breaks_word(told: str, tells: str) -> bool:
    """Whether the last word of the line ``told`` goes on in ``tells`` after a hyphen (which may belong to it or not)."""
    return told[-1:] in _HYPHENS and len(told) > 2 and told[-2].isalnum() and tells[:1].isalnum() and not _SUSPENDED.match(tells)


class Hyphens:
    """Tells a hyphen that only breaks a word over two lines from one that belongs to the word.

    The document's own words decide: "re-cruitment" is joined, "cease-fire" keeps its hyphen where the text writes it so,
    or where both halves are words of the text and the whole is not.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._words: frozenset[str] | None = None

    def drops(self, told: str, tells: str) -> bool:
        """Whether the hyphen at the end of ``told``, whose last word goes on in ``tells``, is to be left out."""
        if told[-1] == "\xad":
            return True
        left = _WORD_BEFORE.search(told[:-1])
        right = _WORD.match(tells)
        if left is None or right is None or not tells[0].islower():
            return False
        a, b = left[0].casefold(), right[0].casefold()
        head, tail = a.rsplit("-", 1)[-1], b.split("-", 1)[0]
        if self._words is None:
            self._words = _whole_words(self._lines)
        if f"{a}-{b}" in self._words or f"{head}-{tail}" in self._words:
            return False
        if head + tail in self._words:
            return True
        if head in _KEEPS or tail in _KEPT_BY or "-" in a:
            return False
        return not (head in self._words and tail in self._words and len(head) > 2 and len(tail) > 2)


def _whole_words(lines: list[str]) -> frozenset[str]:
    """The words of the lines, casefolded, without the halves at broken line ends, which stand for no word."""
    whole: list[str] = []
    broken = False
    for line in lines:
        words = line.split()
        if broken:
            words = words[1:]
        broken = bool(words) and words[-1][-1] in _HYPHENS
        if broken:
            words.pop()
        whole += words
    return frozenset(word.strip("“”‘’\"'()[].,;:!?") for word in set(" ".join(whole).casefold().split()))
