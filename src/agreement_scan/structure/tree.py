"""The clause tree: which block is preamble, article, paragraph, item, row, note or signature, and what it hangs on."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..languages import Language
from ..model import Clause, Document
from .blocks import Block, blocks
from .numbering import Numbering

_TERMINAL = re.compile(r"[.;!?,][\"”’')\]]*\s*(?:and|or)?$")
_QUOTED_TERM = re.compile(r"^[\"“‘'«]?[^\"”\n]{1,60}[\"”’'»]?\s*(?:\([^)]{0,40}\)\s*)?(?:means?\b|is any\b|is a person\b|refers? to\b|shall mean\b|shall be understood\b|shall have the meaning|denotes?\b|includes\b|:\s)")
_QUOTE_OPENS = re.compile(r"^[\"“‘«]")
_BRACKET = re.compile(r"\[([^\[\]]{0,1500})\]", re.S)
_PLACEHOLDER = re.compile(r"^\s*(?:\d+|sic|date|place|name|names|signature|signed|illegible|…|\.{2,}|_+|thumb|seal|stamp|-|x|X|xx|XX|day|month|year|number|insert[^]]*|to be inserted|omitted|footnote \d+)\s*$", re.I)

HEADING_RANK = 3.4


_NEVER = re.compile(r"(?!)")


class _Starts:
    """Whether a text opens with one of some phrases; looks the first word up before comparing phrases."""

    _FIRST = re.compile(r"[\s\"“'*_#(\[]*([^\W_]+)")

    def __init__(self, phrases: list[str]) -> None:
        self.by_first: dict[str, list[str]] = {}
        for phrase in phrases:
            first = self._FIRST.match(phrase)
            self.by_first.setdefault(first[1].lower() if first else "", []).append(phrase.lower())

    def match(self, text: str) -> bool:
        """Whether ``text`` opens so (case and opening quotes or brackets aside), at a word's end."""
        first = self._FIRST.match(text)
        phrases = self.by_first.get(first[1].lower()) if first else None
        if not phrases or first is None:
            return False
        opening = text[first.start(1) : first.start(1) + 60].lower()
        return any(opening.startswith(p) and not opening[len(p) : len(p) + 1].isalnum() for p in phrases)


@lru_cache(maxsize=256)
def _anywhere(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?i)(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")")


@lru_cache(maxsize=64)
def _opening(section: str, key: str, phrases: tuple[str, ...]) -> _Starts:
    return _Starts(list(phrases))


class _Words:
    """The structure words of a language as patterns, cut down to those that occur in a text: most texts use few of them."""

    def __init__(self, structure: dict[str, Any], text: str) -> None:
        lower = text.lower()

        def occurring(section: str, key: str) -> tuple[str, ...]:
            return tuple(w for w in structure[section][key] if w in lower)

        def starts(section: str, key: str) -> _Starts:
            return _opening(section, key, tuple(structure[section][key]))

        def anywhere(section: str, key: str) -> re.Pattern[str]:
            words = occurring(section, key)
            return _anywhere(words) if words else _NEVER

        self.preamble = starts("preamble", "headings")
        self.norm = starts("preamble", "norm")
        self.fact = starts("preamble", "fact")
        self.operative = anywhere("preamble", "operative")
        self.definitions = anywhere("definitions", "headings")
        self.signature = starts("signature", "openings")
        self.parties = starts("signature", "parties")
        self.note = starts("notes", "openings")
        self.speaker = starts("notes", "speakers")
        self.says = anywhere("notes", "says")
        self.reservation = anywhere("reservation", "contains")
        self.open_part = anywhere("unagreed", "contains")
        self.note_inside = anywhere("notes", "contains")
        self.options = starts("unagreed", "options")
        self.table = {w.lower() for w in structure["table"]["header_words"]}
        self.header_cells = {w.lower() for w in structure["table"]["header_cells"]}


def split(document: Document, language: Language) -> list[Clause]:
    """The clauses of a document in reading order; parents come before their children.

    Every block of the text belongs to exactly one clause. Works in one pass; time is linear in the text.
    """
    return _Builder(document, language).build()


