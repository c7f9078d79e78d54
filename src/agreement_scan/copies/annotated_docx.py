"""The draft's DOCX with real Word comments on the words of each finding.

Runs are split where a finding begins or ends and nothing else is touched: text, formatting, numbering, tracked insertions and
deletions, and comments that are already there stay as they are. Comments bear no date: same input, same bytes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from bisect import bisect_left, bisect_right
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from ..readers.docx import MEDIA_TYPE, Written, written
from ..readers.source import Source
from ..readers.zipped import Parts
from ._notes import AUTHOR, notes, paragraphs, summary

if TYPE_CHECKING:
    from ..model import Report
    from ..options import Options

__all__ = ["MEDIA_TYPE", "render"]

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# The relationship type and the words' namespace come in two dialects, "transitional" and "strict"; the document says which.
_RELATION = {True: "http://purl.oclc.org/ooxml/officeDocument/relationships/comments", False: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"}


def render(report: Report, data: bytes, options: Options) -> bytes:
    """The annotated copy. Raises what reading the DOCX raises."""
    source = Source(data, report.document.name, report.document.sha256, changes=options.changes)
    root, main, words, moved = written(source)
    package = _Package(source, main, root)
    writer = _Writer(root, words, moved, package)
    head = report.document.text.find("\n")
    places = [(0, head if head > 0 else 1, summary(report)), *((n.start, n.end, paragraphs(report, n)) for n in notes(report))]
    writer.comment(places)
    return package.saved()


class _Writer:
    """Puts comments on spans of the canonical text."""

    def __init__(self, root: Any, words: list[Written], moved: list[int], package: _Package) -> None:
        self.root, self.package, self.moved = root, package, moved
        self.w = root.tag[: root.tag.index("}") + 1]
        # words of notes stand in another part, where Word allows no comments: they count for the body's words before them
        inside = [x for x in words if x.end > x.start and x.node.getroottree().getroot() is root]
        self.words = sorted(inside, key=lambda x: x.start)
        self.starts = [x.start for x in self.words]

    def comment(self, places: list[tuple[int, int, list[str]]]) -> None:
        """Writes one comment for each (start, end, lines)."""
        ends = [(self._first(start), self._last(end)) for start, end, _ in places]
        cuts: dict[Any, set[int]] = {}
        for (node, at), (last, until) in (e for e in ends if e[0] is not None and e[1] is not None):
            cuts.setdefault(node, set()).add(at)
            cuts.setdefault(last, set()).add(until)
        begins, finishes = self._split(cuts)
        for (first, last), (_, _, lines) in zip(ends, places, strict=True):
            if first is None or last is None:
                continue
            number = self.package.add(lines)
            self._mark(begins[first], finishes[last], number)

    def _first(self, offset: int) -> tuple[Any, int] | None:
        """Element and character where a span begins: the words at the offset, or the next ones."""
        at = bisect_left(self.moved, offset)
        n = max(0, bisect_right(self.starts, at) - 1)
        if n < len(self.words) and self.words[n].end <= at and n + 1 < len(self.words):
            n += 1
        if n >= len(self.words):
            return None
        place = self.words[n]
        return place.node, place.skipped + min(max(0, at - place.start), place.end - place.start - 1)

    def _last(self, offset: int) -> tuple[Any, int] | None:
        """Element and character (exclusive) where a span ends: the last words before the offset."""
        until = bisect_left(self.moved, offset)
        n = bisect_left(self.starts, until) - 1
        if n < 0:
            return None
        place = self.words[n]
        return place.node, place.skipped + max(1, min(until - place.start, place.end - place.start))

    def _split(self, cuts: dict[Any, set[int]]) -> tuple[dict[tuple[Any, int], Any], dict[tuple[Any, int], Any]]:
        """Splits runs so that each cut falls between two; gives for each cut the run that begins there and the one that ends."""
        begins: dict[tuple[Any, int], Any] = {}
        finishes: dict[tuple[Any, int], Any] = {}
        for node, at in cuts.items():
            text = node.text or ""
            length = len(text) if text else 1
            inner = sorted(c for c in at if 0 < c < length)
            pieces = [(node, 0)]
            for cut in inner:
                tail = self._torn(pieces[-1][0], cut - pieces[-1][1])
                pieces.append((tail, cut))
            bounds = [start for _, start in pieces] + [length]
            for k, (piece, start) in enumerate(pieces):
                # a run may hold more than one element: it is torn before and after the words too, where a span needs it
                if start in at:
                    begins[node, start] = self._alone(piece, before=True)
                if bounds[k + 1] in at:
                    finishes[node, bounds[k + 1]] = self._alone(piece, before=False)
        return begins, finishes

    def _torn(self, node: Any, at: int) -> Any:
        """Tears a text element and its run in two; gives the second element."""
        run = node.getparent()
        other = deepcopy(node)
        node.text, other.text = node.text[:at], node.text[at:]
        for half in (node, other):
            half.set(_SPACE, "preserve")
        node.addnext(other)
        self._tear_run(run, other)
        return other

    def _alone(self, node: Any, *, before: bool) -> Any:
        """The run of an element, torn so that nothing stands before (after) the element in it."""
        run = node.getparent()
        if before:
            earlier = node.getprevious()
            if earlier is not None and not str(earlier.tag).endswith("}rPr"):
                return self._tear_run(run, node)
            return run
        later = node.getnext()
        if later is not None:
            self._tear_run(run, later)
        return node.getparent()

    def _tear_run(self, run: Any, child: Any) -> Any:
        """Moves ``child`` and what follows it into a run of its own, with the same formatting."""
        second = run.makeelement(run.tag, dict(run.attrib), run.nsmap)
        properties = run.find(f"{self.w}rPr")
        if properties is not None:
            second.append(deepcopy(properties))
        moving = [child, *child.itersiblings()]
        for one in moving:
            second.append(one)
        run.addnext(second)
        return second

    def _mark(self, first: Any, last: Any, number: int) -> None:
        w = self.w
        first, last = self._outside_boxes(first), self._outside_boxes(last)
        start = first.makeelement(f"{w}commentRangeStart", {f"{w}id": str(number)})
        first.addprevious(start)
        end = last.makeelement(f"{w}commentRangeEnd", {f"{w}id": str(number)})
        last.addnext(end)
        run = last.makeelement(f"{w}r")
        run.append(run.makeelement(f"{w}commentReference", {f"{w}id": str(number)}))
        # the sign of the comment stands outside tracked changes and links, so that it is none of their words
        anchor = end
        while anchor.getparent() is not None and not str(anchor.getparent().tag).endswith("}p"):
            anchor = anchor.getparent()
        anchor.addnext(run)

    def _outside_boxes(self, run: Any) -> Any:
        """The run itself, or the run of the body that a text box with it hangs on: Word allows no comments in text boxes."""
        found, node = run, run.getparent()
        while node is not None:
            if str(node.tag).endswith("}txbxContent"):
                found = next((a for a in node.iterancestors(f"{self.w}r")), found)
            node = node.getparent()
        return found


class _Package:
    """The zip of the draft: takes new comments, and is written with everything else as it was."""

    def __init__(self, source: Source, main: str, root: Any) -> None:
        from lxml import etree

        self.parts = Parts(source)
        self.archive = zipfile.ZipFile(io.BytesIO(source.data))
        self.main, self.root = main, root
        self.w = root.tag[: root.tag.index("}") + 1]
        self.changed: dict[str, bytes] = {}
        self.relations_name = posixpath.join(posixpath.dirname(main), "_rels", posixpath.basename(main) + ".rels")
        self.relations = self.parts.xml(self.relations_name) if self.relations_name in self.parts.names else etree.Element(f"{{{_PACKAGE}}}Relationships", nsmap={None: _PACKAGE})
        self.name = self._existing()
        if self.name is None:
            self.name = posixpath.join(posixpath.dirname(main), "comments.xml")
            while self.name in self.parts.names:
                self.name = self.name.replace("comments", "comments-1", 1)
            self.comments = etree.Element(f"{self.w}comments", nsmap={"w": self.w[1:-1]})
            self._register()
        else:
            self.comments = self.parts.xml(self.name)
        taken = [int(c.get(f"{self.w}id", "0")) for c in self.comments]
        self._next = max(taken, default=-1) + 1

    def add(self, lines: list[str]) -> int:
        """Adds a comment; gives its number."""
        w, number = self.w, self._next
        self._next += 1
        comment = self.comments.makeelement(f"{w}comment", {f"{w}id": str(number), f"{w}author": AUTHOR, f"{w}initials": "as"})
        for line in lines:
            paragraph = comment.makeelement(f"{w}p")
            run = comment.makeelement(f"{w}r")
            text = comment.makeelement(f"{w}t", {_SPACE: "preserve"})
            text.text = line
            run.append(text)
            paragraph.append(run)
            comment.append(paragraph)
        self.comments.append(comment)
        return number

    def saved(self) -> bytes:
        """The zip, entries in their order, those we wrote dated as the main part."""
        from lxml import etree

        def dumped(node: Any) -> bytes:
            return etree.tostring(node, xml_declaration=True, encoding="UTF-8", standalone=True)

        self.changed[self.main] = dumped(self.root)
        self.changed[self.name] = dumped(self.comments)
        copy = io.BytesIO()
        dated = self.archive.getinfo(self.main).date_time
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as out:
            for info in self.archive.infolist():
                entry = zipfile.ZipInfo(info.filename, info.date_time)
                entry.compress_type, entry.external_attr = info.compress_type, info.external_attr
                out.writestr(entry, self.changed.pop(info.filename, None) or self.parts.bytes(info.filename))
            for name in sorted(self.changed):
                entry = zipfile.ZipInfo(name, dated)
                entry.compress_type = zipfile.ZIP_DEFLATED
                out.writestr(entry, self.changed[name])
        return copy.getvalue()

    def _existing(self) -> str | None:
        for relation in self.relations:
            if relation.get("Type", "").endswith("/comments"):
                target = relation.get("Target", "")
                name = posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(self.main), target))
                return name if name in self.parts.names else None
        return None

    def _register(self) -> None:
        from lxml import etree

        taken = {r.get("Id") for r in self.relations}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdScan{n}" not in taken)
        strict = self.w.startswith("{http://purl.oclc.org/")
        relation = etree.SubElement(self.relations, f"{{{_PACKAGE}}}Relationship")
        relation.set("Id", f"rIdScan{number}")
        relation.set("Type", _RELATION[strict])
        relation.set("Target", posixpath.basename(self.name))
        types = self.parts.xml("[Content_Types].xml")
        override = etree.SubElement(types, f"{{{_TYPES}}}Override")
        override.set("PartName", "/" + self.name)
        override.set("ContentType", _CONTENT_TYPE)
        for name, node in ((self.relations_name, self.relations), ("[Content_Types].xml", types)):
            self.changed[name] = etree.tostring(node, xml_declaration=True, encoding="UTF-8", standalone=True)
