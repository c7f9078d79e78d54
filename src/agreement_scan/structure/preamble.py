"""The head of a text: title, parties and recitals, and where its body begins."""

from __future__ import annotations

from dataclasses import dataclass

from .blocks import Block
from .context import RECITAL, Context, runs_into_items

# Words after "have agreed" up to which a sentence says no more than that something follows: "on the following points".
LEADS_ON = 6
# Characters of a line of the title, at most.
TITLE = 200
# Blocks of a headed preamble, at most.
HEADED = 40
# Blocks in which the preamble ends, if there is one.
HEAD = 160
_NOTES = frozenset(("note", "speaker"))
# Styles of numbers of recitals once there is one, and with which a body is numbered.
_LISTED = ("alpha", "roman", "number", "ALPHA()", "ROMAN()")
_NUMBERED = ("part", "decimal", "ordinal", "ROMAN", "bare")


@dataclass(frozen=True, slots=True)
class Placed:
    """What a block of the preamble is: the kind and label of its clause, whether it states a norm, and whether the body begins after it."""

    kind: str
    label: str
    norm: bool = False
    last: bool = False


class Preamble:
    """Tells the blocks of the preamble. ``end`` is how many blocks it has at the head of the text, ``recitals`` how many were placed."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.recitals = 0
        self._closes = 0  # the block of the heading with which a headed preamble ends
        self.end = self._end()

    def reopen(self, at: int) -> None:
        """Takes what follows the heading at block ``at`` for recitals, up to the next numbered part."""
        blocks = self._context.blocks
        self.end = next((n for n in range(at + 1, len(blocks)) if blocks[n].number is not None and blocks[n].number.style in ("part", "decimal")), at + 1)  # type: ignore[union-attr]

    def place(self, n: int, *, first: bool) -> Placed | None:
        """What block ``n`` of the preamble is, or None where it opens the body. ``first``: no clause stands before it."""
        context, block, text, opens = self._context, self._context.blocks[n], self._context.said(n), self._context.opens[n]
        if self._opens_body(n):
            if self._says_what(text):
                return None
            return Placed("recital" if opens & RECITAL and len(text) > 200 else "preamble", "Preamble", last=True)
        if self._is_recital(n) or (self.recitals and block.number is None and text[:1].islower()):
            return self._recital(norm="norm" in opens and "fact" not in opens)
        is_sentence = block.number is None and text.rstrip().endswith((".", ":")) and "preamble" not in opens and not text.isupper()
        if self.recitals and is_sentence and n >= self._closes and context.grammar.decides.search(text):  # the first ordinary sentence after the recitals opens the body
            return None
        if block.number is not None and (block.number.style == "roman" or (self.recitals and block.number.style in _LISTED)):
            return self._recital(norm=False)
        return Placed("title", "Title") if first else Placed("preamble", "Preamble")

    def _recital(self, *, norm: bool) -> Placed:
        self.recitals += 1
        return Placed("recital", f"Preamble, recital {self.recitals}", norm)

    def _end(self) -> int:
        """Up to the last recital or operative marker before the first numbered part, or the title lines alone where there is neither."""
        context = self._context
        end, titles = 0, 0
        for n, block in enumerate(context.blocks[:HEAD]):
            line = context.said(n)
            if n in context.contents or n < self._closes:
                end, titles = max(end, self._closes), titles + (titles == n)
                continue
            if self._opens_body(n):
                return n + 1
            if context.heads_preamble(n):
                self._closes = self._next_heading(n)
            if self._is_recital(n) or context.heads_preamble(n):
                end = n + 1
                continue
            if self._binds(n):
                break
            if _is_numbered(n, block, context.following(n)) or self._first_part(n):
                break
            if end and n - end > 3 and line.rstrip().endswith("."):
                break
            leads = runs_into_items(context, n) and (context.blocks[n + 1].inline or context.grammar.decides.search(line))
            if titles == n and len(line) < TITLE and not leads and not line.rstrip().endswith((".", ":", ";")) and not context.grammar.duty.search(line):
                titles = n + 1
        return end or (titles if titles < len(context.blocks) else 0)

    def _next_heading(self, n: int) -> int:
        """The block of the next heading in capitals or style after that of the preamble at ``n``, 0 where a numbered part comes first."""
        for at, block in enumerate(self._context.blocks[n + 1 : n + HEADED], n + 1):
            if _is_numbered(at, block, None):
                return 0
            if at > n + 1 and (block.heading_level or (self._context.said(at).isupper() and not self._is_recital(at) and not self._opens_body(at))):
                return at
        return 0

    def _is_recital(self, n: int) -> bool:
        """Whether block ``n`` opens like a recital, is numbered as one ("PP1"), or goes on with one that ends with a colon ("Considering: That …;")."""
        number = self._context.blocks[n].number
        if self._context.opens[n] & RECITAL or (number is not None and number.style == "recital"):
            return True
        goes_on = n > 0 and self._context.said(n).rstrip().endswith((";", ","))
        while goes_on and n > 0 and not self._context.opens[n] & RECITAL and self._context.said(n).rstrip().endswith((";", ",")):
            n -= 1
        return goes_on and bool(self._context.opens[n] & RECITAL) and self._context.said(n).rstrip().endswith(":")

    def _first_part(self, n: int) -> bool:
        """Whether block ``n``, not the very first, is the first of parts that are counted on ("Part I" where "Part II" follows), and no line of the title."""
        number = self._context.blocks[n].number
        if n == 0 or number is None or number.style != "part":
            return False
        later = (block.number for block in self._context.blocks[n + 1 :])
        return any(x is not None and (x.style, x.rank, x.value) == ("part", number.rank, number.value + 1) for x in later)

    def _binds(self, n: int) -> bool:
        """Whether block ``n`` is a whole sentence by which somebody is bound: no title, no recital."""
        text = self._context.said(n).rstrip()
        if not text.endswith(".") or text.isupper() or self._opens_body(n) or self._context.opens[n] & _NOTES:
            return False
        return self._context.grammar.obliges.search(text) is not None

    def _opens_body(self, n: int) -> bool:
        """Whether a block says that something is agreed; a recital that only tells of what was agreed goes on with a comma."""
        text = self._context.said(n).rstrip()
        return self._context.words.operative.search(text) is not None and not (self._context.opens[n] & RECITAL and text.endswith((",", ";")))

    def _says_what(self, text: str) -> bool:
        """Whether a sentence with words like "have agreed" also says what was agreed, rather than that it follows."""
        marker = self._context.words.operative.search(text)
        return marker is not None and text.rstrip().endswith((".", ";")) and len(text[marker.end() :].split()) > LEADS_ON


def _is_numbered(n: int, block: Block, following: Block | None) -> bool:
    """Whether block ``n`` is the first of a numbered body; a part or title at the very head ("Part One", "6. The Accord") is not, unless "7." follows at once."""
    number = block.number
    if number is None or number.style not in _NUMBERED:
        return False
    if n == 0 and len(number.path) <= 1:
        below = following.number if following is not None else None
        return below is not None and below.style == number.style != "part" and below.value == number.value + 1
    return not (number.style == "part" and number.rank <= 1 and n < 4)
