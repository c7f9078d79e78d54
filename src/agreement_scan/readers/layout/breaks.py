"""What stands between one printed line and the next: a space, a new line or a new paragraph.

Told from white space first, then from numbers, sentence ends and whether the next word had room on the line.
"""

from __future__ import annotations

import re
from itertools import pairwise

from .glyphs import Line

JOIN, LINE, PARAGRAPH = " ", "\n", "\n\n"

WIDE = 1.33  # times the usual distance of lines: white space that parts paragraphs whatever the words say
SPACED = 1.12  # times the usual distance: white space that parts them where the words allow it
SHORT = 0.25  # of the column's width: a line that leaves so much room was ended on purpose
ENOUGH = 6  # lines of a page that plainly go on with a sentence: enough to know how far apart its lines stand

# How provisions, items and headings are numbered, in any language that uses these letters and signs.
_LABEL = re.compile(
    r"(?:[•●○▪■□◦‣⁃·∙\uf0b7\uf0a7➢✓*]|[-–—o§](?=\s))\s*"
    r"|\(\s?(?:\d{1,3}|[A-Za-z]|[ivxlcIVXLC]{1,7}|[a-z]{2})\s?\)"
    r"|(?:\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}[.)]|[A-Za-z][.)]|[ivxlc]{1,7}[.)]|[IVXLC]{1,7}[.)])(?=\s|$)"
    r"|(?:article|art\.|section|chapter|part|annex|appendix|schedule|title|protocol|chapitre|partie|titre|annexe|artículo|capítulo|anexo)\s+(?:\d{1,3}|[ivxlc]{1,7}|[a-z])\b",
    re.I,
)
_NUMBER = re.compile(r"\d{1,3}(?=\s+[A-Z“\"])")  # a bare number may number a paragraph; more is needed to believe it
# Words after which a number refers to another provision.
_CITES = frozenset(
    ["article", "articles", "art", "section", "sections", "paragraph", "paragraphs", "para", "paras", "subparagraph", "subparagraphs"]
).union(
    ["clause", "clauses", "chapter", "chapters", "annex", "annexes", "part", "parts", "schedule", "resolution", "resolutions", "protocol"],
    ["no", "nos", "and", "or", "to", "of", "in", "under", "with", "by", "the", "see"],
)
_JOINS = re.compile(r"[;,]\s*(?:and|or|and/or)$", re.I)
_NOT_LETTERS = re.compile(r"[^a-z]+")
_ENDS = re.compile(r"[.;:!?…।。؟][\s\"'”’»)\]]*$")
LEADERS = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,})\s*\w{1,5}$")  # a line of a table of contents
_ROMAN = frozenset("ivxlc")


def find_breaks(flow: list[Line]) -> list[str]:
    """What stands before each line: JOIN, LINE or PARAGRAPH (the first has nothing before it)."""
    edges = _edges(flow)
    pitches = [_pitch(*pair) for pair in pairwise(flow)]
    running = [_runs_on(*pair) for pair in pairwise(flow)]
    usual, of_page = _usual(flow, pitches, running)
    breaks = [""] if flow else []
    own = 0.0  # how far apart the lines of the present paragraph stand, where its words have told
    for (before, line), pitch, runs in zip(pairwise(flow), pitches, running, strict=True):
        base = max(own, of_page.get(line.page, usual))
        if runs and 0 < pitch < WIDE * base and line.x0 - edges[line.page, line.column][0] < 2 * line.size:
            breaks.append(JOIN)  # most lines: the middle of a sentence
        else:
            breaks.append(_between(before, line, pitch, base, edges))
        if breaks[-1] != JOIN:
            own = 0.0
        elif runs:
            own = pitch
    return breaks


def _edges(flow: list[Line]) -> dict[tuple, tuple[float, float]]:
    """Left and right edge of the lines of each column of each page."""
    edges: dict[tuple, tuple[float, float]] = {}
    for line in flow:
        if not line.kind:
            key = (line.page, line.column)
            left, right = edges.get(key, (line.x0, line.x1))
            edges[key] = (min(left, line.x0), max(right, line.x1))
    return edges


def _pitch(before: Line, line: Line) -> float:
    """From line to line, in heights of the larger; 0 where the one does not stand under the other."""
    if before.page != line.page or before.column != line.column or before.kind or line.kind:
        return 0.0
    return max(0.0, line.bottom - before.bottom) / max(before.size, line.size)


def _runs_on(before: Line, line: Line) -> bool:
    """Whether the words of a line plainly go on with the sentence of the one above it."""
    told, begins = before.text, line.text[:3]
    return (
        begins[:1].islower()
        and told[-1:].isalpha()
        and (begins.isalpha() or (begins[-1] == " " and begins[:2].isalpha()))
        and not _ROMAN.issuperset(begins)
        and abs(before.size - line.size) < 0.1
        and not (before.kind or line.kind)
    )


