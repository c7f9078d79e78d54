"""The text as the words are read from it: one space between words, and words whole that line ends break.

A plain text is canonical as it stands; its line ends, runs of spaces and broken words are no part of the language. Phrases
are matched on a copy without them, and a map leads each character of the copy back to its place.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ..readers.hyphens import Hyphens, breaks_word

_LOOSE = re.compile(
    r"(?<=[^\W\d_])-[^\S\n]*\n[^\S\n]*(?=[^\W\d_])|\s{2,}|[^\S ]"
    # the signs of Markdown headings and emphasis, which plain texts use too
    r"|(?m:^)#{1,6}[^\S\n]+(?=\S)|(?<![\w*])\*{1,3}(?=[\w\"“‘(])|(?<=[\w.,;:!?)\"”’])\*{1,3}(?![\w*])"
)
_HEAD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*$")
_TAIL = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def plain(text: str) -> tuple[str, Any]:
    """The copy, and the place in ``text`` of each of its characters (None where every character stands where it stood)."""
    hyphens = Hyphens(text.split("\n"))
    pieces: list[str] = []
    kept: list[tuple[int, int]] = []
    at, moved = 0, False
    for loose in _LOOSE.finditer(text):
        start, end = loose.span()
        new = " "
        if loose[0][0] == "-":
            head, tail = _HEAD.search(text, max(0, start - 60), start), _TAIL.match(text, end)
            told, tells = (head[0] if head else "") + "-", tail[0] if tail else ""
            if breaks_word(told, tells):
                new = "" if hyphens.drops(told, tells) else "-"
            else:
                new, start = " ", start + 1
        elif loose[0][0] in "#*":
            new = ""
        moved |= end - start != len(new)
        pieces += (text[at:start], new)
        kept += ((at, start), (start, start + len(new)))
        at = end
    pieces.append(text[at:])
    kept.append((at, len(text)))
    return "".join(pieces), np.concatenate([np.arange(a, b) for a, b in kept]) if moved else None
