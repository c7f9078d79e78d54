"""DOCX: the text as Word shows it, with automatic numbers, tables, notes, and tracked changes kept apart.

Read from the XML itself, since what matters most in a draft under negotiation (labels, insertions, deletions) is what
general libraries leave out.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..errors import DamagedInput, EmptyInput, ScannedInput
from ..model import Document, Furniture, Notice
from . import wordnumbers
from .source import Source
from .textmap import TextMap, joined_changes
from .zipped import Parts

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_INSERTED, _DELETED, _STRUCK = "inserted", "deleted", "struck through"
_CHANGES = {"ins": _INSERTED, "moveTo": _INSERTED, "del": _DELETED, "moveFrom": _DELETED}
_OFF = ("0", "false", "off", "none")
# Signs of the Symbol and Wingdings fonts, by their private code.
_SIGNS = {0xB7: "•", 0xA7: "▪", 0xFC: "✓", 0x6F: "☐", 0xA8: "☐", 0xFE: "☑", 0xFD: "☒", 0x2D: "-", 0xE0: "→", 0xA3: "≤", 0xB3: "≥"}
LONG_CELL = 4  # paragraphs: a cell with so many is laid out text, not a cell of a table


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


def read(source: Source) -> Document:
    """The document of a DOCX file.

    Raises EmptyInput (no text), ScannedInput (no text but pictures), DamagedInput, EncryptedInput, TooLarge.
    """
    parts, main, _root, story = _tell(source)
    text, _, marks, _ = story.text.build()
    pictures = any("/media/" in name for name in parts.names)
    if not text.strip():
        if pictures:
            raise ScannedInput(f"{source.name}: the DOCX holds pictures but no text", "run text recognition (OCR) and give the resulting file")
        raise EmptyInput(f"{source.name}: there is no text in the DOCX", "check that this is the right file")
    comments = parts.optional(_target(parts, main, "comments") or "")
    furniture = [*story.furniture, *_edges(parts, main, story.w, story.numbers, source.changes)]
    return source.document(
        MEDIA_TYPE, text, marks=joined_changes(marks), furniture=tuple(furniture), notices=tuple(story.notices(0 if comments is None else len(comments)))
    )


@dataclass(frozen=True, slots=True)
class Written:
    """The words of one XML element (``t``, ``delText``, ``tab`` …) in the text.

    ``start``/``end`` are offsets before the text's repairs; the words begin at character ``skipped`` of the element.
    """

    start: int
    end: int
    node: Any
    skipped: int


def written(source: Source) -> tuple[Any, str, list[Written], list[int]]:
    """Where the words of a DOCX stand in its XML, for copies that write on it.

    The root of the main part, the part's name, what each element gave to the text, and for each offset before repairs the
    offset in ``Document.text``. Raises what ``read`` raises.
    """
    _, main, root, story = _tell(source)
    moved = story.text.build(range(story.text.length + 1))[3]
    return root, main, story.written, moved


def _tell(source: Source) -> tuple[Parts, str, Any, _Story]:
    """The parts of a file, its main part with root element, and the story told from it."""
    parts = Parts(source)
    main = _target(parts, "", "officeDocument") or "word/document.xml"
    if main not in parts.names:
        raise DamagedInput(f"{source.name}: the DOCX has no main text part", "open it in Word or LibreOffice and save it again")
    root = parts.xml(main)
    w = root.tag[: root.tag.index("}") + 1] if "}" in root.tag else ""
    body = root.find(f"{w}body")
    if body is None:
        raise DamagedInput(f"{source.name}: the DOCX has no body", "open it in Word or LibreOffice and save it again")
    numbers = wordnumbers.load(w, *(parts.optional(_target(parts, main, kind) or "") for kind in ("styles", "numbering")))
    story = _Story(w, numbers, source.changes, TextMap(limit=source.limits.characters))
    story.write(body)
    for kind in ("footnote", "endnote"):
        notes = parts.optional(_target(parts, main, kind + "s") or "")
        if notes is not None:
            story.write_notes(notes, kind)
    return parts, main, root, story


def _targets(parts: Parts, part: str, kind: str) -> list[str]:
    """The parts that ``part`` ("" for the package) is related to by relations of a kind ("styles", "header" …)."""
    folder, name = posixpath.split(part)
    relations = parts.optional(posixpath.join(folder, "_rels", name + ".rels"))
    found = []
    for relation in relations if relations is not None else ():
        if relation.get("Type", "").rsplit("/", 1)[-1] == kind and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            found.append(posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)))
    return [t for t in found if t in parts.names]


def _target(parts: Parts, part: str, kind: str) -> str | None:
    return next(iter(_targets(parts, part, kind)), None)


def _edges(parts: Parts, main: str, w: str, numbers, changes: str) -> list[Furniture]:
    """Headers, footers and watermarks, each text once."""
    found: dict[tuple[str, str], None] = {}
    for kind in ("header", "footer"):
        for target in _targets(parts, main, kind):
            root = parts.xml(target)
            story = _Story(w, numbers, changes, TextMap())
            story.write(root)
            text = " ".join(story.text.build()[0].split())
            if text:
                found[kind, text] = None
            for shape in root.iter("{*}textpath"):
                if shape.get("string"):
                    found["watermark", shape.get("string")] = None
    return [Furniture(1, kind, text) for kind, text in found]


class _Story:
    """Walks one story (body, notes, header) and writes it to a text."""

    def __init__(self, w: str, numbers: wordnumbers.Numbering, changes: str, text: TextMap) -> None:
        self.w, self.numbers, self.changes, self.text = w, numbers, changes, text
        self.furniture: list[Furniture] = []
        self._fields: list[str] = []  # "instruction" or "result" of each open field, outermost first
        self._contents = 0  # depth of the open table-of-contents field, 0 for none
        self._notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._seen: Counter[str] = Counter()
        self._carried: list[Piece] = []
        self.written: list[Written] = []

    # -- blocks ---------------------------------------------------------------------------------------------------

    def write(self, node) -> None:
        """Writes the paragraphs and tables in ``node``, through content controls and the like."""
        for child in node:
            kind = _local(child)
            if kind == "p":
                self._write_paragraph(self._paragraph(child))
            elif kind == "tbl":
                self._write_table(child)
            elif kind == "altChunk":
                self._seen["embedded"] += 1
            elif kind == "AlternateContent":
                self.write(_branch(child))
            elif kind in ("ins", "del", "moveTo", "moveFrom", "sdt", "sdtContent", "customXml", "smartTag"):
                self.write(child)

    def _paragraph(self, node) -> Paragraph:
        w = self.w
        properties = node.find(f"{w}pPr")
        style = "" if properties is None else wordnumbers.value(w, properties, "pStyle") or ""
        list_id, level, outline = wordnumbers.settings(w, properties)
        mark = None if properties is None else properties.find(f"{w}rPr")
        ended = {} if mark is None else {_CHANGES[k]: True for k in ("ins", "del", "moveTo", "moveFrom") if mark.find(f"{w}{k}") is not None}
        found = Paragraph([])
        self._inline(node, found, "", "")
        contents = self._contents > 0 or any(self.numbers.styles[s].name.startswith("toc ") for s in self.numbers.chain(style))
        # a paragraph whose end was struck out (or not yet put in) runs on into the next one
        if found.pieces and ((self.changes == "accept" and _DELETED in ended) or (self.changes == "reject" and _INSERTED in ended)):
            self._carried += found.pieces
            return Paragraph([], boxes=found.boxes)
        gone = (self.changes == "accept" and _DELETED in ended) or (self.changes == "reject" and _INSERTED in ended)
        found.pieces, self._carried = self._carried + found.pieces, []
        place = self.numbers.place(style, list_id, level)
        if place is not None and not gone:
            deleted = bool(found.pieces) and all(p.change == _DELETED or not p.text.strip() for p in found.pieces)
            found.label = self.numbers.label(*place, counts=not deleted)
        found.heading = self.numbers.heading(style, outline)
        found.contents = contents
        if any("heading" in self.numbers.styles[s].name for s in self.numbers.chain(style)):
            found.plain = False
        return found

    def _write_paragraph(self, paragraph: Paragraph) -> None:
        words = paragraph.text.strip()
        if words and paragraph.contents:
            self.furniture.append(Furniture(1, "contents", " ".join((paragraph.label + words).split())))
        elif words:
            if self.text.length:
                self.text.put("\n" if paragraph.label and paragraph.heading is None else "\n\n")
            start = self.text.length
            self._write_words(paragraph)
            if paragraph.heading is not None:
                self.text.mark("heading", start, paragraph.heading)
        for box in paragraph.boxes:
            self.write(box)

    def _write_words(self, paragraph: Paragraph, *, one_line: bool = False) -> None:
        if paragraph.label:
            start = self.text.length
            self.text.add(paragraph.label)
            self.text.mark("label", start, end=start + len(paragraph.label.rstrip()))
        first, last = self._edge(paragraph.pieces), len(paragraph.pieces) - self._edge(paragraph.pieces[::-1])
        for i in range(first, last):
            piece = paragraph.pieces[i]
            words = piece.text
            if i == first:
                words = words.lstrip()
            if i == last - 1:
                words = words.rstrip()
            start = self.text.length
            self.text.add(" ".join(words.split("\n")) if one_line else words)
            if piece.node is not None:
                skipped = len(piece.text) - len(piece.text.lstrip()) if i == first else 0
                self.written.append(Written(start, self.text.length, piece.node, skipped))
            if piece.change:
                self.text.mark(piece.change, start, piece.author)

    @staticmethod
    def _edge(pieces: list[Piece]) -> int:
        return next((i for i, p in enumerate(pieces) if p.text.strip()), len(pieces))

    # -- tables ---------------------------------------------------------------------------------------------------

    def _write_table(self, table) -> None:
        w = self.w
        first = True
        for row in _through(table, "tr"):
            properties = row.find(f"{w}trPr")
            change = {} if properties is None else {_CHANGES[_local(c)]: c.get(f"{w}author", "") for c in properties if _local(c) in _CHANGES}
            if (self.changes == "accept" and _DELETED in change) or (self.changes == "reject" and _INSERTED in change):
                self._seen.update(change.keys())
                continue
            cells = [self._cell(cell) for cell in _through(row, "tc")]
            if len(cells) == 1 or any(len(cell) >= LONG_CELL for cell in cells):
                for paragraph in (p for cell in cells for p in cell):
                    self._write_paragraph(paragraph)
                continue
            texts = [" ".join((p.label + p.text).strip() for p in cell).strip() for cell in cells]
            if any(texts):
                header = properties is not None and self._on(properties, "tblHeader")
                header = header or (first and all(cell and not any(p.plain for p in cell) for cell in cells))
                if self.text.length:
                    self.text.put("\n\n" if first else "\n")
                start = self.text.length
                self._write_row(cells)
                self.text.mark("header-row" if header else "row", start)
                for kind, author in change.items():
                    self._seen[kind] += 1
                    if self.changes == "both":
                        self.text.mark(kind, start, author)
                first = False
            for box in (b for cell in cells for p in cell for b in p.boxes):
                self.write(box)

    def _cell(self, cell) -> list[Paragraph]:
        """The paragraphs of a cell that have words; those of a table within it too. A cell merged upwards has none."""
        merge = cell.find(f"{self.w}tcPr/{self.w}vMerge")
        below = merge is not None and merge.get(f"{self.w}val", "continue") == "continue"
        found = [self._paragraph(p) for p in _through(cell, "p", "tbl", "tr", "tc")]
        return [] if below else [p for p in found if p.text.strip() or p.boxes]

    def _write_row(self, cells: list[list[Paragraph]]) -> None:
        for c, cell in enumerate(cells):
            if c:
                self.text.put(" | ")
            written = False
            for paragraph in cell:
                if paragraph.text.strip():
                    if written:
                        self.text.put(" ")
                    self._write_words(paragraph, one_line=True)
                    written = True

    # -- words ----------------------------------------------------------------------------------------------------

    def _inline(self, node, found: Paragraph, change: str, author: str) -> None:
        """Adds the words in ``node`` to a paragraph."""
        for child in node:
            kind = _local(child)
            if kind == "r":
                self._run(child, found, change, author)
            elif kind in _CHANGES:
                made = _CHANGES[kind]
                if (self.changes == "accept" and made == _DELETED) or (self.changes == "reject" and made == _INSERTED):
                    self._seen[made] += 1
                    continue
                if self.changes != "both":
                    self._seen[made] += 1
                    self._inline(child, found, change, author)
                elif made == _DELETED or change != _DELETED:  # what was put in and struck out again is struck out
                    self._seen[made] += 1
                    self._inline(child, found, made, child.get(f"{self.w}author", ""))
                else:
                    self._inline(child, found, change, author)
            elif kind == "AlternateContent":
                self._inline(_branch(child), found, change, author)
            elif kind == "txbxContent":
                found.boxes.append(child)
            elif kind == "t" and not child.tag.startswith(self.w):  # a formula
                self._add(found, child.text or "", change, author)
            elif kind not in ("pPr", "rPr", "sdtPr", "instrText", "rt", "p", "tbl"):
                self._inline(child, found, change, author)

    def _run(self, run, found: Paragraph, change: str, author: str) -> None:
        properties = run.find(f"{self.w}rPr")
        hidden = struck = False
        if properties is not None:
            hidden = self._on(properties, "vanish")
            struck = self._on(properties, "strike") or self._on(properties, "dstrike")
        if struck and not change:
            change, author = _DELETED, _STRUCK
        before = len(found.pieces)
        for child in run:
            kind = _local(child)
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
                self._notes[kind[:-9]].append(child.get(f"{self.w}id", ""))
            elif kind == "AlternateContent":
                self._inline(_branch(child), found, change, author)
            elif kind in ("drawing", "pict", "object", "ruby"):
                self._inline(child, found, change, author)
        added = found.pieces[before:]
        if added and not (properties is not None and self._on(properties, "b")):
            found.plain = True
        if added and hidden:
            del found.pieces[before:]
            self._seen["hidden"] += 1
        elif added and author == _STRUCK:
            self._seen[_STRUCK] += 1

    def _on(self, properties, name: str) -> bool:
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

    # -- notes and notices ----------------------------------------------------------------------------------------

    def write_notes(self, root, kind: str) -> None:
        """Writes the notes that the text refers to, in the order of their numbers, after the text."""
        notes = {note.get(f"{self.w}id", ""): note for note in root.iterfind(f"{self.w}{kind}")}
        for number, ident in enumerate(dict.fromkeys(self._notes[kind]), 1):
            if ident not in notes:
                continue
            paragraphs = [p for p in (self._paragraph(n) for n in _through(notes[ident], "p")) if p.text.strip()]
            if not paragraphs:
                continue
            self.text.put("\n\n" if number == 1 else "\n")
            start = self.text.length
            shown = str(number) if kind == "footnote" else wordnumbers.written(number, "lowerRoman")
            self.text.add(shown)
            self.text.mark("label", start)
            for paragraph in paragraphs:
                self.text.put(" ")
                self._write_words(paragraph, one_line=True)
            self.text.mark("footnote", start)

    def notices(self, comments: int) -> list[Notice]:
        """What must be said of the text: tracked changes, struck and hidden words, comments, parts not read."""
        found = []
        inserted, deleted, struck, hidden = (self._seen[k] for k in (_INSERTED, _DELETED, _STRUCK, "hidden"))
        if inserted or deleted:
            how = {
                "both": "both are in the text and count as not agreed",
                "accept": "the text was read as if all were accepted",
                "reject": "the text was read as if all were rejected",
            }[self.changes]
            message = f"tracked changes: {inserted} insertion{'s' * (inserted != 1)}, {deleted} deletion{'s' * (deleted != 1)}; {how}"
            found.append(Notice("tracked-changes", "warning", message, "read the text with the changes accepted, or rejected, to see either version"))
        if struck:
            message = f"words are struck through in {struck} place{'s' * (struck != 1)}; they are in the text and count as not agreed"
            found.append(Notice("struck-text", "warning", message, "delete them if they are no longer part of the draft"))
        if hidden:
            message = f"{hidden} piece{'s' * (hidden != 1)} of hidden text {'were' if hidden != 1 else 'was'} not read"
            found.append(Notice("hidden-text", "warning", message, "show hidden text in Word and decide what belongs to the draft"))
        if comments:
            found.append(Notice("comments", "info", f"{comments} comment{'s' * (comments != 1)} in the margin: not part of the text"))
        if self._seen["embedded"]:
            message = f"{self._seen['embedded']} embedded file(s) in the document were not read"
            found.append(Notice("embedded-file", "warning", message, "open the file in Word and save it again, or give the embedded files on their own"))
        return found


def _local(node) -> str:
    tag = node.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def _branch(alternatives):
    """The one version of an AlternateContent to read: the first with words in it."""
    for branch in alternatives:
        if any((t.text or "").strip() for t in branch.iter("{*}t")):
            return branch
    return ()


def _through(node, kind: str, *also: str):
    """The elements of a kind under ``node``, looking into content controls, changes and the kinds named ``also``."""
    for child in node:
        name = _local(child)
        if name == kind:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins", "del", "moveTo", "moveFrom", *also):
            yield from _through(child, kind, *also)
