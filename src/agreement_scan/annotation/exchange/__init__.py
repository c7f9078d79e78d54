"""Labelled drafts in the formats of annotation tools, there and back without loss.

The name is the registration: ``exchange/<name>.py`` is the format ``<name>``, with ``UNIT`` (what its offsets count), ``dump(drafts) -> files`` and
``load(files) -> drafts``; files are bytes by name. Inside, offsets are code points. Every span goes out with its words, and comes back
only if they still stand there.
"""

from __future__ import annotations

import json
import pkgutil
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any

from ...errors import UsageError
from ..data import Label, LabelledDraft, document_statuses
from ..validate import sha256

CODE_POINTS, UTF16 = "code points", "UTF-16 units"
DETAILS = ("quote", "lead", "clause", "why")
Files = dict[str, bytes]

FORMATS: tuple[str, ...] = tuple(sorted(m.name for m in pkgutil.iter_modules(__path__)))


def dump(drafts: list[LabelledDraft], format: str) -> Files:
    """Files of a format. Raises UsageError where there is no such format."""
    return _module(format).dump(drafts)  # type: ignore[no-any-return]


def load(files: Files, format: str) -> list[LabelledDraft]:
    """Drafts from files of a format, each label checked against the text. Raises UsageError at the first that does not fit."""
    try:
        return _module(format).load(files)  # type: ignore[no-any-return]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise UsageError(f"The files are not {format} as it is written here ({type(error).__name__}: {error}).", "Export once to see what is expected.") from None


def _module(name: str) -> Any:
    if name not in FORMATS:
        raise UsageError(f"There is no annotation format “{name}”.", f"Choose one of: {', '.join(FORMATS)}.")
    return import_module(f"{__name__}.{name}")


def head(draft: LabelledDraft, unit: str) -> dict[str, str]:
    """What a format must carry of a draft beside its text and labels."""
    return {"id": draft.name, "profile": draft.profile, "language": draft.language, "sha256": sha256(draft.text), "offset_unit": unit}


def details(label: Label) -> dict[str, str]:
    """What a format must carry of a label beside its place, provision and status."""
    return {key: getattr(label, key) for key in DETAILS}


def named(label: Label) -> str:
    """Provision and status as one name, for tools that know only one."""
    return f"{label.provision}|{label.status}"


def draft_from(data: dict[str, Any], text: str, spans: list[tuple[int, int, str, dict[str, Any]]], unit: str) -> LabelledDraft:
    """A draft from what a format carried. ``spans``: start, end (code points), "provision|status", details; sorted here by place.

    Raises UsageError where the unit, the text or a quotation is not what went out. A span without details was made in the tool: its words are its quotation.
    """
    name = data["id"]
    if data.get("offset_unit", unit) != unit:
        raise UsageError(f"{name}: offsets are declared as {data['offset_unit']}, this format counts {unit}.", "Import what was exported for this format.")
    if data.get("sha256", sha256(text)) != sha256(text):
        raise UsageError(f"{name}: the text is not the one that was exported.", "Tools that change line ends or spaces move every label; export again.")
    labels = []
    for start, end, label, extra in spans:
        provision, _, status = label.partition("|")
        quote = extra.get("quote") or text[start:end]
        verify(text, start, end, quote, f"{name}: {provision}")
        labels.append(Label(provision, status, start, end, quote, extra.get("lead") or "", extra.get("clause") or "", extra.get("why") or ""))
    labels.sort(key=lambda x: (x.start, x.end, x.provision, x.status))
    return LabelledDraft(name, text, data.get("profile", ""), tuple(labels), document_statuses(labels), "", data.get("language", "en"))


def verify(text: str, start: int, end: int, quote: str, where: str) -> None:
    """Raises UsageError, showing the first difference, unless the text has these words at this place."""
    there = text[start:end] if 0 <= start <= end else ""
    if there == quote:
        return
    at = next((n for n, (a, b) in enumerate(zip(there, quote, strict=False)) if a != b), min(len(there), len(quote)))
    raise UsageError(
        f"{where}: the words at {start}–{end} are not those of the label. At offset {start + at} the text has {there[at : at + 20]!r}, the label {quote[at : at + 20]!r}.",
        "Offsets may count something else than declared (UTF-16 units, graphemes, line ends), or the text was changed.",
    )


def to_utf16(text: str) -> list[int]:
    """For every code point, and the end, its offset in UTF-16 units."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets


def from_utf16(text: str) -> dict[int, int]:
    """Code point of every UTF-16 offset; offsets inside a surrogate pair are missing."""
    return {units: n for n, units in enumerate(to_utf16(text))}


def point(offsets: dict[int, int], units: int, where: str) -> int:
    """The code point at a UTF-16 offset. Raises UsageError for one outside the text or inside a character."""
    if units not in offsets:
        raise UsageError(f"{where}: UTF-16 offset {units} is outside the text or inside a character.", "Offsets may count something else than UTF-16 units.")
    return offsets[units]


def read_files(place: Path) -> Files:
    """The files of a folder (one level of folders below it too), or the one file, by name relative to it."""
    if place.is_file():
        return {place.name: place.read_bytes()}
    if not place.is_dir():
        raise UsageError(f"There is no file or folder “{place}”.", "Name what an annotation tool exported.")
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in sorted([*place.glob("*"), *place.glob("*/*")]) if p.is_file()}


def label_file(draft: LabelledDraft) -> bytes:
    """A draft's labels as the repository keeps them, with offsets."""
    labels = [
        {"provision": x.provision, "status": x.status, "clause": x.clause, "quote": x.quote, "lead": x.lead or None, "start": x.start, "end": x.end, "why": x.why}
        for x in draft.labels
    ]
    data = {"id": draft.name, "profile": draft.profile, "language": draft.language, "labels": labels, "expected_document_status": draft.expected}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def stem(name: str) -> str:
    """A file's name without folders and suffix."""
    return PurePath(name).stem
