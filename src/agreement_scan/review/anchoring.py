"""Words found again in another text: only where they and the words around them stand unchanged, and only in one place.

White space does not count, since a new line break changes no word. Nor does the number at the head of a line in the words
*around* a quotation: drafts are renumbered all the time. In the quotation itself every sign counts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LEAST_CONTEXT = 32  # characters on either side
MOST_CONTEXT = 2048  # where even that much does not tell two places apart, they are not told apart
# Article 5. | Annex B | (a) | 3) | iv. | 3.1, at the head of a line. The page's script has the same expression.
NUMBER = re.compile(
    r"\n[ \t]*(?:(?:article|section|chapter|part|annex|appendix|schedule|paragraph|clause|protocol)(?:[ \t]+(?:[0-9]{1,3}(?:\.[0-9]{1,3})*|[ivxlc]{1,6}|[a-z])[.):]?|[ \t]*$)"
    r"|\(?(?:[0-9]{1,3}|[ivxlc]{1,6}|[a-z])[.)]|[0-9]{1,3}(?:\.[0-9]{1,3})+\.?)(?=\s|$)",
    re.IGNORECASE,
)
# Characters that the report's page shows as one replacement character.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202d\u202e]")


class Place(NamedTuple):
    """Where words stand: code points, half-open."""

    start: int
    end: int


def words_only(text: str) -> str:
    """Text with white space as one space and none at the ends: what must be the same in two quotations."""
    return " ".join(_HIDDEN.sub("\ufffd", text).split())


class Ground:
    """A text in which words are looked for."""

    def __init__(self, text: str) -> None:
        self.text = _HIDDEN.sub("\ufffd", text)

    def context(self, start: int, end: int) -> tuple[str, str]:
        """What stands before and after a span: at least 32 characters, to a space, and as many as it takes to tell it from others.

        The page's script does the same.
        """
        text, least = self.text, LEAST_CONTEXT
        while True:
            low, high = self._left(start - least), self._right(end + least)
            whole = (low == 0 and high == len(text)) or least >= MOST_CONTEXT
            if whole or len(self.places(text[start:end], text[low:start], text[end:high])) == 1:
                return text[low:start], text[end:high]
            least *= 2

    def count(self, exact: str) -> int:
        """How often the words stand, whatever is around them."""
        return len(self._occurrences(exact))

    def places(self, exact: str, prefix: str, suffix: str) -> list[Place]:
        """Every place where the words stand between these contexts."""
        return [p for p in self._occurrences(exact) if self._before(p.start, prefix) and self._after(p.end, suffix)]

    def _occurrences(self, exact: str) -> list[Place]:
        words = r"\s+".join(re.escape(part) for part in _HIDDEN.sub("\ufffd", exact).split())
        return [Place(*f.span(1)) for f in re.finditer(f"(?=({words}))", self.text)] if words else []

    def _before(self, at: int, prefix: str) -> bool:
        reach = 2 * len(prefix) + 64
        low = self.text.rfind("\n", 0, max(0, at - reach)) + 1  # the head of a line, so that its number is seen as one
        stands = _folded("\n" + self.text[low:at])
        # a number behind the first space may head a line or stand in one: the prefix alone does not tell
        asked = {_folded("\n" + prefix), _folded(prefix if prefix[:1].isspace() else "\n" + prefix)}
        # less than the least reached the beginning of the text, and must again
        return stands.endswith(tuple(asked)) if len(prefix) >= LEAST_CONTEXT else low == 0 and stands in asked

    def _after(self, at: int, suffix: str) -> bool:
        reach = 2 * len(suffix) + 64
        stands, asked = _folded(self.text[at : at + reach]) + " ", _folded(suffix).rstrip() + " "
        return stands.startswith(asked) if len(suffix) >= LEAST_CONTEXT else at + reach >= len(self.text) and stands.rstrip() == asked.rstrip()

    def _left(self, at: int) -> int:
        """The white space at or left of ``at``, so that a line end comes along with the line it begins."""
        at = max(0, at)
        while at > 0 and not self.text[at].isspace():
            at -= 1
        return at

    def _right(self, at: int) -> int:
        at = min(len(self.text), at)
        while at < len(self.text) and not self.text[at].isspace():
            at += 1
        return at


def _folded(text: str) -> str:
    """Text for comparing contexts: numbers at the heads of lines as one sign, white space as one space."""
    return re.sub(r"\s+", " ", NUMBER.sub("\n#", _HIDDEN.sub("\ufffd", text)))
