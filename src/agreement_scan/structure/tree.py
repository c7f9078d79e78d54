"""The clause tree: which block is preamble, article, paragraph, item, row, note or signature, and what it hangs on."""

from __future__ import annotations

import re
from collections import Counter

from ..languages import Language
from ..model import Clause, Document
from .agreed import mark_open_parts
from .blocks import Block, blocks
from .headings import heading_text
from .labels import number_label
from .numbering import Numbering
from .signatures import ANNEX, SHORT_LINE, SPEAKER, articles_follow, ends_signatures
from .words import NEVER, Words, openings

_QUOTE_OPENS = re.compile(r"^[\"“‘«]")
_CELLS = re.compile(r"\s*[|\t/]\s*")
_ROW_NUMBER = re.compile(r"(?:no\.?\s*)?(\d{1,3}(?:\.\d+)*)\b")
_ENDS = re.compile(r"[.;:!?][\"”’')\]]*$")
_GOES_ON = re.compile(r"[;,]\s*(?:and|or)?$")

HEADING_RANK = 3.4
# Words after "have agreed" up to which a sentence says no more than that something follows: "on the following points".
LEADS_ON = 6
# Kinds of openings (see ``words.openings``) of a recital and of what stands under a text.
_RECITAL, _SIGNS = frozenset(("norm", "fact")), frozenset(("signature", "parties"))


def split(document: Document, language: Language) -> list[Clause]:
    """The clauses of a document in reading order; parents come before their children.

    Every block of the text belongs to exactly one clause. Works in one pass; time is linear in the text.
    """
    return _Builder(document, language).build()