class _Builder:
    def __init__(self, document: Document, language: Language) -> None:
        self.text = document.text
        self.words = _Words(language.structure, document.text)
        self.blocks = blocks(document, Numbering(language.structure))
        self.clauses: list[Clause] = []
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
            if self.words.operative.search(line):
                return n + 1
            if self._is_recital(block) or (self.words.preamble.match(line) and len(line) < 60):
                end = n + 1
                continue
            numbered = number is not None and number.style in ("part", "decimal", "ordinal", "ROMAN")
            if numbered and n > 0 and not (number is not None and number.style == "part" and number.rank <= 1 and n < 4):
                break
            if end and n - end > 3 and line.rstrip().endswith("."):
                break
            if titles == n and len(line) < 200 and not line.rstrip().endswith((".", ":", ";")):
                titles = n + 1
        return end or (titles if titles < len(self.blocks) else 0)

    def _is_recital(self, block: Block) -> bool:
        line = self.text[block.body : block.body + 90]
        return bool(self.words.norm.match(line) or self.words.fact.match(line))

    def build(self) -> list[Clause]:
        for n, block in enumerate(self.blocks):
            self.at = n
            following = self.blocks[n + 1] if n + 1 < len(self.blocks) else None
            self._place(block, following)
        for clause in self.clauses:
            if clause.parent is not None:
                self.clauses[clause.parent].children.append(clause.index)
        if self.words.open_part is not _NEVER:
            mark_open_parts(self.text, self.clauses, self.words.open_part)
        return self.clauses

    # one block -> one clause

    def _place(self, block: Block, following: Block | None) -> None:
        text = self.text[block.body : block.end]
        number = block.number
        if block.row:
            self._row(block)
            return
        self.header_row = None if not block.row else self.header_row
        heading = self._heading_text(block, following)
        is_part = number is not None and number.style == "part"
        if self._note(block, text, is_part, heading):
            return
        if self._signature(block, text, is_part):
            return
        if is_part and number is not None and number.rank <= 0.05:
            self._leave_preamble()
            self.part = number.shown
            self.part_note = bool(self.words.note.match(heading) or self.words.note_inside.search(heading))
            self.signed = False
            self.note_until_gap = False
            self.optional = False
            self._open(block, "annex", number.rank, "part", number.value, heading)
            return
        if self.zone == "body" and not self.signed and len(text) < 60 and self.words.preamble.match(text) and (text.isupper() or block.heading_level or number is None) and not self.recitals:
            self.zone = "preamble"
            self.preamble_end = next((n for n in range(self.at + 1, len(self.blocks)) if self.blocks[n].number is not None and self.blocks[n].number.style in ("part", "decimal")), self.at + 1)  # type: ignore[union-attr]
        if self.zone == "preamble" and self.at >= self.preamble_end:
            self._leave_preamble()
        if self.zone == "preamble":
            if is_part and number is not None and number.rank <= 1 and not self.recitals:
                self._add(block, "title", "Title", operative=False)
                return
            if is_part or (number is not None and number.style == "decimal" and not self._is_recital(block) and self.recitals > 0):
                self._leave_preamble()
            elif self._preamble(block, text, following):
                return
        if self.words.options.match(text):
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
            if not self.clauses:
                self._add(block, "title", "Title", operative=False)
            else:
                self._open(block, "heading", rank, "heading", number.value if number else 0, heading)
            return
        self._paragraph(block, text)

    def _is_glued_heading(self) -> bool:
        """The last clause is a part that still waits for its heading ("Article 5" on a line of its own)."""
        last = self.clauses[-1] if self.clauses else None
        return last is not None and last.kind in ("article", "annex") and not last.heading and last.body >= last.end

    def _heading_text(self, block: Block, following: Block | None) -> str:
        """The heading a block carries: all of it, or its first short title-like sentence after a part number; else empty."""
        text = self.text[block.body : block.end].strip()
        if not text:
            return ""
        if block.heading_level:
            return text
        number = block.number
        if number is not None and number.style == "part":
            if len(text) <= 120 and (not re.search(r"[.;:,]$", text) or len(text.split()) <= 4) or text.isupper():
                return text
            match = re.match(r"([^.:\n]{3,80})[.:]\s+(?=[A-Z\"“])", text)
            if match and not re.search(r"\b(?:shall|will|must|may|is|are)\b", match[1]):
                return match[1].strip()
            return ""
        if len(text) > 110 or re.search(r"[.;:,]$", text) or text[0] in "[(\"“" and not text.isupper():
            return ""
        letters = [w for w in re.findall(r"[^\W\d_]+", text)]
        if not letters or following is None:
            return ""
        if text.isupper() and len(letters) <= 14:
            return text
        capital = sum(w[0].isupper() for w in letters if len(w) > 3) / max(1, sum(len(w) > 3 for w in letters))
        modal = re.search(r"\b(?:shall|will|must|may|should|agree|undertakes?|is|are)\b", text)
        if number is None and len(letters) <= 12 and not modal and (capital >= 0.6 or (following.number is not None and block.gap and len(letters) <= 8)) and following.gap | (following.number is not None):
            return text
        if number is None and len(letters) <= 5 and not modal and block.gap and following.gap and text[0].isupper():
            return text
        if number is not None and number.style in ("ROMAN", "ALPHA", "decimal", "bare", "ordinal") and len(letters) <= 10 and not modal and len(number.path) <= 1:
            if capital >= 0.6 or (following.number is not None and len(following.number.path) == 2):
                return text
        return ""

    def _leave_preamble(self) -> None:
        self.zone = "body"
        self.open_list = None

    def _preamble(self, block: Block, text: str, following: Block | None) -> bool:
        """Places a block of the preamble; False when it opens the operative part."""
        if self.words.operative.search(text):
            self._add(block, "recital" if self._is_recital(block) and len(text) > 200 else "preamble", "Preamble", operative=False)
            self._leave_preamble()
            return True
        if self._is_recital(block) or (self.recitals and block.number is None and text[:1].islower()):
            self.recitals += 1
            norm = bool(self.words.norm.match(text)) and not self.words.fact.match(text)
            clause = self._add(block, "recital", f"Preamble, recital {self.recitals}", operative=False)
            clause.heading = "norm" if norm else "fact"
            return True
        if self.recitals and block.number is None and (text.rstrip().endswith(".") or text.rstrip().endswith(":")) and not self.words.preamble.match(text) and not text.isupper():
            # the first ordinary sentence after the recitals opens the body
            if re.search(r"\b(?:shall|decides?|agrees?|undertakes?)\b", text):
                self._leave_preamble()
                return False
        if block.number is not None and block.number.style == "roman" or self.recitals and block.number is not None and block.number.style in ("alpha", "roman"):
            self.recitals += 1
            self._add(block, "recital", f"Preamble, recital {self.recitals}", operative=False).heading = "fact"
            return True
        if not self.clauses:
            self._add(block, "title", "Title", operative=False)
            return True
        self._add(block, "preamble", "Preamble", operative=False)
        return True

    def _note(self, block: Block, text: str, is_part: bool, heading: str) -> bool:
        """Statements that bind nobody: of the mediator, of witnesses, of third parties; whole annexes of them."""
        if is_part:
            return False
        bare = text.lstrip("[( ")
        speaks = bool(self.words.speaker.match(bare)) and (self.signed or text[:1] in "[(" or bool(self.words.says.search(text)))
        opens = speaks or bool(self.words.note.match(bare)) and (text[:1] in "[(" or len(text) < 90 or ":" in text[:90] or self.signed or "record" in text[:120])
        if self.part_note or opens or self.note_until_gap or (self.words.note_inside.search(text) and not re.search(r"\b(?:form|forms) an integral part\b", text)):
            if self.note_until_gap and not opens and (block.number is not None or block.heading_level or text.isupper()):
                self.note_until_gap = False
                return False
            self.note_until_gap = self.note_until_gap or (opens and (text.rstrip().endswith(":") or len(text) < 60))
            self._add(block, "note", self._label("note"), operative=False)
            return True
        return False

    def _signature(self, block: Block, text: str, is_part: bool) -> bool:
        if is_part:
            return False
        if not self.signed and (
            self.words.signature.match(text) and len(text) < 200 and self.clauses and len(self.clauses) > 3 and block.number is None
            or (self.words.parties.match(text) and len(text) < 90 and block.number is None and self.zone == "body" and len(self.clauses) > 8 and not re.search(r"\bshall\b", text))
        ):
            self.signed = True
        if not self.signed:
            return False
        if block.number is not None and block.number.style == "decimal" and re.search(r"\b(?:shall|will)\b", text):
            self.signed = False
            return False
        note = bool(self.words.note_inside.search(text) or self.words.note.match(text))
        if not note and self.words.reservation.search(text) and not re.search(r"(?i)\b(?:witness|observer|mediator|guarantor|facilitator|united nations|ministry)", text[:80]):
            self._add(block, "text", "Signatures, reservation").operative = True
            return True
        self._add(block, "note" if note else "signature", "Signatures", operative=False)
        return True

    def _row(self, block: Block) -> None:
        cells = [c.strip().lower() for c in re.split(r"\s*[|\t/]\s*", self.text[block.start : block.end]) if c.strip()]
        known = sum(c in self.words.table or c in self.words.header_cells or any(w in self.words.table for w in c.split()) for c in cells)
        first_of_table = not (self.clauses and self.clauses[-1].kind in ("row", "header-row"))
        if self.zone == "preamble":
            self._leave_preamble()
        if block.header_row or (first_of_table and cells and known >= max(2, len(cells) - 1) and all(len(c) < 40 for c in cells)):
            clause = self._add(block, "header-row", self._label("table heading"), operative=False)
            self.header_row = clause.index
            self.rows = 0
            return
        if first_of_table:
            self.rows = 0
            self.header_row = None
        self.rows += 1
        first = re.match(r"(?:no\.?\s*)?(\d{1,3}(?:\.\d+)*)\b", cells[0]) if cells else None
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
            if self.stack[depth][1] == style and (style == "bullet" or self.stack[depth][2] < value):
                del self.stack[depth:]
                break
        else:
            if style in ("ROMAN", "ALPHA", "ordinal"):
                while self.stack and self.stack[-1][1] not in ("part", "heading") and self.stack[-1][0] >= 4.5:
                    self.stack.pop()
        rank = (self.stack[-1][0] if self.stack else 5.0) + 1.0
        self._open(block, "item", max(rank, 9.0), style, value, "")

    def _unnumbered(self, block: Block, text: str) -> None:
        if self.open_list is not None:
            lead = self.clauses[self.open_list]
            tail = self.text[lead.start : lead.end].rstrip()
            listed = text[:1].islower() or re.search(r"[;,]\s*(?:and|or)?$", text) or (
                self.clauses[-1].index != self.open_list and re.search(r"[;,]\s*(?:and|or)?$", self.text[: self.clauses[-1].end][-8:])
            )
            if tail.endswith((":", "—", "–", "-")) and listed:
                kind = "definition" if self._is_definition(text) else "item"
                clause = self._add(block, kind, self._label(f"item {sum(c.parent == self.open_list for c in self.clauses) + 1}"), parent=self.open_list)
                if text.rstrip().endswith("."):
                    self.open_list = None
                clause.depth = lead.depth + 1
                return
        while self.stack and self.stack[-1][1] not in ("part", "heading") and self.stack[-1][0] > 4.5:
            self.stack.pop()
        parent = self.stack[-1][3] if self.stack else None
        siblings = 1 + sum(1 for c in self.clauses[parent or 0 :] if c.parent == parent and c.kind in ("text", "definition"))
        kind = "definition" if self._is_definition(text) else "text"
        clause = self._add(block, kind, self._label(f"paragraph {siblings}"), parent=parent)
        if text.rstrip().endswith((":", "—", "–")):
            self.open_list = clause.index
            self.stack.append((8.5, "text", 0, clause.index))

    def _is_definition(self, text: str) -> bool:
        if _QUOTE_OPENS.match(text) and _QUOTED_TERM.match(text):
            return True
        under = any(self.words.definitions.search(self.clauses[s[3]].heading) for s in self.stack if self.clauses[s[3]].heading)
        return under and bool(_QUOTED_TERM.match(text))

    # bookkeeping

    def _open(self, block: Block, kind: str, rank: float, style: str, value: int, heading: str, path: tuple[int, ...] = ()) -> None:
        while self.stack and self.stack[-1][0] >= rank:
            self.stack.pop()
        parent = self.stack[-1][3] if self.stack else None
        shown = block.number.shown if block.number is not None else heading[:60]
        text = self.text[block.body : block.end]
        if kind in ("paragraph", "item") and self._is_definition(text):
            kind = "definition"
        clause = self._add(block, kind, self._number_label(parent, style, shown, path), parent=parent)
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
        return clause

    def _label(self, own: str) -> str:
        above = self.clauses[self.stack[-1][3]].label if self.stack else self.part
        return f"{above}, {own}" if above else own[:1].upper() + own[1:]

    def _number_label(self, parent: int | None, style: str, shown: str, path: tuple[int, ...]) -> str:
        above = self.clauses[parent].label if parent is not None else ""
        if style in ("part", "heading"):
            return f"{self.part}, {shown}" if self.part and shown != self.part else shown
        if style == "decimal":
            match = re.search(r"(?:Article|Clause|Section|Chapter|Rule|Point|Paragraph|Step|Principle|Order|Activity) (\d+)$", above)
            if path and match and len(path) > 1 and path[0] == int(match[1]):
                return above[: match.start(1)] + shown
            if re.search(r"\d$", above) and shown.startswith(re.split(r"[ ,]", above)[-1] + "."):
                return above[: len(above) - len(re.split(r"[ ,]", above)[-1])] + shown
            if match and len(path) == 1:
                return f"{above}({shown})"
            return f"{above}, {shown}" if above else shown
        if re.search(r"[\d)]$", above) and shown.startswith("("):
            return above + shown
        return f"{above}, {shown}" if above else shown


