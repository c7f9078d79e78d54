"""Statements that bind nobody: of the mediator, of witnesses, of third parties; whole annexes of them."""

from __future__ import annotations

from .context import Context

# Characters in which a speaker is followed by what it adds.
SPEAKER = 60
# Characters of a heading of a note, and in which a note's author is followed by a colon or a record is called one.
_HEADING, _AUTHOR, _RECORD = 60, 90, 120
# Words between the first of a speaker and what tells that an opinion follows.
SAYS = 7


class Notes:
    """Tells the blocks of notes. ``part``: a whole annex is one; a note that ends with a colon goes on to the next heading or number."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.part = False
        self._goes_on = False

    def open_part(self, heading: str) -> None:
        """Begins an annex, which is a note by its heading or is none."""
        self.part = "note" in self._context.openings.of(heading) or bool(self._context.words.note_inside.search(heading))
        self._goes_on = False

    def takes(self, n: int, *, signed: bool) -> bool:
        """Whether block ``n`` is a note or goes on with one. ``signed``: it stands among the signatures."""
        context, block, text = self._context, self._context.blocks[n], self._context.said(n)
        opens = context.opens[n]
        speaks = "speaker" in opens and (signed or text[:1] in "[(" or self._says(text) or self._adds(text))
        begins = speaks or (
            "note" in opens and (text[:1] in "[(" or len(text) < _AUTHOR or ":" in text[:_AUTHOR] or signed or "record" in text[:_RECORD])
        )
        if begins and not speaks and not self.part and self._reserves(text):
            return False
        if not (self.part or begins or self._goes_on or self._is_note(text)):
            return False
        if self._goes_on and not begins and (block.number is not None or block.heading_level or text.isupper()):
            self._goes_on = False
            return False
        self._goes_on = self._goes_on or (begins and (text.rstrip().endswith(":") or (len(text) < _HEADING and not text.rstrip().endswith("."))))
        return True

    def end(self) -> None:
        """Ends a note that goes on: a part of the text begins."""
        self._goes_on = False

    def _is_note(self, text: str) -> bool:
        """Whether words anywhere in a block tell that it is a note; what binds somebody is none for saying that something else is not part of the text."""
        words, grammar = self._context.words, self._context.grammar
        if words.note_inside.search(text):
            return not grammar.integral.search(text)
        return words.no_part.search(text) is not None and not (grammar.integral.search(text) or grammar.duty.search(text))

    def _says(self, text: str) -> bool:
        """Whether the speaker with whom a block opens gives an opinion; in a text that binds somebody that must be said at once."""
        said = self._context.words.says.search(text)
        return said is not None and (len(text[: said.start()].split()) <= SAYS or self._context.grammar.duty.search(text) is None)

    def _adds(self, text: str) -> bool:
        """Whether the speaker with whom a block opens says something, rather than is to do it."""
        added = self._context.words.adds.search(text, 0, SPEAKER)
        return added is not None and self._context.grammar.binds.search(text, 0, added.start()) is None

    def _reserves(self, text: str) -> bool:
        """Whether a note is a party's own reservation: that binds it, as far as it goes (reading rule 2)."""
        words = self._context.words
        head, _, rest = text.partition(":")
        if not rest or words.author.search(head) is None or self._context.grammar.third_party.search(head) or words.writers.search(head):
            return False
        return words.reserves.search(rest) is not None and words.note_inside.search(text) is None and words.no_part.search(text) is None