class _Builder:
    def __init__(self, document: Document, language: Language) -> None:
        self.text = document.text
        self.words = Words(language.structure, document.text)
        self.grammar = language.grammar
        self.openings = openings(language)
        self.blocks = blocks(document, Numbering(language.structure))
        self.opens = [self.openings.of(document.text, block.body, block.end) for block in self.blocks]
        self.articles_follow = articles_follow(self.blocks)
        self.clauses: list[Clause] = []
        self.children: Counter[int | None] = Counter()  # by parent
        self.unnumbered: Counter[int | None] = Counter()
        self.stack: list[tuple[float, str, int, int]] = []  # rank, style, value, clause index
        self.preamble_end = self._preamble_end()
        self.zone = "preamble" if self.preamble_end else "body"
        self.at = 0
        self.part = ""
        self.part_note = False
        self.note_until_gap = False
        self.signed = False
        self.optional = False
        self.open_list: int | None = None
        self.recitals = 0
        self.rows = 0
        self.header_row: int | None = None

    def _preamble_end(self) -> int:
        """How many blocks at the head of the text are title, parties and recitals: up to the last recital or operative marker
        before the first numbered part, or the title lines alone where there is neither."""
        end, titles = 0, 0
        for n, block in enumerate(self.blocks[:160]):
            line = self.text[block.body : block.end]
            number = block.number
            if self._opens_body(n):
                return n + 1
            if self.opens[n] & _RECITAL or ("preamble" in self.opens[n] and len(line) < 60):
                end = n + 1
                continue
            numbered = number is not None and number.style in ("part", "decimal", "ordinal", "ROMAN")
            if numbered and (n > 0 or (number is not None and len(number.path) > 1)) and not (number is not None and number.style == "part" and number.rank <= 1 and n < 4):
                break
            if end and n - end > 3 and line.rstrip().endswith("."):
                break
            leads = self._runs_into_items(n, line) and (self.blocks[n + 1].inline or self.grammar.decides.search(line))
            if titles == n and len(line) < 200 and not leads and not line.rstrip().endswith((".", ":", ";")):
                titles = n + 1
        return end or (titles if titles < len(self.blocks) else 0)

    def _opens_body(self, n: int) -> bool:
        """Whether a block says that something is agreed; a recital that only tells of what was agreed goes on with a comma."""
        block = self.blocks[n]
        text = self.text[block.body : block.end].rstrip()
        return self.words.operative.search(text) is not None and not (self.opens[n] & _RECITAL and text.endswith((",", ";")))

    def build(self) -> list[Clause]:
        for n, block in enumerate(self.blocks):
            self.at = n
            following = self.blocks[n + 1] if n + 1 < len(self.blocks) else None
            self._place(block, following)
        for clause in self.clauses:
            if clause.parent is not None:
                self.clauses[clause.parent].children.append(clause.index)
        if self.words.open_part is not NEVER:
            mark_open_parts(self.text, self.clauses, self.words.open_part)
        return self.clauses

    # one block -> one clause

    def _place(self, block: Block, following: Block | None) -> None:
        text, opens = self.text[block.body : block.end], self.opens[self.at]
        number = block.number
        if block.row:
            self._row(block, following)
            return
        self.header_row = None if not block.row else self.header_row
        heading = heading_text(self.text, block, following, self.grammar)
        is_part = number is not None and number.style == "part"
        if self._note(block, text, is_part):
            return
        if self._signature(block, text, is_part, following):
            return
        if is_part and number is not None and number.rank <= ANNEX:
            self._leave_preamble()
            self.part = number.shown
            self.part_note = "note" in self.openings.of(heading) or bool(self.words.note_inside.search(heading))
            self.signed = False
            self.note_until_gap = False
            self.optional = False
            self._open(block, "annex", number.rank, "part", number.value, heading)
            return
        if self.zone == "body" and not self.signed and len(text) < 60 and "preamble" in opens and (text.isupper() or block.heading_level or number is None) and not self.recitals:
            self.zone = "preamble"
            self.preamble_end = next((n for n in range(self.at + 1, len(self.blocks)) if self.blocks[n].number is not None and self.blocks[n].number.style in ("part", "decimal")), self.at + 1)  # type: ignore[union-attr]
        if self.zone == "preamble" and self.at >= self.preamble_end:
            self._leave_preamble()
        if self.zone == "preamble":
            if is_part and number is not None and number.rank <= 1 and not self.recitals:
                self._add(block, "title", "Title", operative=False)
                return
            if is_part or (number is not None and number.style == "decimal" and not opens & _RECITAL and self.recitals > 0):
                self._leave_preamble()
            elif self._preamble(block, text, opens):
                return
        if "option" in opens:
            self.optional = True
        elif is_part or block.heading_level:
            self.optional = False
        if is_part and number is not None:
            kind = "article" if number.rank >= 4 else "heading"
            self._open(block, kind, number.rank, "part", number.value, heading)
            return
        if heading and heading == text.strip() and (number is None or number.style in ("ROMAN", "ALPHA", "decimal", "ordinal")):
            rank = {"ROMAN": 2.5, "ALPHA": 2.8, "decimal": 3.9 if number and len(number.path) == 1 else 4.2, "ordinal": 3.9}.get(
                number.style if number else "", HEADING_RANK
            )
            if number is None and self._is_glued_heading():
                self.clauses[-1].heading = (self.clauses[-1].heading + " " + heading).strip()
                self.clauses[-1].end = block.end
                self.clauses[-1].body = block.end
                return
            if not self.clauses and number is None:
                self._add(block, "title", "Title", operative=False)
            else:
                self._open(block, "heading", rank, "heading", number.value if number else 0, heading)
            return
        self._paragraph(block, text)

    def _is_glued_heading(self) -> bool:
        """The last clause is a part that still waits for its heading ("Article 5" on a line of its own)."""
        last = self.clauses[-1] if self.clauses else None
        return last is not None and last.kind in ("article", "annex") and not last.heading and last.body >= last.end

    def _leave_preamble(self) -> None:
        self.zone = "body"
        self.open_list = None

    def _preamble(self, block: Block, text: str, opens: frozenset[str]) -> bool:
        """Places a block of the preamble; False when it opens the operative part."""
        if self._opens_body(self.at):
            if self._says_what(text):
                self._leave_preamble()
                return False
            self._add(block, "recital" if opens & _RECITAL and len(text) > 200 else "preamble", "Preamble", operative=False)
            self._leave_preamble()
            return True
        if opens & _RECITAL or (self.recitals and block.number is None and text[:1].islower()):
            self.recitals += 1
            norm = "norm" in opens and "fact" not in opens
            clause = self._add(block, "recital", f"Preamble, recital {self.recitals}", operative=False)
            clause.heading = "norm" if norm else "fact"
            return True
        is_sentence = block.number is None and text.rstrip().endswith((".", ":")) and "preamble" not in opens and not text.isupper()
        if self.recitals and is_sentence and self.grammar.decides.search(text):  # the first ordinary sentence after the recitals opens the body
            self._leave_preamble()
            return False
        if (block.number is not None and block.number.style == "roman") or (self.recitals and block.number is not None and block.number.style in ("alpha", "roman")):
            self.recitals += 1
            self._add(block, "recital", f"Preamble, recital {self.recitals}", operative=False).heading = "fact"
            return True
        if not self.clauses:
            self._add(block, "title", "Title", operative=False)
            return True
        self._add(block, "preamble", "Preamble", operative=False)
        return True

    def _says_what(self, text: str) -> bool:
        """Whether a sentence with words like "have agreed" also says what was agreed, rather than that it follows."""
        marker = self.words.operative.search(text)
        return marker is not None and text.rstrip().endswith(".") and len(text[marker.end() :].split()) > LEADS_ON

    def _note(self, block: Block, text: str, is_part: bool) -> bool:
        """Statements that bind nobody: of the mediator, of witnesses, of third parties; whole annexes of them."""
        if is_part:
            return False
        speaks = "speaker" in self.opens[self.at] and (self.signed or text[:1] in "[(" or bool(self.words.says.search(text)) or self._adds(text))
        opens = speaks or ("note" in self.opens[self.at] and (text[:1] in "[(" or len(text) < 90 or ":" in text[:90] or self.signed or "record" in text[:120]))
        if opens and not speaks and not self.part_note and self._reserves(text):
            return False
        if self.part_note or opens or self.note_until_gap or (self.words.note_inside.search(text) and not self.grammar.integral.search(text)):
            if self.note_until_gap and not opens and (block.number is not None or block.heading_level or text.isupper()):
                self.note_until_gap = False
                return False
            self.note_until_gap = self.note_until_gap or (opens and (text.rstrip().endswith(":") or len(text) < 60))
            self._add(block, "note", self._label("note"), operative=False)
            return True
        return False

    def _adds(self, text: str) -> bool:
        """Whether the speaker with whom a block opens says something, rather than is to do it."""
        added = self.words.adds.search(text, 0, SPEAKER)
        return added is not None and self.grammar.binds.search(text, 0, added.start()) is None

    def _reserves(self, text: str) -> bool:
        """Whether a note is a party's own reservation: that binds it, as far as it goes (reading rule 2)."""
        head, _, rest = text.partition(":")
        if not rest or self.words.author.search(head) is None or self.grammar.third_party.search(head) or self.words.writers.search(head):
            return False
        return self.words.reserves.search(rest) is not None and self.words.note_inside.search(text) is None

    def _signature(self, block: Block, text: str, is_part: bool, following: Block | None) -> bool:
        if is_part:
            return False
        opens = self.opens[self.at]
        if not self.signed and opens & _SIGNS and block.number is None and not self.grammar.duty.search(text) and (
            ("signature" in opens and len(text) < 200 and len(self.clauses) > 3)
            or ("parties" in opens and "purpose" not in opens and len(text) < 90 and self.zone == "body" and len(self.clauses) > 8 and not self.articles_follow[self.at])
        ):
            self.signed = True
        if not self.signed:
            return False
        if not opens & _SIGNS and (self._resumes(text, following) or ends_signatures(self.text, block, following, self.grammar)):
            self.signed = False
            return False
        note = "note" in opens or bool(self.words.note_inside.search(text))
        if not note and self.words.reservation.search(text) and not self.grammar.third_party.search(text[:80]):
            self._add(block, "text", "Signatures, reservation").operative = True
            return True
        self._add(block, "note" if note else "signature", "Signatures", operative=False)
        return True

    def _resumes(self, text: str, following: Block | None) -> bool:
        """Whether a line after signatures is one with which the text goes on: what follows is a row, numbered or a sentence, no list of names."""
        if "resumes" not in self.opens[self.at] or len(text) >= SHORT_LINE or following is None:
            return False
        said = self.text[following.body : following.end].rstrip()
        return following.row or following.number is not None or " / " in said or said.endswith((".", ":", ","))

    def _row(self, block: Block, following: Block | None) -> None:
        self.signed = self.signed and not self._resumes(self.text[block.body : block.end], following)
        cells = [c.strip().lower() for c in _CELLS.split(self.text[block.start : block.end]) if c.strip()]
        known = sum(c in self.words.header_cells or any(w in self.words.header_words for w in c.split()) for c in cells)
        first_of_table = not (self.clauses and self.clauses[-1].kind in ("row", "header-row"))
        if self.zone == "preamble":
            self._leave_preamble()
        if block.header_row or (first_of_table and cells and known >= max(2, len(cells) - 1) and all(len(c) < 40 for c in cells)):
            self.signed = False  # a table with heads is no list of those who signed
            clause = self._add(block, "header-row", self._label("table heading"), operative=False)
            self.header_row = clause.index
            self.rows = 0
            return
        if first_of_table:
            self.rows = 0
            self.header_row = None
        self.rows += 1
        first = _ROW_NUMBER.match(cells[0]) if cells else None
        clause = self._add(block, "row", self._label(f"row {first[1] if first else self.rows}"), operative=not (self.part_note or self.signed))
        clause.heading = "" if self.header_row is None else f"#{self.header_row}"

    def _paragraph(self, block: Block, text: str) -> None:
        number = block.number
        if number is None:
            self._unnumbered(block, text)
            return
        if number.style == "decimal" and not block.inline:
            rank = number.rank
            while self.stack and self.stack[-1][0] >= rank:
                self.stack.pop()
            while self.stack and self.stack[-1][1] not in ("part", "heading", "decimal", "text", "ROMAN", "ALPHA", "ordinal"):
                self.stack.pop()
            self._open(block, "paragraph", rank, "decimal", number.value, "", number.path)
            return
        style, value = number.style, number.value
        if style == "bare":
            style = "decimal"
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
            listed = text[:1].islower() or _GOES_ON.search(text) or (
                self.clauses[-1].index != self.open_list and _GOES_ON.search(self.text[max(0, self.clauses[-1].end - 8) : self.clauses[-1].end])
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
        elif self._runs_into_items(self.at, text):
            self.stack.append((8.5, "text", 0, clause.index))

    def _runs_into_items(self, n: int, text: str) -> bool:
        """Whether a block's sentence is left open before "(a)", without a colon: "The Parties shall (a) ...; (b) ..."."""
        following = self.blocks[n + 1] if n + 1 < len(self.blocks) else None
        return following is not None and following.number is not None and following.number.style in ("alpha", "roman") and _ENDS.search(text.rstrip()) is None

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
        text = self.text[block.body : block.end]
        if kind in ("paragraph", "item") and self._is_definition(text):
            kind = "definition"
        clause = self._add(block, kind, number_label(self.clauses[parent].label if parent is not None else "", self.part, style, shown, path, self.grammar), parent=parent)
        clause.heading = heading
        if heading:
            at = self.text.find(heading, block.body, block.end)
            rest = self.text[at + len(heading) : block.end].lstrip(" .:-–—\t\n")
            clause.body = block.end - len(rest)
        self.stack.append((rank, style, value, clause.index))
        self.open_list = clause.index if text.rstrip().endswith((":", "—", "–")) else None

    def _add(self, block: Block, kind: str, label: str, *, operative: bool = True, parent: int | None = None) -> Clause:
        if parent is None and self.stack:
            parent = self.stack[-1][3] if kind not in ("signature",) else None
        depth = 0 if parent is None else self.clauses[parent].depth + 1
        operative = operative and not (self.part_note or self.signed)
        clause = Clause(
            len(self.clauses), parent, kind, label, block.start, block.end, min(block.body, block.end), depth, "",
            operative, self.part, not self.optional,
        )  # fmt: skip
        self.clauses.append(clause)
        self.children[parent] += 1
        self.unnumbered[parent] += kind in ("text", "definition")
        return clause

    def _label(self, own: str) -> str:
        above = self.clauses[self.stack[-1][3]].label if self.stack else self.part
        return f"{above}, {own}" if above else own[:1].upper() + own[1:]
