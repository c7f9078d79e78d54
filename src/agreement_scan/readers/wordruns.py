"""The words of Word's paragraphs: runs, tracked changes, fields, symbols and references to notes, told as pieces.

ECMA-376 part 1, sections 17.3.2 (runs), 17.13.5 (revisions) and 17.16 (fields).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

INSERTED, DELETED, STRUCK = "inserted", "deleted", "struck through"
CHANGES = {"ins": INSERTED, "moveTo": INSERTED, "del": DELETED, "moveFrom": DELETED}
_OFF = ("0", "false", "off", "none")
# Signs of the Symbol and Wingdings fonts, by their private code.
_SIGNS = {0xB7: "•", 0xA7: "▪", 0xFC: "✓", 0x6F: "☐", 0xA8: "☐", 0xFE: "☑", 0xFD: "☒", 0x2D: "-", 0xE0: "→", 0xA3: "≤", 0xB3: "≥"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph; ``change`` is inserted, deleted or "" and ``author`` who made it; ``node`` is where they stand."""

    text: str
    change: str = ""
    author: str = ""
    node: Any = None


@dataclass(slots=True)
class Paragraph:
    """One paragraph before it is written."""

    pieces: list[Piece]
    label: str = ""
    heading: str | None = None
    contents: bool = False
    plain: bool = False  # some of its words are not bold
    boxes: list = field(default_factory=list)  # text boxes anchored in it

    @property
    def text(self) -> str:
        return "".join(p.text for p in self.pieces)


class Words:
    """Reads the words of one story; ``changes`` is both, accept or reject. ``seen`` counts changes, struck and hidden runs; ``notes`` are the
    numbers of the notes referred to, in order."""

    def __init__(self, w: str, changes: str) -> None:
        self.w, self.changes = w, changes
        self.seen: Counter[str] = Counter()
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._fields: list[str] = []  # "instruction" or "result" of each open field, outermost first
        self._contents = 0  # depth of the open table-of-contents field, 0 for none

    @property
    def in_contents(self) -> bool:
        """Whether a table of contents is open."""
        return self._contents > 0

    def read(self, node, found: Paragraph, change: str, author: str) -> None:
        """Adds the words in ``node`` to a paragraph."""
        for child in node:
            kind = local(child)
            if kind == "r":
                self._run(child, found, change, author)
            elif kind in CHANGES:
                made = CHANGES[kind]
                if (self.changes == "accept" and made == DELETED) or (self.changes == "reject" and made == INSERTED):
                    self.seen[made] += 1
                    continue
                if self.changes != "both":
                    self.seen[made] += 1
                    self.read(child, found, change, author)
                elif made == DELETED or change != DELETED:  # what was put in and struck out again is struck out
                    self.seen[made] += 1
                    self.read(child, found, made, child.get(f"{self.w}author", ""))
                else:
                    self.read(child, found, change, author)
            elif kind == "AlternateContent":
                self.read(branch(child), found, change, author)
            elif kind == "txbxContent":
                found.boxes.append(child)
            elif kind == "t" and not child.tag.startswith(self.w):  # a formula
                self._add(found, child.text or "", change, author)
            elif kind not in ("pPr", "rPr", "sdtPr", "instrText", "rt", "p", "tbl"):
                self.read(child, found, change, author)

    def _run(self, run, found: Paragraph, change: str, author: str) -> None:
        properties = run.find(f"{self.w}rPr")
        hidden = struck = False
        if properties is not None:
            hidden = self.is_on(properties, "vanish")
            struck = self.is_on(properties, "strike") or self.is_on(properties, "dstrike")
        if struck and not change:
            change, author = DELETED, STRUCK
        before = len(found.pieces)
        for child in run:
            kind = local(child)
            if kind == "fldChar":
                self._field(child.get(f"{self.w}fldCharType"))
            elif kind == "instrText":
                self._instruction(child.text or "")
            elif self._fields and "instruction" in self._fields:
                continue
            elif kind in ("t", "delText"):
                self._add(found, child.text or "", change, author, child)
            elif kind in ("tab", "ptab"):
                self._add(found, " ", change, author, child)
            elif kind in ("br", "cr"):
                self._add(found, "\n", change, author, child)
            elif kind == "noBreakHyphen":
                self._add(found, "-", change, author, child)
            elif kind == "sym":
                code = int(child.get(f"{self.w}char") or "0", 16) & 0xFFFF
                self._add(found, _SIGNS.get(code & 0xFF, "•") if code >= 0xF000 else chr(code) if 0x20 <= code < 0xD800 else "", change, author, child)
            elif kind in ("footnoteReference", "endnoteReference"):
                self.notes[kind[:-9]].append(child.get(f"{self.w}id", ""))
            elif kind == "AlternateContent":
                self.read(branch(child), found, change, author)
            elif kind in ("drawing", "pict", "object", "ruby"):
                self.read(child, found, change, author)
        added = found.pieces[before:]
        if added and not (properties is not None and self.is_on(properties, "b")):
            found.plain = True
        if added and hidden:
            del found.pieces[before:]
            self.seen["hidden"] += 1
        elif added and author == STRUCK:
            self.seen[STRUCK] += 1

    def is_on(self, properties, name: str) -> bool:
        """Whether a property stands among ``properties`` and is not switched off."""
        setting = properties.find(f"{self.w}{name}")
        return setting is not None and setting.get(f"{self.w}val", "1") not in _OFF

    def _add(self, found: Paragraph, text: str, change: str, author: str, node=None) -> None:
        if text:
            found.pieces.append(Piece(text.replace("\t", " ").replace("\r", " "), change, author, node))

    def _field(self, kind: str | None) -> None:
        """Keeps track of fields: what they show is text, how they are computed is not."""
        if kind == "begin":
            self._fields.append("instruction")
        elif kind == "separate" and self._fields:
            self._fields[-1] = "result"
        elif kind == "end" and self._fields:
            if len(self._fields) == self._contents:
                self._contents = 0
            self._fields.pop()

    def _instruction(self, text: str) -> None:
        if text.strip().upper().startswith("TOC") and not self._contents and self._fields:
            self._contents = len(self._fields)


def local(node) -> str:
    """The name of an element without its namespace; "" for a comment."""
    tag = node.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def branch(alternatives):
    """The one version of an AlternateContent to read: the first with words in it."""
    for branch in alternatives:
        if any((t.text or "").strip() for t in branch.iter("{*}t")):
            return branch
    return ()


def through(node, kind: str, *also: str):
    """The elements of a kind under ``node``, looking into content controls, changes and the kinds named ``also``."""
    for child in node:
        name = local(child)
        if name == kind:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins", "del", "moveTo", "moveFrom", *also):
            yield from through(child, kind, *also)
