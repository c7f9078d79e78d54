"""DOCX: the text as Word shows it, with automatic numbers, tables, notes, and tracked changes kept apart.

Read from the XML itself, since what matters most in a draft under negotiation (labels, insertions, deletions) is what
general libraries leave out.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from ..errors import DamagedInput, EmptyInput, ScannedInput
from ..model import Document, Furniture, Notice
from . import wordnumbers
from .source import Source
from .textmap import TextMap, joined_changes
from .wordruns import CHANGES, DELETED, INSERTED, STRUCK, Paragraph, Piece, Words, branch, local, through
from .zipped import Parts

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

LONG_CELL = 4  # paragraphs: a cell with so many is laid out text, not a cell of a table


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
        self.words = Words(w, changes)
        self._carried: list[Piece] = []
        self.written: list[Written] = []

    # -- blocks ---------------------------------------------------------------------------------------------------

    def write(self, node) -> None:
        """Writes the paragraphs and tables in ``node``, through content controls and the like."""
        for child in node:
            kind = local(child)
            if kind == "p":
                self._write_paragraph(self._paragraph(child))
            elif kind == "tbl":
                self._write_table(child)
            elif kind == "altChunk":
                self.words.seen["embedded"] += 1
            elif kind == "AlternateContent":
                self.write(branch(child))
            elif kind in ("ins", "del", "moveTo", "moveFrom", "sdt", "sdtContent", "customXml", "smartTag"):
                self.write(child)

    def _paragraph(self, node) -> Paragraph:
        w = self.w
        properties = node.find(f"{w}pPr")
        style = "" if properties is None else wordnumbers.value(w, properties, "pStyle") or ""
        list_id, level, outline = wordnumbers.settings(w, properties)
        mark = None if properties is None else properties.find(f"{w}rPr")
        ended = {} if mark is None else {CHANGES[k]: True for k in ("ins", "del", "moveTo", "moveFrom") if mark.find(f"{w}{k}") is not None}
        found = Paragraph([])
        self.words.read(node, found, "", "")
        contents = self.words.in_contents or any(self.numbers.styles[s].name.startswith("toc ") for s in self.numbers.chain(style))
        # a paragraph whose end was struck out (or not yet put in) runs on into the next one
        if found.pieces and ((self.changes == "accept" and DELETED in ended) or (self.changes == "reject" and INSERTED in ended)):
            self._carried += found.pieces
            return Paragraph([], boxes=found.boxes)
        gone = (self.changes == "accept" and DELETED in ended) or (self.changes == "reject" and INSERTED in ended)
        found.pieces, self._carried = self._carried + found.pieces, []
        place = self.numbers.place(style, list_id, level)
        if place is not None and not gone:
            deleted = bool(found.pieces) and all(p.change == DELETED or not p.text.strip() for p in found.pieces)
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
        for row in through(table, "tr"):
            properties = row.find(f"{w}trPr")
            change = {} if properties is None else {CHANGES[local(c)]: c.get(f"{w}author", "") for c in properties if local(c) in CHANGES}
            if (self.changes == "accept" and DELETED in change) or (self.changes == "reject" and INSERTED in change):
                self.words.seen.update(change.keys())
                continue
            cells = [self._cell(cell) for cell in through(row, "tc")]
            if len(cells) == 1 or any(len(cell) >= LONG_CELL for cell in cells):
                for paragraph in (p for cell in cells for p in cell):
                    self._write_paragraph(paragraph)
                continue
            texts = [" ".join((p.label + p.text).strip() for p in cell).strip() for cell in cells]
            if any(texts):
                header = properties is not None and self.words.is_on(properties, "tblHeader")
                header = header or (first and all(cell and not any(p.plain for p in cell) for cell in cells))
                if self.text.length:
                    self.text.put("\n\n" if first else "\n")
                start = self.text.length
                self._write_row(cells)
                self.text.mark("header-row" if header else "row", start)
                for kind, author in change.items():
                    self.words.seen[kind] += 1
                    if self.changes == "both":
                        self.text.mark(kind, start, author)
                first = False
            for box in (b for cell in cells for p in cell for b in p.boxes):
                self.write(box)

    def _cell(self, cell) -> list[Paragraph]:
        """The paragraphs of a cell that have words; those of a table within it too. A cell merged upwards has none."""
        merge = cell.find(f"{self.w}tcPr/{self.w}vMerge")
        below = merge is not None and merge.get(f"{self.w}val", "continue") == "continue"
        found = [self._paragraph(p) for p in through(cell, "p", "tbl", "tr", "tc")]
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

    # -- notes and notices ----------------------------------------------------------------------------------------

    def write_notes(self, root, kind: str) -> None:
        """Writes the notes that the text refers to, in the order of their numbers, after the text."""
        notes = {note.get(f"{self.w}id", ""): note for note in root.iterfind(f"{self.w}{kind}")}
        for number, ident in enumerate(dict.fromkeys(self.words.notes[kind]), 1):
            if ident not in notes:
                continue
            paragraphs = [p for p in (self._paragraph(n) for n in through(notes[ident], "p")) if p.text.strip()]
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
        inserted, deleted, struck, hidden = (self.words.seen[k] for k in (INSERTED, DELETED, STRUCK, "hidden"))
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
        if self.words.seen["embedded"]:
            message = f"{self.words.seen['embedded']} embedded file(s) in the document were not read"
            found.append(Notice("embedded-file", "warning", message, "open the file in Word and save it again, or give the embedded files on their own"))
        return found
