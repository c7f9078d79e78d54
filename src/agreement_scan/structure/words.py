"""The structure words of a language as patterns over one text."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any

NEVER = re.compile(r"(?!)")


class Starts:
    """Whether a text opens with one of some phrases; looks the first word up before comparing phrases."""

    _FIRST = re.compile(r"[\s\"“'*_#(\[]*([^\W_]+)")

    def __init__(self, phrases: list[str]) -> None:
        self.by_first: dict[str, list[str]] = {}
        for phrase in phrases:
            first = self._FIRST.match(phrase)
            self.by_first.setdefault(first[1].lower() if first else "", []).append(phrase.lower())

    def match(self, text: str) -> bool:
        """Whether ``text`` opens so (case and opening quotes or brackets aside), at a word's end."""
        first = self._FIRST.match(text)
        phrases = self.by_first.get(first[1].lower()) if first else None
        if not phrases or first is None:
            return False
        opening = text[first.start(1) : first.start(1) + 60].lower()
        return any(opening.startswith(p) and not opening[len(p) : len(p) + 1].isalnum() for p in phrases)


@lru_cache(maxsize=256)
def _anywhere(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?i)(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")")


@lru_cache(maxsize=64)
def _opening(phrases: tuple[str, ...]) -> Starts:
    return Starts(list(phrases))


class Words:
    """The structure words of a language as patterns, cut down to those that occur in a text: most texts use few of them."""

    def __init__(self, structure: dict[str, Any], text: str) -> None:
        self.structure, self.lower = structure, text.lower()
        self.preamble = self._starts("preamble", "headings")
        self.norm = self._recitals("norm")
        self.fact = self._recitals("fact")
        self.operative = self._anywhere("preamble", "operative")
        self.signature = self._starts("signature", "openings")
        self.parties = self._starts("signature", "parties")
        self.note = self._starts("notes", "openings")
        self.speaker = self._starts("notes", "speakers")
        self.open_part = self._anywhere("unagreed", "contains")
        self.note_inside = self._anywhere("notes", "contains")
        self.options = self._starts("unagreed", "options")
        self.table = {w.lower() for w in structure["table"]["header_words"]}
        self.header_cells = {w.lower() for w in structure["table"]["header_cells"]}

    # these are asked for in few texts

    @cached_property
    def definitions(self) -> re.Pattern[str]:
        return self._anywhere("definitions", "headings")

    @cached_property
    def says(self) -> re.Pattern[str]:
        return self._anywhere("notes", "says")

    @cached_property
    def reservation(self) -> re.Pattern[str]:
        return self._anywhere("reservation", "contains")

    def _recitals(self, key: str) -> Starts:
        """First words of a recital, also after an adverb: "recognizing", "further recognizing"."""
        opening = self.structure["preamble"]
        return _opening((*opening[key], *(f"{adverb} {words}" for adverb in opening["adverbs"] for words in opening[key])))

    def _starts(self, section: str, key: str) -> Starts:
        return _opening(tuple(self.structure[section][key]))

    def _anywhere(self, section: str, key: str) -> re.Pattern[str]:
        words = tuple(w for w in self.structure[section][key] if w in self.lower)
        return _anywhere(words) if words else NEVER
