"""What every reader is given: the bytes, their name, and the limits that keep hostile files from hurting."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Document, Furniture, Mark, Notice, Page

CHANGES = ("both", "accept", "reject")


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes beyond which a file is refused with ``TooLarge``.

    ``bytes`` of the file, ``unpacked`` bytes of any part of a zipped format, ``pages`` and ``characters`` of text.
    """

    bytes: int = 200_000_000
    unpacked: int = 200_000_000
    pages: int = 5_000
    characters: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """One draft as bytes. ``changes`` says which reading of tracked changes is wanted (both, accept, reject)."""

    data: bytes
    name: str
    sha256: str
    password: str | None = None
    limits: Limits = Limits()
    changes: str = "both"

    def document(
        self,
        media_type: str,
        text: str,
        *,
        pages: tuple[Page, ...] | None = None,
        marks: tuple[Mark, ...] = (),
        furniture: tuple[Furniture, ...] = (),
        notices: tuple[Notice, ...] = (),
        char_boxes=None,
    ) -> Document:
        """The Document of this source; without ``pages`` it is one page of no size (the format has none)."""
        return Document(
            name=self.name,
            media_type=media_type,
            sha256=self.sha256,
            text=text,
            pages=pages if pages is not None else (Page(1, 0.0, 0.0, 0, len(text)),),
            marks=tuple(sorted(marks, key=lambda m: (m.start, -m.end, m.kind))),
            furniture=furniture,
            notices=notices,
            char_boxes=char_boxes,
        )
