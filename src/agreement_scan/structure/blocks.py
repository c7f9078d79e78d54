"""Blocks: the paragraphs, list items, headings and table rows of a text, before they are put into a tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..languages.grammar import Grammar
from ..model import Document
from .codes import Codes
from .numbering import ALPHA, Number, Numbering

# A blank line: the last character before it and the first after it tell whether a sentence was torn.
_PARTED = re.compile(r"\n[^\S\n]*\n\s*(?=\S)")
_LINE = re.compile(r"[^\n]+")
_SECOND = re.compile(r"\n\s*\n\s*2[.)]?\s+[^\W\d_]{2}")
_ROW = re.compile(r"\S\s\|\s|\t\S.*\t|^\|.*\|")
_SLASH_ROW = re.compile(r"^No\.? ?\d+ / .+ / ")
# a number left over at the end of a paragraph: "… late recruits. 2.1.9."
_GLUED = re.compile(r"(?<=[.;:,])(?<!\bNo\.)(?<!\bNos\.)(?<!\bArt\.)\s+((?:\d{1,3}(?:\.\d{1,3})+\.?|\([a-z]\)|[a-z]\)|\(?[ivx]{1,4}\)|\d{1,2}\.))\s*$")
# the signs of a Markdown heading, which plain texts use too
_HASHES = re.compile(r"(#{1,6})[^\S\n]+(?=\S)")
_STARS = re.compile(r"(?:\*{1,3}|_{1,2})(?=\w)")
# a bullet, letter or numeral that stands alone in its paragraph
_LONE = re.compile(r"(?:[•▪●◦‣■►➢✓]|\(?(?:[a-z]|[ivx]{1,5}|[A-Z]|[IVXLC]{1,6})[.)])$")
_BULLET = re.compile(r"[-–—•*▪●◦·‣■►➢✓]")
_INLINE = re.compile(r"(?<=[\s:;,—–])\(?((?:[a-z]|[ivx]{1,5}|\d{1,2}))\)(?=\s)")


@dataclass(slots=True)
class Block:
    """A run of text that is one paragraph, item, heading or row. ``number`` is what it begins with; ``body`` is where words begin."""

    start: int
    end: int
    body: int
    number: Number | None = None
    row: bool = False
    header_row: bool = False
    heading_level: int = 0
    inline: bool = False
    gap: bool = False  # a blank line stands before it


def blocks(document: Document, numbering: Numbering, grammar: Grammar) -> list[Block]:
    """Cuts a text into blocks, in order. Lines of one wrapped paragraph are joined; inline lists are opened up."""
    text = document.text
    headings = {m.start: int(m.detail or 1) for m in document.marks if m.kind == "heading"}
    rows = {m.start: m.kind for m in document.marks if m.kind in ("row", "header-row")}
    found: list[Block] = []
    previous_end = -1
    least, codes = _line_ends(text), Codes(text)
    for match in _LINE.finditer(text):
        raw = match[0]
        stripped = raw.strip()
        if not stripped:
            continue
        start = match.start() + (len(raw) - len(raw.lstrip()))
        end = start + len(stripped)
        gap = previous_end < 0 or text.count("\n", previous_end, start) >= least
        previous_end = end
        row = start in rows or (("|" in stripped or "\t" in stripped) and bool(_ROW.search(stripped))) or bool(_SLASH_ROW.match(stripped))
        if row:
            if not stripped.strip("|-+= :"):  # the rule under a Markdown header
                continue
            found.append(Block(start, end, start, None, True, rows.get(start) == "header-row", 0, False, gap))
            continue
        hashes = _HASHES.match(text, start, end)
        body = hashes.end() if hashes else start
        level = len(hashes[1]) if hashes else headings.get(start, 0)
        stars = _STARS.match(text, body, end)
        if stars is not None and numbering.read(text, stars.end(), end) is not None:
            body = stars.end()  # "**Article 2.**"
        number = numbering.read(text, body, end) or codes.read(text, body, end)
        last = found[-1] if found else None
        if number is not None and number.style == "bare" and not _follows(text, found, number, start, end, gap):
            number = numbering.read(text, body, end, bare=False)
        if number is None and gap and _LONE.match(stripped):
            number = numbering.read(stripped + " ")
            number = replace(number, length=len(stripped)) if number else None
        if number is None and last is not None and not level and (_torn(text, last, stripped) if gap else _continues(text, last, stripped, grammar)):
            last.end = end
            continue
        found.append(Block(start, end, body + (number.length if number else 0), number, False, False, level, False, gap))
    found = _join_labels(_unglue(text, found, numbering))
    opened: list[Block] = []
    for block in found:
        for piece in _split_heading(text, block, numbering, grammar):
            opened += [piece] if piece.row else _open_inline(text, piece, numbering)
    return _letters(opened)


def _letters(found: list[Block]) -> list[Block]:
    """Takes "C." after "B." for the letter, not for a hundred; so with "I.", "L.", "V." and "X."."""
    told, last = [], 0
    for block in found:
        number = block.number
        if number is not None and number.style == "ROMAN" and len(number.shown) == 1 and ord(number.shown) - 64 == last + 1:
            block = replace(block, number=replace(number, style="ALPHA", value=last + 1, rank=ALPHA))
        if block.number is not None and block.number.style == "ALPHA":
            last = block.number.value
        told.append(block)
    return told


def _line_ends(text: str) -> int:
    """How many line ends part paragraphs: two, or three where blank lines stand between the lines of sentences too."""
    parted, torn, after = 0, 0, -1
    for match in _PARTED.finditer(text):
        before = match.start() - 1
        while before >= 0 and text[before].isspace():
            before -= 1
        if before > after:  # a character that stands alone is counted once
            after = match.end()
            parted += 1
            torn += (text[before].isalpha() or text[before] == ",") and text[after].islower()
    return 3 if parted > 20 and torn > 0.3 * parted else 2


def _continues(text: str, last: Block, line: str, grammar: Grammar) -> bool:
    """Whether a line without number or gap carries on the paragraph of ``last``."""
    if last.row or last.heading_level:
        return False
    tail = text[max(last.start, text.rfind("\n", last.start, last.end) + 1) : last.end]
    if grammar.whole_line.search(tail):
        # a wrapped paragraph may break after a full stop; then the next line is as wide as the last
        return len(tail) > 60 and line[:1].islower()
    if last.number is not None and last.number.style == "part" and last.body >= last.end:
        return False
    return line[:1].islower() or line[:1] in ",;)”" or len(tail) > 55


def _torn(text: str, last: Block, line: str) -> bool:
    """Whether a line after a blank one carries on a word that was broken ("last-", "ing solutions")."""
    return line[:1].islower() and not last.row and not last.heading_level and text[last.end - 1] == "-" and text[last.end - 2].isalpha()


def _follows(text: str, found: list[Block], number: Number, start: int, end: int, gap: bool) -> bool:
    """A bare "3 The Parties" is a number only where bare numbers are in use and it comes next.

    Bullets between count: one of them may have lost its number. The first number after a bullet needs the second to follow,
    for "- 1 May 2031" is a date. In texts written by hand ("3 nobody shall shoot") the words begin small: there a blank line stands
    before each number, the second follows the first, and one or the other may be missing.
    """
    small = text[text.find(" ", start) + 1 : end].lstrip("\"“ ")[:1].islower()
    if small and not gap:
        return False
    passed = 0
    for block in reversed(found):
        last = block.number
        if last is not None and (last.style == "bare" or (small and last.style == "decimal" and len(last.path) == 1)):
            return last.value < number.value <= last.value + 1 + passed + small if small else number.value in (last.value + 1, last.value + 1 + passed)
        if last is not None and last.style == "part":
            break
        passed += block.gap if small and last is None else last is not None and last.style == "bullet"
    if number.value != 1:
        return False
    if small:
        return _SECOND.search(text, end) is not None
    if not _BULLET.match(text, start):
        return True
    following = _LINE.search(text, end)
    return following is not None and re.match(r"\s*" + re.escape(text[start]) + r"\s+2\s", following[0]) is not None


def _join_labels(found: list[Block]) -> list[Block]:
    """Gives a label that is alone in its block ("1.", "•") to the next block; of two labels the number wins."""
    joined: list[Block] = []
    for block in found:
        last = joined[-1] if joined else None
        if last is not None and last.number is not None and last.number.style != "part" and last.body >= last.end and not block.row and not last.heading_level:
            if block.number is None:
                joined[-1] = replace(block, start=last.start, number=last.number, gap=last.gap)
                continue
            if last.number.style == "bullet":
                joined[-1] = replace(block, start=last.start, gap=last.gap)
                continue
        joined.append(block)
    return joined


def _unglue(text: str, found: list[Block], numbering: Numbering) -> list[Block]:
    """Gives a number that was left at the end of a paragraph to the paragraph it belongs to."""
    mended: list[Block] = []
    carried: tuple[int, Number] | None = None
    for block in found:
        if carried is not None and block.number is None and not block.row:
            block = replace(block, start=block.start, number=carried[1], body=block.start)
        carried = None
        if not block.row:
            glued = _GLUED.search(text, block.body, block.end)
            if glued:
                number = numbering.read(glued[1] + " ", 0)
                if number is not None and glued.start() > block.body:
                    carried = (glued.start(1), number)
                    stop = glued.start()
                    block = replace(block, end=stop)
        mended.append(block)
    return mended


def _split_heading(text: str, block: Block, numbering: Numbering, grammar: Grammar) -> list[Block]:
    """A heading in capitals that runs into its first sentence or numbered paragraph becomes a block of its own."""
    if block.row or block.end - block.body < 20:
        return [block]
    match = grammar.capitals.match(text, block.body, block.end)
    if not match or len(match[1]) > 90 or match.end() >= block.end or (block.end - block.body < 60 and not (text[match.end()].isdigit() and text[block.end - 1] == ".")):
        return [block]
    words = match[1].split()
    shouted = grammar.shouted.fullmatch(words[0])
    if shouted is not None and (len(words) == 1 or words[0].endswith("ING")):
        return [block]
    if len(words) == 1 and len(words[0]) < 6:
        return [block]
    stop = block.body + len(match[1])
    number = numbering.read(text, match.end(), block.end) if text[match.end()].isdigit() else None
    return [
        Block(block.start, stop, block.body, block.number, heading_level=9, gap=block.gap),
        Block(match.end(), block.end, match.end() + (number.length if number else 0), number),
    ]


def _open_inline(text: str, block: Block, numbering: Numbering) -> list[Block]:
    """Opens "shall: (a) cease …; (b) release …" into a lead-in and its items."""
    if block.end - block.body < 30 or text.count(")", block.body, block.end) < 2:
        return [block]
    marks = [m for m in _INLINE.finditer(text, block.body, block.end)]
    if len(marks) < 2:
        return [block]
    for first, style in (("a", "alpha"), ("i", "roman"), ("1", "number")):
        chain = _chain(marks, first, style, numbering)
        if len(chain) >= 2:
            break
    else:
        return [block]
    pieces = [replace(block, end=_trim(text, block.body, chain[0].start()))]
    if pieces[0].end <= pieces[0].body:
        if block.number is None:
            pieces = []
        else:
            pieces[0] = replace(pieces[0], end=block.body, body=block.body)
    for here, following in zip(chain, [*chain[1:], None], strict=True):
        stop = following.start() if following is not None else block.end
        number = numbering.read(here[0] + " " if here[0].startswith("(") else f"({here[1]}) ", 0)
        body = here.end() + 1
        pieces.append(Block(here.start(), _trim(text, body, stop), body, number, inline=True))
    return [p for p in pieces if p.end > p.start]


def _chain(marks: list[re.Match[str]], first: str, style: str, numbering: Numbering) -> list[re.Match[str]]:
    chain: list[re.Match[str]] = []
    want = 1
    for mark in marks:
        number = numbering.read(f"({mark[1]}) ", 0)
        if number is None:
            continue
        value = number.value
        if style == "roman" and number.style == "alpha" and mark[1] in "ivx":
            value = {"i": 1, "v": 5, "x": 10}[mark[1]]
        elif style != number.style.rstrip(")"):
            continue
        if not chain and mark[1] != first:
            continue
        if value == want:
            chain.append(mark)
            want += 1
    return chain


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
