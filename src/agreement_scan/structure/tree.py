"""The clause tree: which block is preamble, article, paragraph, item, row, note or signature, and what it hangs on."""

from __future__ import annotations

import re
from collections import Counter

from ..languages import Language
from ..model import Clause, Document
from .agreed import Options, mark_open_parts
from .blocks import Block
from .context import RECITAL, Context, runs_into_items
from .headings import heading_text, is_title
from .labels import number_label
from .notes import Notes
from .numbering import ALPHA, ROMAN, Number
from .preamble import Preamble
from .signatures import ANNEX, Signatures
from .words import NEVER

_QUOTE_OPENS = re.compile(r"^[\"“‘«]")
_CELLS = re.compile(r"\s*[|\t/]\s*")
_CLOSED = re.compile(r"[.;!?][\"”’')\]]*$")
_ROW_NUMBER = re.compile(r"(?:no\.?\s*)?(\d{1,3}(?:\.\d+)*)\b")

# Ranks of headings by the style of their number, and of those without one.
HEADING_RANKS = {"ROMAN": ROMAN, "ALPHA": ALPHA, "ordinal": 3.9}
HEADING_RANK = 3.4
# Rank from which a part is a paragraph of another ("Paragraph 1").
PARAGRAPH = 5
# Words of a column head, at most.
HEAD_WORDS = 5


def split(document: Document, language: Language) -> list[Clause]:
    """The clauses of a document in reading order; parents come before their children.

    Every block of the text belongs to exactly one clause. Works in one pass; time is linear in the text.
    """
    return _Builder(Context(document, language)).build()


