"""A text cut into blocks, and the words of its language by which they are told apart."""

from __future__ import annotations

import re

from ..languages import Language
from ..model import Document
from .blocks import Block, blocks
from .headings import binds
from .numbering import Numbering
from .words import Words, openings

# Kinds of openings (see ``words.openings``) of a recital, and of those that whole sentences share.
RECITAL = frozenset(("norm", "fact"))
# Blocks in which a table of contents ends, entries it has at least, and characters of one at most.
HEAD, ENTRIES, LINE = 200, 3, 120
_LEADERS, _PAGE = re.compile(r"[\s.…_]*\d*$"), re.compile(r"[\s.…_]\d{1,4}$")
# Characters in which a line of names says whose they are.
NAMED = 60
_JOINED = frozenset(("joining", "people"))


class Context:
    """What every room of this package asks of a text: its ``blocks``, the kinds with which each ``opens``, and its language."""

    def __init__(self, document: Document, language: Language) -> None:
        self.text = document.text
        self.words = Words(language.structure, document.text)
        self.grammar = language.grammar
        self.openings = openings(language)
        self.blocks = blocks(document, Numbering(language.structure), language.grammar)
        self.opens = [self._opens(block) for block in self.blocks]
        self.contents, self.listed = self._contents()

    def _opens(self, block: Block) -> frozenset[str]:
        """The kinds with which a block opens; a whole sentence that binds is no recital for opening with "In accordance with", no signature for "Witnesses"."""
        kinds = self.openings.of(self.text, block.body, block.end)
        if not kinds & _JOINED or self.text[block.end - 1] != "." or self.grammar.modal.search(self.text, block.body, block.end) is None:
            return kinds
        if "joining" in kinds and self.grammar.decides.search(self.text, block.body, block.end):
            kinds -= RECITAL
        named = ":" in self.text[block.body : min(block.end, block.body + NAMED)]  # "Witnesses by invitation: …"
        return kinds - {"people"} - ({"signature"} if "people" in kinds and not named else set())

    def _contents(self) -> tuple[frozenset[int], frozenset[int]]:
        """The lines of a table of contents, and the headings that it lists: some in a row, each of which stands again further on.

        A list may be said twice too, in a letter and its reply: contents have a heading that says so, page numbers, or are parts that bind nobody.
        """
        keys = [_LEADERS.sub("", " ".join(self.said(n).casefold().split())) if not block.row and block.end - block.body < LINE else "" for n, block in enumerate(self.blocks)]
        last = {key: n for n, key in enumerate(keys)}
        found: list[int] = []
        run: list[int] = []
        for n, key in enumerate([*keys[:HEAD], ""]):
            if key and last[key] > n:
                run.append(n)
                continue
            if len(run) >= ENTRIES and all(last[keys[k]] > run[-1] for k in run) and self._lists_pages(run):
                found += run
            run = []
        return frozenset(found), frozenset(last[keys[n]] for n in found)

    def _lists_pages(self, run: list[int]) -> bool:
        """Whether lines that stand again further on are a table of contents."""
        headed = run[0] > 0 and self.grammar.contents.fullmatch(self.said(run[0] - 1).strip()) is not None
        said = [self.said(n).strip() for n in run]
        numbered = 2 * sum(_PAGE.search(line) is not None for line in said) > len(run)
        parts = all(number is not None and number.style == "part" for number in (self.blocks[n].number for n in run))
        return (headed or numbered or parts) and not any(line.endswith((";", ".", ":")) or binds(line, self.grammar) for line in said)

    def heads_preamble(self, n: int) -> bool:
        """Whether block ``n`` is a heading like "Preamble" or "Background and context"."""
        return "preamble" in self.opens[n] and self.grammar.preamble.fullmatch(self.said(n).strip()) is not None

    def said(self, n: int) -> str:
        """The words of block ``n``, without its number."""
        block = self.blocks[n]
        return self.text[block.body : block.end]

    def following(self, n: int) -> Block | None:
        """The block after block ``n``."""
        return self.blocks[n + 1] if n + 1 < len(self.blocks) else None


_ENDS = re.compile(r"[.;:!?][\"”’')\]]*$")


def runs_into_items(context: Context, n: int) -> bool:
    """Whether the sentence of block ``n`` is left open before "(a)" or a dash, without a colon: "The Parties shall (a) ...; (b) ..."."""
    following, said = context.following(n), context.said(n).rstrip()
    if following is None or following.number is None or _ENDS.search(said):
        return False
    style = following.number.style
    return style in ("alpha", "roman") or (style == "bullet" and (said.endswith(",") or context.grammar.left_open.search(said) is not None))