def _usual(flow: list[Line], pitches: list[float], running: list[bool]) -> tuple[float, dict[int, float]]:
    """The usual distance of lines within a paragraph: of the document, and of each page that tells of its own.

    Lines that go on with a sentence tell it best: in a text of short paragraphs most distances are those between
    paragraphs.
    """
    every, told = [], {}
    for line, pitch, runs in zip(flow[1:], pitches, running, strict=False):
        if 0.7 < pitch < 3.2:
            every.append(pitch)
            if runs:
                told.setdefault(line.page, []).append(pitch)
    sure = [pitch for page in told.values() for pitch in page]
    if len(sure) > 2:
        usual = _low(sure)
    else:  # one such line may be an item of a list that has no stops
        usual = min([*sure, _low(every)]) if every else 1.2
    return usual, {page: _low(found) for page, found in told.items() if len(found) >= ENOUGH}


def _low(values: list[float]) -> float:
    """The usual one of some distances: below the middle, as breaks only ever make them larger."""
    values = sorted(values)
    return values[int(0.35 * (len(values) - 1))]


def _between(before: Line, line: Line, pitch: float, base: float, edges) -> str:
    if before.kind or line.kind:
        return LINE if before.kind and line.kind and before.page == line.page else PARAGRAPH
    told, tells = before.text, line.text
    if not told or not tells:
        return LINE
    last = told[-1]
    ends = not last.isalnum() and _ENDS.search(told[-6:]) is not None
    lower = tells[0].islower()
    left, right = edges[before.page, before.column]
    room = right - before.x1
    # the next word had room: the line was ended on purpose
    fits = room > 0.4 * line.size and room > 1.1 * (line.x1 - line.x0) * len(tells.split(None, 1)[0]) / len(tells) + 0.4 * line.size
    larger = abs(before.size - line.size) > 0.12 * max(before.size, line.size)
    if last == "-" and told[-2:-1].isalnum() and (lower or (tells[0].isdigit() and told[-2].isdigit())) and not larger:
        return JOIN
    if last.isalnum() and LEADERS.search(told[-16:]):
        return LINE
    numbered = _numbered(told, tells, ends, lower, fits, line.x0 - before.x0)
    if not pitch:  # on another page or in another column
        if numbered or ends or larger or _capitals(told) != _capitals(tells):
            return PARAGRAPH
        return PARAGRAPH if fits and not lower and len(told) < 100 else JOIN
    if pitch > WIDE * base and not (lower and not ends and last != "," and not numbered and not fits and pitch < 2 * base and not larger):
        return PARAGRAPH
    if pitch > SPACED * base and not lower and (ends or fits or last == ","):
        return PARAGRAPH
    if numbered:
        return LINE
    if (larger and not lower) or (fits and _centred(before, left, right) and _centred(line, left, right)):
        return LINE
    if not lower and (fits or last == ";"):  # a capital after a semicolon begins the next recital or item
        return PARAGRAPH if (ends and last != ";") or (last == "," and room > SHORT * (right - left)) else LINE
    if (ends or (last == "," and not lower)) and line.x0 - before.x0 > line.size and before.x0 - left < 2 and not _LABEL.match(told):
        return PARAGRAPH  # indented, and not because it hangs beside a number
    if not lower and _capitals(told) != _capitals(tells) and len(told) > 3 and len(tells) > 3 and (fits or ends or _capitals(told)):
        return LINE
    return JOIN


def _centred(line: Line, left: float, right: float) -> bool:
    return line.x0 - left > 2 * line.size and abs((line.x0 + line.x1) - (left + right)) < line.size


def _numbered(told: str, tells: str, ends: bool, lower: bool, fits: bool, indent: float) -> bool:
    """Whether a line begins with a number or bullet of its own, and not with one that the line before refers to."""
    if lower and tells[:3].isalpha() and not _ROMAN.issuperset(tells[:3]):  # most lines: the middle of a sentence
        return False
    if _LABEL.match(tells):
        word = _NOT_LETTERS.split(told.rsplit(None, 1)[-1].casefold().removesuffix("."))[-1]
        if word in _CITES:
            return bool(fits and abs(indent) > 4 and not tells[0].isalpha()) or (word in ("and", "or") and _JOINS.search(told[-24:]) is not None)
        return ends or fits or abs(indent) > 4 or told[-1] in ",-–—"
    return ends and _NUMBER.match(tells) is not None


def _capitals(text: str) -> bool:
    return text.isupper() and sum(c.isalpha() for c in text[:8]) > 2
