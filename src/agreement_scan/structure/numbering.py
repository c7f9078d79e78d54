"""Reading the number a clause begins with, in the many ways agreements number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

# Styles of a number that may stand after a bullet.
_BULLETED = frozenset(("decimal", "bare", "number", "alpha", "roman"))
# Ranks of "II." and "B." that stand before a paragraph.
ROMAN, ALPHA = 2.5, 2.8
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Number:
    """A clause number: ``style`` (part, decimal, alpha, roman, ALPHA, ROMAN, bullet, ordinal, recital), its ordinal ``value``,
    the ``shown`` label, how many code points it takes (``length``, with separators), and for parts and decimals the ``rank``."""

    style: str
    value: int
    shown: str
    length: int
    rank: float = 0.0
    path: tuple[int, ...] = ()
    word: str = ""


def roman(text: str) -> int:
    """The value of a roman numeral up to hundreds, 0 if it is none. ``xiv`` is 14."""
    total = 0
    values = [_ROMAN.get(c, 0) for c in text.lower()]
    if not values or 0 in values:
        return 0
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total


@lru_cache(maxsize=8)
def _grammar(*words: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern of a number, from the words for parts, annexes, what follows annexes, numbers, ordinals, insertions, recitals and operative paragraphs."""
    either, alone, annexed, spelled, order, between, recital, paragraph = ("|".join(re.escape(w) for w in sorted(group, key=len, reverse=True)) for group in words)
    return re.compile(
        rf"""(?:
        (?P<part>(?i:{either}))\.?[ \t\xa0]+(?P<partno>\d{{1,3}}(?:er\b|[º°ª]|[a-z]\b|[-–][A-Z]\b|(?:\.\d{{1,3}})*(?:[ ]?(?:{between}))?)(?![\d.]*\d)|[A-Z][-–]?\d{{1,3}}[A-Z]?\b|[IVXLC]+\b(?:[ ](?:{between})\b)?|(?i:{spelled}|{order})\b|[A-Z]\b)
          (?:[ ]?\((?P<sub>\w{{1,4}})\))?(?P<partend>(?:[ \t\xa0]*[:.)\-–—]+)*[ \t\xa0]*)
      | (?P<annex>(?i:{alone}))(?=[ \t\xa0]*(?:[:\-–—]|$|(?i:{annexed})[ ][^\n]*[^\s.;:,]$))[ \t\xa0]*[:\-–—]*[ \t\xa0]*
      | (?P<decimal>\d{{1,3}}(?:\.\d{{1,3}})+|[A-Z](?:\.\d{{1,3}})+)(?:[ ]?\(?(?:{between})\)?)?[.):]?(?=[\s"“‘'(\[A-ZÀ-Ý]|$)[ \t\xa0]*
      | (?P<bis>\d{{1,3}}[ ]\(?(?:{between})\)?)[.):]?[ \t\xa0]+
      | (?P<single>\d{{1,3}})(?:(?:st|nd|rd|th)?\.\)?|\)|/(?=[ ])|[ ]?[–—]|\.?-(?=[ ]))(?!\d)[ \t\xa0]*
      | (?P<bare>\d{{1,2}})[ \t\xa0]+(?=["“]?(?:[A-Z][a-z]|[a-z]{{2}}))
      | \((?P<paren>[a-z]{{1,2}}|[ivxl]{{1,6}}|\d{{1,2}}|[A-Z]|[IVX]{{1,5}})\)[ \t\xa0]*
      | (?P<letter>[a-z])(?:[.)]|[ ]?[–—])(?=[ \t"“])[ \t\xa0]*
      | (?P<roman>[ivx]{{1,5}})[.)](?=[ \t\xa0])[ \t\xa0]*
      | (?P<ROMAN>[IVXLC]{{1,6}})(?:[.)]|[ ]?[-–—])(?=[ \t\xa0])[ \t\xa0]*
      | (?P<LETTER>[A-Z])(?:\)|\.(?![A-Z]\.)|[ ]?[–—])(?=[ \t\xa0])[ \t\xa0]*
      | (?P<recital>(?:{recital})[ ]?(?P<recitalno>\d{{1,2}})(?:[ ]?(?:{between}|alt))?)[.:)]*[ \t\xa0]+
      | (?P<paragraph>(?:{paragraph})[ ]?(?P<paragraphno>\d{{1,3}})(?:[ ]?(?:{between}|alt))?)[.:)]*[ \t\xa0]+
      | (?P<bullet>[-–—•*▪●◦·‣■►➢✓]|o(?=[ \t\xa0]))[ \t\xa0]+
      | (?P<no>(?i:no|row|item|nr|§)[.°º]?[ ]?(?P<nono>\d{{1,3}}))[ \t\xa0]*[/:.)\-]*[ \t\xa0]*
      | (?P<ordinal>(?i:{order})(?:ly)?)(?:[ ]?[:.\-–—]+|(?<=ly),|/)[ \t\xa0]+
        )""",
        re.X,
    )