def lead_in_chain(clauses: list[Clause], text: str, index: int) -> list[int]:
    """Indexes of the clauses an item hangs on, outermost first: ancestors whose own words are left open.

    A clause is left open when it ends with a colon or dash, or without any closing punctuation ("The Parties shall"), and is
    not a heading. A table row hangs on its header row.
    """
    chain: list[int] = []
    clause = clauses[index]
    if clause.kind == "row" and clause.heading.startswith("#"):
        chain.append(int(clause.heading[1:]))
    parent = clause.parent
    below = clause
    while parent is not None:
        above = clauses[parent]
        own = text[above.body : above.end].rstrip()
        is_open = own.endswith((":", "—", "–", "-")) or (bool(own) and not _TERMINAL.search(own) and below.kind in ("item", "definition", "paragraph"))
        if own and is_open and above.kind in ("paragraph", "item", "text", "article", "definition", "preamble", "recital"):
            chain.append(parent)
        below = above
        parent = above.parent
    return chain[::-1]


def unagreed_spans(document: Document, clauses: list[Clause]) -> list[tuple[int, int]]:
    """Spans that are not agreed text: brackets with words in them, options, tracked insertions and deletions; in order."""
    spans = [(m.start, m.end) for m in document.marks if m.kind in ("inserted", "deleted")]
    for match in _BRACKET.finditer(document.text):
        if not _PLACEHOLDER.match(match[1]) and len(match[1].split()) >= 1 and any(c.isalpha() for c in match[1]):
            spans.append(match.span())
    spans += [(c.start, c.end) for c in clauses if not c.agreed]
    return sorted(spans)


def mark_open_parts(text: str, clauses: list[Clause], says_open: re.Pattern[str]) -> None:
    """Sets ``agreed`` to False below a heading or annex that says of itself that it is not agreed."""
    for clause in clauses:
        if clause.kind in ("row", "title", "signature", "note") or not says_open.search(text, clause.start, clause.end):
            continue
        root = clause if clause.children else (clauses[clause.parent] if clause.parent is not None else clause)
        waiting = [root.index]
        while waiting:
            one = clauses[waiting.pop()]
            one.agreed = False
            waiting += one.children
