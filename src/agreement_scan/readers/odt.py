"""ODT (LibreOffice): text with list and heading numbers, tables, notes, and tracked changes kept apart."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import DamagedInput, EmptyInput
from ..model import Document, Furniture, Notice
from .flow import Flow
from .source import Source
from .textmap import joined_changes
from .wordnumbers import BULLET, integer, written
from .zipped import Parts

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_SKIPPED = frozenset(["tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms", "bookmark", "bookmark-start", "soft-page-break"])


@dataclass(slots=True)
class Level:
    """One level of a list style; ``format`` is "" for a level without numbers."""

    format: str
    prefix: str = ""
    suffix: str = ""
    shown: int = 1  # how many levels the label shows
    start: int = 1
    bullet: str = ""


def read(source: Source) -> Document:
    """The document of an ODT file. Raises EmptyInput, DamagedInput, EncryptedInput, TooLarge."""
    parts = Parts(source)
    content = parts.xml("content.xml")
    body = content.find(".//{*}body/{*}text")
    if body is None:
        raise DamagedInput(f"{source.name}: the ODT has no text in it", "open it in LibreOffice and save it again")
    story = _Story(source, [content, parts.optional("styles.xml")])
    story.changes(body)
    story.blocks(body)
    story.notes()
    text, _, marks, _ = story.flow.text.build()
    if not text.strip():
        raise EmptyInput(f"{source.name}: there is no text in the ODT", "check that this is the right file")
    return source.document(MEDIA_TYPE, text, marks=joined_changes(marks), furniture=tuple(story.furniture), notices=story.notices())


class _Story:
    """Walks the text and writes it."""

    def __init__(self, source: Source, roots) -> None:
        self.flow = Flow(source.limits.characters)
        self.furniture: list[Furniture] = []
        self._reading = source.changes
        self._lists: dict[str, dict[int, Level]] = {}
        self._of_style: dict[str, str] = {}
        self._outline: dict[int, Level] = {}
        self._regions: dict[str, tuple[str, str, object]] = {}  # id -> inserted or deleted, author, what was deleted
        self._inside: list[tuple[str, str]] = []  # open insertions: id, author
        self._counts: dict[str, dict[int, int]] = {}
        self._headings: dict[int, int] = {}
        self._notes: list = []
        self._seen = {"inserted": 0, "deleted": 0, "comments": 0}
        for root in roots:
            if root is not None:
                self._load(root)

    def _load(self, root) -> None:
        for style in root.iter("{*}list-style", "{*}outline-style"):
            levels = {}
            for level in style:
                k = integer(_get(level, "level"))
                if k is None:
                    continue
                if _local(level) == "list-level-style-bullet":
                    levels[k] = Level("bullet", bullet=_get(level, "bullet-char"))
                else:
                    levels[k] = Level(
                        _get(level, "num-format"),
                        _get(level, "num-prefix"),
                        _get(level, "num-suffix"),
                        integer(_get(level, "display-levels")) or 1,
                        1 if (start := integer(_get(level, "start-value"))) is None else start,
                    )
            if _local(style) == "outline-style":
                self._outline = levels
            else:
                self._lists[_get(style, "name")] = levels
        for style in root.iter("{*}style"):
            if _get(style, "list-style-name"):
                self._of_style[_get(style, "name")] = _get(style, "list-style-name")
        for part, kind in (("header", "header"), ("footer", "footer")):
            for edge in root.iter("{*}" + part):
                words = " ".join(" ".join(edge.itertext()).split())
                if words and Furniture(1, kind, words) not in self.furniture:
                    self.furniture.append(Furniture(1, kind, words))

    def changes(self, body) -> None:
        """Takes in the list of tracked changes, which holds the deleted words."""
        for region in body.iterfind("{*}tracked-changes/{*}changed-region"):
            for change in region:
                kind = {"insertion": "inserted", "deletion": "deleted"}.get(_local(change))
                if kind is not None:
                    author = change.findtext(".//{*}creator") or ""
                    self._regions[_get(region, "id")] = (kind, author, change)
                    self._seen[kind] += 1

    def blocks(self, node) -> None:
        """Writes the paragraphs, lists and tables in ``node``."""
        for child in node:
            kind = _local(child)
            if kind in ("p", "h"):
                self._paragraph(child)
            elif kind == "list":
                self._list(child, "", 1)
            elif kind == "table":
                self._table(child)
            elif kind == "table-of-content":
                words = " ".join(" ".join(child.itertext()).split())
                self.furniture.append(Furniture(1, "contents", words))
            elif kind in ("change", "change-start", "change-end"):
                self._change(child)
            elif kind not in _SKIPPED:
                self.blocks(child)

    def _paragraph(self, node, label: str = "") -> None:
        flow = self.flow
        flow.line() if label and _local(node) == "p" else flow.paragraph()
        heading = _local(node) == "h"
        if heading:
            level = integer(_get(node, "outline-level")) or 1
            flow.open("heading", str(level))
            if not label and _get(node, "is-list-header") != "true":
                label = self._number(self._outline, self._headings, level)
        if label and any(t.strip() for t in node.itertext()):
            flow.label(label)
        self._inline(node)
        if heading:
            flow.close()
        flow.paragraph()

    # -- lists ----------------------------------------------------------------------------------------------------

    def _list(self, node, style: str, depth: int) -> None:
        style = _get(node, "style-name") or style or self._first_style(node)
        levels = self._lists.get(style, {})
        if depth == 1 and _get(node, "continue-numbering") != "true" and not _get(node, "continue-list"):
            self._counts[style] = {}
        counts = self._counts.setdefault(style, {})
        for entry in node:
            start = integer(_get(entry, "start-value"))
            if start is not None:
                counts[depth] = start - 1
            label = self._number(levels, counts, depth) if _local(entry) == "list-item" and any(_local(c) in "ph" for c in entry) else ""
            for child in entry:
                if _local(child) == "list":
                    self._list(child, style, depth + 1)
                elif _local(child) in ("p", "h"):
                    self._paragraph(child, label)
                    label = ""
                else:
                    self.blocks([child])

    def _first_style(self, node) -> str:
        paragraph = next(node.iter("{*}p", "{*}h"), None)
        return "" if paragraph is None else self._of_style.get(_get(paragraph, "style-name"), "")

    @staticmethod
    def _number(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
        """The next label at this depth; "" where the level shows none."""
        level = levels.get(depth)
        if level is None:
            return ""
        if level.format == "bullet":
            return level.bullet if level.bullet in ("-", "–", "—") else BULLET
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [k for k in counts if k > depth]:
            del counts[deeper]
        if level.format not in _FORMATS:
            return (level.prefix + level.suffix).strip()
        numbers = []
        for k in range(max(1, depth - level.shown + 1), depth + 1):
            upper = levels.get(k)
            if upper is not None and upper.format in _FORMATS:
                numbers.append(written(counts.setdefault(k, upper.start), _FORMATS[upper.format]))
        return f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()

    # -- tables ---------------------------------------------------------------------------------------------------

    def _table(self, node) -> None:
        first = True
        for row in node.iter("{*}table-row"):
            if next(a for a in row.iterancestors() if _local(a) == "table") is not node:
                continue  # a table within a cell is read with its cell
            cells = [c for c in row if _local(c) in ("table-cell", "covered-table-cell")]
            if self.flow.in_row or len(cells) < 2 or any(sum(_local(b) in ("p", "h", "list") for b in c) >= 4 for c in cells):
                for cell in cells:
                    self.blocks(cell)
                continue
            self.flow.begin_row(first=first)
            for cell in cells:
                self.flow.cell()
                self.blocks(cell)
            if self.flow.end_row(header=_local(row.getparent()) == "table-header-rows"):
                first = False
        self.flow.paragraph()

    # -- words ----------------------------------------------------------------------------------------------------

    def _inline(self, node) -> None:
        self._words(node.text)
        for child in node:
            kind = _local(child)
            if kind == "s":
                self._words(" " * min(1000, integer(_get(child, "c")) or 1))
            elif kind == "tab":
                self._words(" ")
            elif kind == "line-break":
                self.flow.line()
            elif kind == "note":
                self._notes.append(child)
            elif kind == "annotation":
                self._seen["comments"] += 1
            elif kind in ("change", "change-start", "change-end"):
                self._change(child)
            elif kind == "text-box":
                self.blocks(child)
            elif kind not in _SKIPPED and kind != "annotation-end" and kind != "ruby-text":
                self._inline(child)
            self._words(child.tail)

    def _words(self, text: str | None) -> None:
        if not text:
            return
        if not self._inside or self._reading == "accept":
            self.flow.words(text)
        elif self._reading == "both":
            self.flow.open("inserted", self._inside[-1][1])
            self.flow.words(text)
            self.flow.close()

    def _change(self, node) -> None:
        ident = _get(node, "change-id")
        kind, author, change = self._regions.get(ident, ("", "", None))
        if kind == "inserted":
            if _local(node) == "change-start":
                self._inside.append((ident, author))
            else:
                self._inside = [i for i in self._inside if i[0] != ident]
        elif kind == "deleted" and self._reading != "accept":
            for i, paragraph in enumerate(p for p in change if _local(p) in ("p", "h")):
                if i:
                    self.flow.paragraph()
                if self._reading == "both":
                    self.flow.open("deleted", author)
                self._inline(paragraph)
                if self._reading == "both":
                    self.flow.close()

    def notes(self) -> None:
        """Writes the notes after the text, in the order of their marks."""
        for note in self._notes:
            body = note.find("{*}note-body")
            if body is None:
                continue
            self.flow.paragraph()
            self.flow.open("footnote")
            self.flow.label(note.findtext("{*}note-citation") or "*")
            for paragraph in body.iter("{*}p"):
                self._inline(paragraph)
                self._words(" ")
            self.flow.close()

    def notices(self) -> tuple[Notice, ...]:
        """What must be said of the text."""
        found = []
        if self._seen["inserted"] or self._seen["deleted"]:
            how = {"both": "both are in the text and count as not agreed", "accept": "read as if accepted", "reject": "read as if rejected"}
            message = f"tracked changes: {self._seen['inserted']} insertion(s), {self._seen['deleted']} deletion(s); {how[self._reading]}"
            found.append(Notice("tracked-changes", "warning", message, "read the text with the changes accepted, or rejected, to see either version"))
        if self._seen["comments"]:
            found.append(Notice("comments", "info", f"{self._seen['comments']} comment(s) in the margin: not part of the text"))
        return tuple(found)


def _local(node) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def _get(node, name: str) -> str:
    """An attribute by its name without namespace; "" where it is missing."""
    for key, value in node.attrib.items():
        if key.rsplit("}", 1)[-1] == name:
            return value
    return ""