class Numbering:
    """Reads numbers by the words of one language."""

    def __init__(self, structure: dict[str, Any]) -> None:
        self.ranks: dict[str, float] = {k: float(v) for k, v in structure["parts"].items()}
        numbers = structure["numbers"]
        self.spelled: list[str] = numbers["words"]
        self.ordinals: list[str] = numbers["ordinals"]
        self.first: list[str] = numbers["first"]
        self.abbreviated: dict[str, str] = numbers["abbreviated"]
        annexes = tuple(word for word, rank in self.ranks.items() if rank == 0)
        self.grammar = _grammar(tuple(self.ranks), annexes, tuple(numbers["annexed"]), tuple(self.spelled), (*self.ordinals, *self.first), *(tuple(numbers[key]) for key in ("inserted", "recitals", "operative")))

    def read(self, text: str, start: int = 0, end: int | None = None, *, bare: bool = True) -> Number | None:
        """The number at ``start`` of ``text``, or None. A reference such as "Article 5 shall" is not a number.

        Of two labels ("- 3 To ensure", "- a. The Council") the number wins over the bullet. Without ``bare``, digits that
        nothing parts from the words ("3 To ensure") are words.
        """
        stop = len(text) if end is None else end
        match = self.grammar.match(text, start, stop)
        if not match:
            return None
        kind = match.lastgroup or ""
        length = match.end() - start
        following = text[match.end() : match.end() + 1]
        shown = text[start : match.end()].strip()
        if match["part"]:
            return self._part(match, text, start, stop, following)
        if match["annex"]:
            return Number("part", 0, shown.rstrip(":.-–— ").capitalize(), length, 0.0, word=match["annex"].lower())
        if match["decimal"]:
            path = tuple(int(n) if n.isdigit() else ord(n) - 64 for n in match["decimal"].split("."))  # "E.1" as "5.1"
            return Number("decimal", path[-1], match["decimal"], length, 5.0 + len(path), path)
        if match["bis"] or match["single"]:
            digits = match["bis"] or match["single"]
            value = int(re.match(r"\d+", digits)[0])  # type: ignore[index]
            return Number("decimal", value, digits, length, 6.0, (value,))
        if match["bare"]:
            if not bare:
                return None
            return Number("bare", int(match["bare"]), match["bare"], length, 6.0, (int(match["bare"]),))
        if match["paren"]:
            return self._enclosed(match["paren"], length)
        if match["letter"]:
            return self._enclosed(match["letter"], length, ")")
        if match["roman"]:
            return Number("roman", roman(match["roman"]), match["roman"], length)
        if match["ROMAN"]:
            return Number("ROMAN", roman(match["ROMAN"]), match["ROMAN"], length, ROMAN)
        if match["LETTER"]:
            return Number("ALPHA", ord(match["LETTER"]) - 64, match["LETTER"], length, ALPHA)
        if match["recital"]:
            return Number("recital", int(match["recitalno"]), match["recital"], length)
        if match["paragraph"]:
            return Number("decimal", int(match["paragraphno"]), match["paragraph"], length, 6.0, (int(match["paragraphno"]),))
        if match["bullet"]:
            return self._bulleted(text, match.end(), stop, length, bare) or Number("bullet", 0, "•", length)
        if match["no"]:
            return Number("decimal", int(match["nono"]), ("§ " if shown[0] == "§" else "No. ") + match["nono"], length, 6.0, (int(match["nono"]),))
        if match["ordinal"]:
            return Number("ordinal", self._ordinal(match["ordinal"]), match["ordinal"].capitalize(), length, 4.0)
        raise AssertionError(kind)

    def _ordinal(self, word: str) -> int:
        """The value of an ordinal word; 1 for another word for "first"."""
        word = word.lower().removesuffix("ly")
        return self.ordinals.index(word) + 1 if word in self.ordinals else 1

    def _bulleted(self, text: str, at: int, stop: int, length: int, bare: bool) -> Number | None:
        """The number between a bullet and the words, if there is one. A capital ("- A. Okoro") may be a name and is none."""
        match = self.grammar.match(text, at, stop)
        if not match or match["bullet"]:
            return None
        number = self.read(text, at, stop, bare=bare)
        if number is None or number.style not in _BULLETED or number.shown.startswith("No. "):
            return None
        if number.style == "bare" and text[at + number.length].islower():  # "- 72 hours after signature"
            return None
        # "- 3." is an item of its list, as "- 3" is, and no paragraph of the text
        style = "number" if number.style == "decimal" and len(number.path) == 1 else number.style
        return replace(number, style=style, length=number.length + length)

    def _part(self, match: re.Match[str], text: str, start: int, stop: int, following: str) -> Number | None:
        word = match["part"].lower()
        separated = any(c in match["partend"] for c in ":.)-–—")
        # "Article 5 shall apply" and "section 3 of the law" are references in running text
        if following and following not in "\n" and not separated and (following.islower() or following in ",;)"):
            return None
        if not match["part"][0].isupper():
            return None
        raw = match["partno"]
        first, _, inserted = raw.partition(" ")
        path = self._path(first)
        called = first.capitalize() if first.lower() in (*self.spelled, *self.ordinals, *self.first) else first if first[0].isdigit() else first.upper()
        shown = f"{self.abbreviated.get(word, word).capitalize()} {called} {inserted}".rstrip()
        if match["sub"]:
            shown += f"({match['sub']})"
        rank = self.ranks[word] + (0.1 * (len(path) - 1) if len(path) > 1 else 0.0)
        return Number("part", path[-1], shown, match.end() - start, rank, path, word)

    def _path(self, raw: str) -> tuple[int, ...]:
        """The values of what stands after a part word: "5.2", "J-2", "two", "second", "IV" or "B"."""
        if digits := re.findall(r"\d+", raw):
            return tuple(map(int, digits))
        if raw.lower() in self.spelled:
            return (self.spelled.index(raw.lower()) + 1,)
        return (roman(raw) or (ord(raw[0]) - 64 if len(raw) == 1 else self._ordinal(raw)),)

    @staticmethod
    def _enclosed(mark: str, length: int, close: str = "") -> Number:
        shown = f"({mark})"
        if mark.isdigit():
            return Number("number" + close, int(mark), shown, length)
        if mark.isupper():
            if len(mark) > 1 or mark in "IVX":
                return Number("ROMAN()", roman(mark), shown, length)
            return Number("ALPHA()", ord(mark) - 64, shown, length)
        if len(mark) > 1 and roman(mark):
            return Number("roman", roman(mark), shown, length)
        if len(mark) == 2 and mark[0] == mark[1]:
            return Number("alpha", 26 + ord(mark[0]) - 96, shown, length)
        if len(mark) > 1:
            return Number("alpha", 0, shown, length)
        return Number("alpha", ord(mark) - 96, shown, length)