class _Builder:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.text, self.words, self.grammar = context.text, context.words, context.grammar
        self.preamble, self.notes, self.options, self.signatures = Preamble(context), Notes(context), Options(context), Signatures(context)
        self.clauses: list[Clause] = []
        self.children: Counter[int | None] = Counter()  # by parent
        self.articles: set[str] = set()  # labels so far
        self.unnumbered: Counter[int | None] = Counter()
        self.stack: list[tuple[float, str, int, int]] = []  # rank, style, value, clause index
        self.zone = "preamble" if self.preamble.end else "body"
        self.at = 0
        self.part = ""
        self.open_list: int | None = None
        self.counted: dict[int, tuple[int, ...]] = {}  # numbers of headings by clause
        self.headings: dict[str, int] = {}  # the last value by style of number
        self.items: Counter[int | None] = Counter()
        self.tables: Counter[int | None] = Counter()  # by parent
        self.rows = 0
        self.header_row: int | None = None

    def build(self) -> list[Clause]:
        for at, block in enumerate(self.context.blocks):
            self.at = at
            self._place(block)
        for clause in self.clauses:
            if clause.parent is not None:
                self.clauses[clause.parent].children.append(clause.index)
        if self.words.open_part is not NEVER or self.words.reserved is not NEVER:
            mark_open_parts(self.text, self.clauses, self.words.open_part, self.words.reserved, self.grammar.supposed)
        return self.clauses

    # one block -> one clause

    def _place(self, block: Block) -> None:
        text, opens, number = self.context.said(self.at), self.context.opens[self.at], block.number
        if block.row:
            self._row(block)
            return
        self.header_row = None
        if self.at in self.context.contents:
            self._add(block, "title", "Contents", operative=False)
            return
        heading = heading_text(self.text, block, self.context.following(self.at), self.grammar)
        is_part = number is not None and number.style == "part"
        if is_part:
            self.notes.end()
            self.signatures.open = False
        elif self._note(block) or self._signature(block):
            return
        if is_part and number is not None and number.rank <= ANNEX and not (self.at == 0 and number.value == 0):
            self._leave_preamble()
            self.part = number.shown
            self.notes.open_part(heading)
            self.options.open = False
            self._open(block, "annex", number.rank, "part", number.value, heading)
            return
        if self.zone == "body" and not self.signatures.open and self.context.heads_preamble(self.at) and (text.isupper() or block.heading_level or number is None) and not self.preamble.recitals:
            self.zone = "preamble"
            self.preamble.reopen(self.at)
        if self.zone == "preamble" and self.at >= self.preamble.end:
            self._leave_preamble()
        if self.zone == "preamble":
            if is_part and number is not None and (number.rank <= 1 or (self.at == 0 and number.value == 0)) and not self.preamble.recitals:
                self._add(block, "title", "Title", operative=False)
                return
            if is_part or (number is not None and number.style == "decimal" and not opens & RECITAL and self.preamble.recitals > 0):
                self._leave_preamble()
            elif self._preamble(block):
                return
        self.options.read(self.at)
        if is_part and number is not None:
            kind = "article" if number.rank >= 4 else "heading"
            self._open(block, kind, number.rank, "part", number.value, heading)
            return
        if heading and heading == text.strip() and (number is None or number.style in ("ROMAN", "ALPHA", "decimal", "bare", "ordinal")):
            self._heading(block, heading)
            return
        if self.at in self.context.listed or (number is None and not block.gap and self._is_glued_heading() and is_title(text, self.grammar)):
            self._heading(block, text)
            return
        if number is not None and self._is_next_heading(number):
            self._heading(block, text if is_title(text, self.grammar) else "")
            return
        self._paragraph(block, text)

    def _heading(self, block: Block, heading: str) -> None:
        number = block.number
        if number is None and self._is_glued_heading():
            self.clauses[-1].heading = (self.clauses[-1].heading + " " + heading).strip()
            self.clauses[-1].end = self.clauses[-1].body = block.end
        elif number is None and not self.clauses:
            self._add(block, "title", "Title", operative=False)
        elif number is None:
            self._open(block, "heading", HEADING_RANK, "heading", 0, heading)
        else:
            self.headings[number.style] = number.value
            rank = HEADING_RANKS.get(number.style) or (3.9 if len(number.path) == 1 else number.rank)
            self._open(block, "heading" if heading else "paragraph", rank, "heading", number.value, heading)
            self.counted[self.clauses[-1].index] = number.path

    def _is_glued_heading(self) -> bool:
        """The last clause is a part that still waits for its heading ("Article 5" on a line of its own)."""
        last = self.clauses[-1] if self.clauses else None
        return last is not None and last.kind in ("article", "annex", "heading") and not last.heading and last.body >= last.end

    def _is_next_heading(self, number: Number) -> bool:
        """Whether a letter or numeral goes on with a series of headings ("A. Release of children", "B. Who looks after them")."""
        return number.style in ("ROMAN", "ALPHA") and self.headings.get(number.style) == number.value - 1

    def _leave_preamble(self) -> None:
        self.zone = "body"
        self.open_list = None

    def _preamble(self, block: Block) -> bool:
        """Places a block of the preamble; False when it opens the operative part."""
        placed = self.preamble.place(self.at, first=not self.clauses)
        if placed is None or placed.last:
            self._leave_preamble()
        if placed is None:
            return False
        self._add(block, placed.kind, placed.label, operative=False).norm = placed.norm
        return True

    def _note(self, block: Block) -> bool:
        if not self.notes.takes(self.at, signed=self.signatures.open):
            return False
        self._add(block, "note", self._label("note"), operative=False)
        return True

    def _signature(self, block: Block) -> bool:
        if not self.signatures.takes(self.at, len(self.clauses), in_body=self.zone == "body"):
            return False
        kind = self.signatures.kind(self.at)
        self.open_list = None  # what comes after them hangs on nothing before them
        self.stack = [entry for entry in self.stack if entry[1] != "text"]
        self._add(block, kind, "Signatures, reservation" if kind == "text" else "Signatures", operative=False).operative = kind == "text"
        return True

    def _row(self, block: Block) -> None:
        self.signatures.open = self.signatures.open and not self.signatures.resumes(self.at)
        cells = [c.strip().lower() for c in _CELLS.split(self.text[block.start : block.end]) if c.strip()]
        known = [c in self.words.header_cells or (len(c.split()) <= HEAD_WORDS and any(w in self.words.header_words for w in c.split())) for c in cells]
        first_of_table = not (self.clauses and self.clauses[-1].kind in ("row", "header-row"))
        if self.zone == "preamble":
            self._leave_preamble()
        heads = block.header_row or ((first_of_table or block.gap) and sum(known) >= max(2, len(cells) - 1) and all(k or len(c.split()) <= 3 for c, k in zip(cells, known, strict=True)))
        if heads or first_of_table:
            self.tables[self.stack[-1][3] if self.stack else None] += 1
            self.rows = 0
            self.header_row = None
        nth = self.tables[self.stack[-1][3] if self.stack else None]
        table = f"table {nth}, " if nth > 1 else ""
        if heads:
            self.signatures.open = False  # a table with heads is no list of those who signed
            self.header_row = self._add(block, "header-row", self._label(f"{table}table heading"), operative=False).index
            return
        self.rows += 1
        first = _ROW_NUMBER.match(cells[0]) if cells else None
        number = first[1] if first else str(self.rows)
        clause = self._add(block, "row", self._label(f"{table}row {number}"))
        clause.number = number
        clause.header = self.header_row

    def _paragraph(self, block: Block, text: str) -> None:
        number = block.number
        if number is None:
            self._unnumbered(block, text)
            return
        if number.style == "decimal" and not block.inline and not self._lies_below(block, number):
            rank = number.rank
            while self.stack and (self.stack[-1][0] >= rank or self._counts_on(number)):
                self.stack.pop()
            while self.stack and self.stack[-1][1] not in ("part", "heading", "decimal", "text", "ROMAN", "ALPHA", "ordinal"):
                self.stack.pop()
            self._open(block, "paragraph", rank, "decimal", number.value, "", number.path)
            return
        style, value = number.style, number.value
        if style == "bare":
            style = "decimal"
        elif style == "decimal" and not block.inline:
            style = "below"
        # (i) after (h) is a letter; (i) elsewhere a numeral
        if style == "alpha" and number.shown.strip("()") in ("i", "v", "x"):
            top = next((s for s in reversed(self.stack) if s[1] == "alpha"), None)
            if not (top and top[2] + 1 == value and not any(s[1] == "roman" for s in self.stack)):
                style, value = "roman", {"i": 1, "v": 5, "x": 10}[number.shown.strip("()")]
        for depth in range(len(self.stack) - 1, -1, -1):
            if (self.stack[depth][1] == style and (style == "bullet" or self.stack[depth][2] < value)) or self._same_bullet(block, style, depth):
                del self.stack[depth:]
                break
        else:
            if style in ("ROMAN", "ALPHA", "ordinal"):
                while self.stack and self.stack[-1][1] not in ("part", "heading") and self.stack[-1][0] >= 4.5:
                    self.stack.pop()
        rank = (self.stack[-1][0] if self.stack else 5.0) + 1.0
        self._open(block, "item", max(rank, 9.0), style, value, "")

    def _lies_below(self, block: Block, number: Number) -> bool:
        """Whether "1." begins a list below "2." or "(2)", or goes on with one: indented, or in small letters after words that are left open."""
        if len(number.path) != 1 or not self.clauses or not self.stack or not number.shown.isdigit():
            return False
        above = self.stack[-1]
        if above[1] == "below":
            if above[2] + 1 != number.value or self._indent(self.clauses[above[3]].start) != self._indent(block.start):
                return False
            over = self.stack[-2] if len(self.stack) > 1 else above
            return self.text[block.body : block.body + 1].islower() or self._indent(block.start) > 0 or over[1] != "decimal" or over[2] + 1 != number.value
        if number.value != 1 or above[1] not in ("decimal", "number", "alpha", "roman", "number)", "ordinal"):
            return False
        own, tail = self.clauses[above[3]], self.text[max(0, self.clauses[-1].end - 3) : self.clauses[-1].end].rstrip()
        leads = tail.endswith(":") and own.index == self.clauses[-1].index
        return leads or self._indent(block.start) > self._indent(own.start) or (not _CLOSED.search(tail) and self.text[block.body : block.body + 1].islower())

    def _indent(self, start: int) -> int:
        """How many characters stand before a place in its line."""
        return start - (self.text.rfind("\n", 0, start) + 1)

    def _counts_on(self, number: Number) -> bool:
        """Whether a number goes on with that of the heading which is open: "8." after a short "7. Fuel"."""
        path = self.counted.get(self.stack[-1][3], ())
        return len(path) == len(number.path) and path[:-1] == number.path[:-1] and path < number.path

    def _same_bullet(self, block: Block, style: str, depth: int) -> bool:
        """Whether two items of one bulleted list stand side by side although only one of them has a number too."""
        _, open_style, _, index = self.stack[depth]
        if "bullet" not in (style, open_style) or self.text[self.clauses[index].start] != self.text[block.start] or self.text[block.start].isalnum():
            return False
        return not self.text.endswith((":", "—", "–"), 0, self.clauses[index].end)

    def _unnumbered(self, block: Block, text: str) -> None:
        if self.open_list is not None:
            lead = self.clauses[self.open_list]
            tail = self.text[lead.start : lead.end].rstrip()
            listed = text[:1].islower() or self.grammar.goes_on.search(text) or (
                self.clauses[-1].index != self.open_list and self.grammar.goes_on.search(self.text[max(0, self.clauses[-1].end - 8) : self.clauses[-1].end])
            )
            if tail.endswith((":", "—", "–", "-")) and listed:
                kind = "definition" if self._is_definition(text) else "item"
                clause = self._add(block, kind, self._label(f"item {self.children[self.open_list] + 1}"), parent=self.open_list)
                if text.rstrip().endswith("."):
                    self.open_list = None
                clause.depth = lead.depth + 1
                return
        while self.stack and self.stack[-1][1] not in ("part", "heading") and self.stack[-1][0] > 4.5:
            self.stack.pop()
        parent = self.stack[-1][3] if self.stack else None
        kind = "definition" if self._is_definition(text) else "text"
        clause = self._add(block, kind, self._label(f"paragraph {self.unnumbered[parent] + 1}"), parent=parent)
        if text.rstrip().endswith((":", "—", "–")):
            self.open_list = clause.index
            self.stack.append((8.5, "text", 0, clause.index))
        elif runs_into_items(self.context, self.at):
            self.stack.append((8.5, "text", 0, clause.index))

    def _is_definition(self, text: str) -> bool:
        if _QUOTE_OPENS.match(text) and self.grammar.quoted_term.match(text):
            return True
        under = any(self.words.definitions.search(self.clauses[s[3]].heading) for s in self.stack if self.clauses[s[3]].heading)
        return under and bool(self.grammar.quoted_term.match(text))

    # bookkeeping

    def _open(self, block: Block, kind: str, rank: float, style: str, value: int, heading: str, path: tuple[int, ...] = ()) -> None:
        while self.stack and self.stack[-1][0] >= rank:
            self.stack.pop()
        parent = self.stack[-1][3] if self.stack else None
        shown = block.number.shown if block.number is not None else heading[:60]
        self.items[parent] += kind == "item"
        if style == "bullet":
            shown = f"bullet {self.items[parent]}"
        text = self.text[block.body : block.end]
        if kind in ("paragraph", "item") and self._is_definition(text):
            kind = "definition"
        above = self.clauses[parent].label if parent is not None else ""
        label = number_label(above, self.part, style, shown, path, self.grammar)
        if kind == "article" and above and (label in self.articles or rank >= PARAGRAPH):
            label = f"{above}, {shown}"  # numbers that begin again in a title or chapter, and paragraphs of an article
        self.articles.add(label)
        clause = self._add(block, kind, label, parent=parent)
        clause.number = block.number.shown if block.number is not None else ""
        clause.heading = heading
        if heading:
            at = self.text.find(heading, block.body, block.end)
            rest = self.text[at + len(heading) : block.end].lstrip(" .:-–—\t\n")
            clause.body = block.end - len(rest)
        if kind == "article" and self.text[clause.body : clause.end].strip():
            self.unnumbered[clause.index] = 1  # words beside its number are its first paragraph
        self.stack.append((rank, style, value, clause.index))
        self.open_list = clause.index if text.rstrip().endswith((":", "—", "–")) else None

    def _add(self, block: Block, kind: str, label: str, *, operative: bool = True, parent: int | None = None) -> Clause:
        if parent is None and self.stack:
            parent = self.stack[-1][3] if kind not in ("signature",) else None
        depth = 0 if parent is None else self.clauses[parent].depth + 1
        operative = operative and not (self.notes.part or self.signatures.open)
        clause = Clause(
            len(self.clauses), parent, kind, label, block.start, block.end, min(block.body, block.end), depth, "",
            operative, self.part, not self.options.open,
        )  # fmt: skip
        self.clauses.append(clause)
        self.children[parent] += 1
        self.unnumbered[parent] += kind in ("text", "definition")
        return clause

    def _label(self, own: str) -> str:
        above = self.clauses[self.stack[-1][3]].label if self.stack else self.part
        return f"{above}, {own}" if above else own[:1].upper() + own[1:]
