"""Markdown: the file's own text, code point for code point as for plain text, with marks for what it lays out."""

from __future__ import annotations

import re

from ..model import Document, Mark
from .source import Source
from .text import decode

MEDIA_TYPE = "text/markdown"

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(?P<words>.*?)[ \t#]*$")
_UNDERLINE = re.compile(r" {0,3}(?:(=+)|(-+))[ \t]*$")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_ITEM = re.compile(r"\s*(?P<label>[-*+]|\(?(?:\d{1,9}|[A-Za-z]|[ivxlc]{1,7})[.)])[ \t]+\S")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$|\s*\|\s*:?-+:?\s*\|\s*$")


def read(source: Source) -> Document:
    """The document of a Markdown file. Raises EmptyInput, WrongFormat, TooLarge."""
    text, notices = decode(source)
    return source.document(MEDIA_TYPE, text, marks=tuple(_marks(text)), notices=notices)


def _marks(text: str):
    """Headings, list labels and table rows, told line by line; nothing within code."""
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    fence = ""
    for i, (start, line) in enumerate(lines):
        fenced = _FENCE.match(line)
        if fence or fenced is not None:
            if fenced is not None and (not fence or fenced[1].startswith(fence)):
                fence = "" if fence else fenced[1][:3]
            continue
        after = lines[i + 1][1] if i + 1 < len(lines) else ""
        before = lines[i - 1][1] if i else ""
        if (heading := _HEADING.match(line)) is not None and heading["words"]:
            yield Mark("heading", start + heading.start("words"), start + heading.end("words"), str(len(heading[1])))
        elif "|" in line and _RULE.match(line) is None and (line.lstrip().startswith("|") or _RULE.match(after) or _in_table(lines, i)):
            inner = line.strip().strip("|").strip()
            if inner:
                begin = start + line.index(inner)
                yield Mark("header-row" if _RULE.match(after) else "row", begin, begin + len(inner))
        elif (item := _ITEM.match(line)) is not None:
            yield Mark("label", start + item.start("label"), start + item.end("label"))
        elif line.strip() and (under := _UNDERLINE.match(after)) is not None and not _RULE.match(line) and (under[1] or not before.strip()):
            words = line.strip()
            begin = start + line.index(words)
            yield Mark("heading", begin, begin + len(words), "1" if under[1] else "2")


def _in_table(lines: list[tuple[int, str]], i: int) -> bool:
    """Whether the line stands under the rule of a table without outer bars."""
    while i > 0 and "|" in lines[i - 1][1]:
        i -= 1
        if _RULE.match(lines[i][1]):
            return True
    return False
