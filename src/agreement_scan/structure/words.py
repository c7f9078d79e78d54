"""The structure words of a language as patterns over one text."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any

from ..languages import Language

NEVER = re.compile(r"(?!)")


class Openings:
    """Tells with which kinds of phrases a text opens; looks the first word up before comparing phrases."""

    _FIRST = re.compile(r"[\s\"“'*_#(\[]*([^\W_]+)")
    _NONE: frozenset[str] = frozenset()

    def __init__(self, phrases: dict[str, list[str]]) -> None:
        """``phrases`` by kind."""
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        for kind, group in phrases.items():
            for phrase in group:
                first = self._FIRST.match(phrase)
                self._by_first.setdefault(first[1].lower() if first else "", []).append((phrase.lower(), kind))

    def of(self, text: str, start: int = 0, end: int | None = None) -> frozenset[str]:
        """The kinds whose phrases ``text[start:end]`` opens with (case and opening quotes or brackets aside), at a word's end."""
        stop = len(text) if end is None else end
        first = self._FIRST.match(text, start, stop)
        phrases = self._by_first.get(first[1].lower()) if first else None
        if not phrases or first is None:
            return self._NONE
        opening = text[first.start(1) : min(first.start(1) + 60, stop)].lower()
        return frozenset(kind for p, kind in phrases if opening.startswith(p) and not opening[len(p) : len(p) + 1].isalnum())


# By the hash of a language pack.
_OPENINGS: dict[str, Openings] = {}


def openings(language: Language) -> Openings:
    """The phrases that tell what a block is: recitals ("norm", "fact"; also after an adverb: "further recognizing"), "preamble", "signature",
    "parties", "people", "joining", "resumes", "purpose", "note", "speaker", "option"."""
    if language.hash not in _OPENINGS:
        words = language.structure
        recitals = {
            key: [*words["preamble"][key], *(f"{adverb} {word}" for adverb in words["preamble"]["adverbs"] for word in words["preamble"][key])]
            for key in ("norm", "fact")
        }
        _OPENINGS[language.hash] = Openings({
            **recitals, "preamble": words["preamble"]["headings"], "signature": words["signature"]["openings"],
            "parties": words["signature"]["parties"], "people": words["signature"]["people"], "joining": words["preamble"]["joining"], "resumes": words["signature"]["resumes"], "purpose": words["signature"]["purposes"], "note": words["notes"]["openings"], "speaker": words["notes"]["speakers"],
            "option": words["unagreed"]["options"],
        })  # fmt: skip
    return _OPENINGS[language.hash]


@lru_cache(maxsize=256)
def _anywhere(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?i)(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")")


class Words:
    """The structure words of a language as patterns, cut down to those that occur in a text: most texts use few of them."""

    def __init__(self, structure: dict[str, Any], text: str) -> None:
        self.structure, self.lower = structure, text.lower()
        self.operative = self._anywhere("preamble", "operative")
        self.open_part = self._anywhere("unagreed", "contains")
        self.reserved = self._anywhere("unagreed", "reserved")
        self.no_part = self._anywhere("notes", "no_part")
        self.note_inside = self._anywhere("notes", "contains")

    # these are asked for in few texts

    @cached_property
    def open_heading(self) -> re.Pattern[str]:
        return self._anywhere("unagreed", "headings")

    @cached_property
    def definitions(self) -> re.Pattern[str]:
        return self._anywhere("definitions", "headings")

    @cached_property
    def says(self) -> re.Pattern[str]:
        return self._anywhere("notes", "says")

    @cached_property
    def adds(self) -> re.Pattern[str]:
        return self._anywhere("notes", "adds")

    @cached_property
    def reserves(self) -> re.Pattern[str]:
        return self._anywhere("notes", "reserves")

    @cached_property
    def author(self) -> re.Pattern[str]:
        return self._anywhere("notes", "author")

    @cached_property
    def writers(self) -> re.Pattern[str]:
        return self._anywhere("notes", "writers")

    @cached_property
    def reservation(self) -> re.Pattern[str]:
        return self._anywhere("reservation", "contains")

    @cached_property
    def header_words(self) -> set[str]:
        return {w.lower() for w in self.structure["table"]["header_words"]}

    @cached_property
    def header_cells(self) -> set[str]:
        return self.header_words | {w.lower() for w in self.structure["table"]["header_cells"]}

    def _anywhere(self, section: str, key: str) -> re.Pattern[str]:
        words = tuple(w for w in self.structure[section][key] if w in self.lower)
        return _anywhere(words) if words else NEVER
