"""The text as the words are read from it: one space between words, and words whole that line ends break.

A plain text is canonical as it stands; its line ends, runs of spaces and broken words are no part of the language. Phrases
are matched on a copy without them, and a map leads each character of the copy back to its place.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ..readers.hyphens import Hyphens, breaks_word

# Leaders and rules ("......", "((((((") without a space: spaCy peels them off sign by sign, in time that grows with the square of their length.
_LONG = 64
_UNBROKEN = re.compile(rf"[^\w\s]{{{_LONG},}}|_{{{_LONG},}}")
_BROKEN = re.compile(r"-(?<=[^\W\d_]-)[^\S\n]*\n[^\S\n]*(?=[^\W\d_])")
# the signs of Markdown headings and emphasis, which plain texts use too, and marks of notes that stand at a word ("eighteen[1]", "children²");
# each pattern begins with the sign itself, which is soon found
_SIGNS = re.compile(r"(?m:#(?<=^#))#{0,5}[^\S\n]+(?=\S)|\*(?<![\w*]\*)\*{0,2}(?=[\w\"“‘(])|\*(?<=[\w.,;:!?)\"”’]\*)\*{0,2}(?![\w*])")
_NOTE_MARK = re.compile(r"\[(?:(?<=[^\W_]\[)|(?<=[^\W_][.,;:]\[))\d{1,3}\]|[¹²³⁰⁴-⁹](?:(?<=[^\W_].)|(?<=[^\W_][.,;:].))[¹²³⁰⁴-⁹]{0,2}")
_HEAD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*$")
_TAIL = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BLANK = np.array([chr(n).isspace() for n in range(0x3002)])  # no white space has a higher number


def plain(text: str) -> tuple[str, Any]:
    """The copy, and the place in ``text`` of each of its characters (None where every character stands where it stood)."""
    codes, blank = _codes(text)
    edges = np.concatenate(([-1], np.flatnonzero(blank), [len(text)]))
    if (edges[1:] - edges[:-1]).max() > _LONG:
        text = _UNBROKEN.sub(lambda run: " " * len(run[0]), text)
        codes, blank = _codes(text)
    kept = ~blank
    kept[1:] |= ~blank[:-1]
    kept[:1] = True  # of a run of white space the first stands for all
    for start, end in _left_out(text):
        kept[start:end] = False
    if kept.all():
        return _text(np.where(blank, 32, codes)), None
    places = np.flatnonzero(kept)
    return _text(np.where(blank, 32, codes)[places]), places


def _codes(text: str) -> tuple[Any, Any]:
    """The text's code points, and which of them are white space."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return codes, _BLANK[np.minimum(codes, len(_BLANK) - 1)]


def _text(codes: Any) -> str:
    return codes.astype(np.uint32).tobytes().decode("utf-32-le", "surrogatepass")  # type: ignore[no-any-return]


def _left_out(text: str) -> list[tuple[int, int]]:
    """Spans without a place in the copy: line ends inside words, with a hyphen that only breaks them, marks of notes, and Markdown's signs."""
    found = [m.span() for m in _SIGNS.finditer(text)] if "#" in text or "*" in text else []
    found += [m.span() for m in _NOTE_MARK.finditer(text)]
    hyphens = None
    for broken in _BROKEN.finditer(text):
        start, end = broken.span()
        head, tail = _HEAD.search(text, max(0, start - 60), start), _TAIL.match(text, end)
        told, tells = (head[0] if head else "") + "-", tail[0] if tail else ""
        if breaks_word(told, tells):
            hyphens = hyphens or Hyphens(text.split("\n"))
            found.append((start if hyphens.drops(told, tells) else start + 1, end))
    return found
