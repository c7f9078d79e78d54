"""Numbers of one text's own kind: "B1.", "S-1.", "6A.1", "2a.", "30 bis.", "1/1.", "Oath 1.", "Can. 2.".

What looks like one may be a road, a calibre or a day; it counts where three of its kind open lines of the text, one of them next to another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from .numbering import Number

# Lines of one kind, at least.
KIND = 3

_NEXT = r"(?=[\"“‘'«(\[]*[A-ZÀ-Ý])"
_CODE = re.compile(
    rf"(?P<prefix>[A-Z]{{1,5}})?[-–.]?(?P<digits>\d{{1,3}}(?:[-–./]\d{{1,3}})*)(?P<suffix>[ ]?(?:bis|ter|quater)|[-–.]?[A-Za-z](?:\.\d{{1,2}})?)?(?:[.):][ \t\xa0]+|[ \t\xa0]+{_NEXT})"
)
_WORD = re.compile(rf"(?P<word>[A-Z][^\W\d_]{{2,14}}\.?|[a-z]{{3,5}}\.|[a-z]{{4,9}})[ \t\xa0]?(?P<digits>\d{{1,3}}(?:/\d{{1,3}})?)[.:][ \t\xa0]+{_NEXT}")
_LINE = re.compile(r"(?m)^[ \t\xa0]*(?=[A-Z0-9]|[a-z]{3,9}\.?[ \t\xa0]?\d)")
_DIGITS, _CAPITALS, _SMALL = re.compile(r"\d+"), re.compile(r"[A-Z]+"), re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class _Opening:
    kind: str
    number: Number


class Codes:
    """The kinds of numbers that one text has beside the usual ones."""

    def __init__(self, text: str) -> None:
        found: dict[str, list[Number]] = {}
        for line in _LINE.finditer(text):
            opening = _opening(text, line.end(), len(text))
            if opening is not None:
                found.setdefault(opening.kind, []).append(opening.number)
        self._kinds = frozenset(kind for kind, numbers in found.items() if _count_on(numbers))

    def read(self, text: str, start: int, end: int) -> Number | None:
        """The number of such a kind at ``start`` of ``text``, or None."""
        opening = _opening(text, start, end) if self._kinds else None
        return opening.number if opening is not None and opening.kind in self._kinds else None


def _opening(text: str, start: int, end: int) -> _Opening | None:
    """What opens a line like a number, with its kind: how it is written, figures and letters aside, or its word."""
    word = _WORD.match(text, start, end)
    if word is not None:
        shown, path = text[start : word.end("digits")], _path(word["digits"])
        return _Opening(word["word"].lower(), Number("decimal", path[-1], shown, word.end() - start, 5.0 + len(path), path))
    code = _CODE.match(text, start, end)
    if code is None:
        return None
    shown = text[start : code.end("suffix") if code["suffix"] else code.end("digits")]
    if shown.isdigit():
        return None
    path = _path(code["digits"])
    if code["prefix"]:
        path = (ord(code["prefix"][0]) - 64, *path)
    kind = _SMALL.sub("a", _CAPITALS.sub("A", _DIGITS.sub("9", shown)))
    return _Opening(kind, Number("decimal", path[-1], shown, code.end() - start, 5.0 + len(path), path))


def _path(digits: str) -> tuple[int, ...]:
    return tuple(map(int, _DIGITS.findall(digits)))


def _count_on(numbers: list[Number]) -> bool:
    """Whether numbers of one kind are those of a text: enough of them, all different, and one comes right after another."""
    shown = [number.shown for number in numbers]
    if len(shown) < KIND or len(set(shown)) < 0.8 * len(shown):
        return False
    follow = sum(b.path[:-1] == a.path[:-1] and b.value - a.value in (0, 1) and a.shown < b.shown for a, b in pairwise(numbers))
    return follow >= 0.4 * (len(numbers) - 1)
