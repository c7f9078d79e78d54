"""Plain text that was copied out of pages: line numbers, running heads and page numbers stand among its words.

They are taken out, and words broken over two lines are joined, only where the evidence is strong: such a text is no longer the file's own, code
point for code point, and says so in a notice. Every other plain text stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from ..model import Furniture
from .hyphens import Hyphens, breaks_word

# Numbered lines of a text, at least, and the share of its lines they are; the share of them that break off in mid-sentence. Points of a list
# are numbered by the line too, but each says something whole.
NUMBERED_LINES = 15
NUMBERED_SHARE = 0.7
TORN_SHARE = 0.2
# Lines at either end of a page among which heads, feet and page numbers stand, and how many pages, and which share of them,
# have the same line for a head or foot.
EDGE = 3
REPEATED, REPEATED_SHARE = 3, 0.3
# Characters of a head or foot, at most.
HEAD = 120

_LINE_NUMBER = re.compile(r"[ \t]{0,8}(\d{1,4})(?:[ \t]+|$)")
_PAGE = re.compile(r"[ \t]*[–—-]?[ \t]*(?:page|p\.|pg\.?)[ \t]*(\d{1,4})(?:[ \t]*(?:of|/)[ \t]*\d{1,4})?[ \t]*[–—-]?[ \t]*|[ \t]*(\d{1,4})[ \t]*(?:of|/)[ \t]*\d{1,4}[ \t]*", re.I)
_LONE_NUMBER = re.compile(r"[ \t]*[–—-]?[ \t]*(\d{1,4})[ \t]*[–—-]?[ \t]*")
_ENDS = re.compile(r"[.;:!?…][\"”’')\]]*$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Copied:
    """A text without what its pages had printed around it, what that was, and each page's number with the offset at which it begins."""

    text: str
    furniture: tuple[Furniture, ...]
    pages: tuple[tuple[int, int], ...]


def clean(text: str) -> Copied | None:
    """The text without the furniture of its pages, or None where it has none."""
    lines = text.split("\n")
    furniture: list[Furniture] = []
    numbered = _line_numbers([line.lstrip("\f") for line in lines])
    bare = [line.replace("\f", "") if n not in numbered else line.lstrip("\f")[numbered[n] :] for n, line in enumerate(lines)]
    starts = _page_starts(lines, bare)
    gone = _edges(bare, starts)
    if not numbered and not gone:
        return None
    page_of = _pages(len(lines), starts)
    for n, line in enumerate(lines):
        if n in numbered:
            furniture.append(Furniture(page_of[n], "line-number", line.strip("\f \t")[: numbered[n]].split(maxsplit=1)[0]))
        if n in gone:
            furniture.append(Furniture(page_of[n], gone[n], bare[n].strip()))
    kept = [(n, line) for n, line in enumerate(bare) if n not in gone]
    joined, offsets = _join(kept, starts)
    first_on: dict[int, int] = {}
    for n, offset in offsets.items():
        first_on.setdefault(page_of[n], offset)
    return Copied(joined, tuple(furniture), tuple(first_on.items()))


def _line_numbers(lines: list[str]) -> dict[int, int]:
    """The lines that begin with their number, which counts by one (over the text or on each page), and how many characters it takes."""
    found = {n: match for n, line in enumerate(lines) if (match := _LINE_NUMBER.match(line))}
    # a line that begins with another number ("18 years of age") is none of them
    counted: dict[int, re.Match[str]] = {}
    last = 0
    for n, match in found.items():
        if int(match[1]) in (last + 1, 1):
            counted[n] = match
            last = int(match[1])
    written = [n for n, line in enumerate(lines) if line.strip()]
    if len(counted) < NUMBERED_LINES or len(counted) < NUMBERED_SHARE * len(written):
        return {}
    said = [lines[n][match.end() :].strip() for n, match in counted.items()]
    torn = sum(bool(a) and b[:1].islower() and not _ENDS.search(a) for a, b in pairwise(said))
    if torn < TORN_SHARE * sum(map(bool, said)):
        return {}
    return {n: match.end() for n, match in counted.items()}


def _page_starts(lines: list[str], bare: list[str]) -> list[int]:
    """The lines with which pages after the first begin: those after a form feed, else by those that count the pages ("Page 2 of 4")."""
    feeds = [n for n, line in enumerate(lines) if "\f" in line and n]
    if feeds:
        return feeds
    counts = [(n, int(match[1] or match[2])) for n, line in enumerate(bare) if (match := _PAGE.fullmatch(line))]
    if len(counts) < 2 or any(b != a + 1 for (_, a), (_, b) in pairwise(counts)):
        return []
    at_head = sum(bool(line.strip()) for line in bare[: counts[0][0]]) < EDGE
    return [n for n, _ in counts[1:]] if at_head else [n + 1 for n, _ in counts]


def _edges(lines: list[str], starts: list[int]) -> dict[int, str]:
    """The lines beside the page breaks that are page numbers, or the same (numbers apart) at several of them, with their kind."""
    written = [n for n, line in enumerate(lines) if line.strip()]
    near: dict[int, str] = {}  # before or after a page break
    for start in starts:
        near |= dict.fromkeys([n for n in written if n < start][-EDGE:], "footer") | dict.fromkeys([n for n in written if n >= start][:EDGE], "header")
    if starts:
        near |= dict.fromkeys(written[:EDGE], "header") | dict.fromkeys(written[-EDGE:], "footer")
    alike = Counter(_DIGITS.sub("#", lines[n].strip().casefold()) for n in near)
    numbers = [n for n in near if _PAGE.fullmatch(lines[n]) or (_LONE_NUMBER.fullmatch(lines[n]) and alike[_DIGITS.sub("#", lines[n].strip())] > 1)]
    # a head says the same on every page; "Article 5" and "Article 6" do not
    same = Counter(lines[n].strip() for n in near)
    needed = max(2, min(REPEATED, len(starts)), REPEATED_SHARE * len(starts))
    heads = [n for n in near if n not in numbers and len(lines[n]) < HEAD and same[lines[n].strip()] >= needed]
    return dict.fromkeys(numbers, "page-number") | {n: near[n] for n in heads}


def _pages(count: int, starts: list[int]) -> list[int]:
    """For each line the number of its page, from 1."""
    pages, page, breaks = [], 1, set(starts)
    for n in range(count):
        page += n in breaks and n > 0
        pages.append(page)
    return pages


def _join(kept: list[tuple[int, str]], starts: list[int]) -> tuple[str, dict[int, int]]:
    """The kept lines as one text, words broken over two lines and sentences torn by a page break joined; and where each line begins in it."""
    hyphens = Hyphens([line for _, line in kept])
    pieces: list[str] = []
    offsets: dict[int, int] = {}
    length, last, told, blank = 0, 0, "", False
    for n, line in kept:
        words = line.strip()
        if not words:
            blank = True
            continue
        new_page = any(last < start <= n for start in starts)
        if not pieces:
            between = ""
        elif breaks_word(told, words) and (new_page or not blank):
            between = ""
            if hyphens.drops(told, words):
                pieces[-1] = pieces[-1][:-1]
                length -= 1
        elif blank and not (new_page and words[0].islower() and not _ENDS.search(told)):
            between = "\n\n"
        else:
            between = "\n"
        piece = line.rstrip() if between else words
        pieces += (between, piece)
        offsets[n] = length + len(between)
        length += len(between) + len(piece)
        last, told, blank = n, words, False
    return "".join(pieces), offsets
