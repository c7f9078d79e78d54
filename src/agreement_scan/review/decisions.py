"""Decisions files: what they hold, how they are read, and what of them stands.

A decisions file is JSON, made in the report's page or by any tool that writes W3C Web Annotations (2017)::

    {"@context": "http://www.w3.org/ns/anno.jsonld",
     "schema": "agreement-scan/decisions/1",
     "document": {"name": "draft.docx", "sha256": "<of the file>", "text_sha256": "<of its canonical text in UTF-8>"},
     "decisions": [ENTRY, ...]}

The decisions are a history in order of time. It only grows: an entry is never changed or taken out, undoing is an entry too::

    {"id": "urn:uuid:...", "type": "Annotation", "motivation": "assessing",
     "creator": {"type": "Person", "name": "Ana"}, "created": "2026-03-01T09:30:00Z",
     "generator": {"type": "Software", "name": "agreement-scan", "version": "0.1.0"},
     "body": {"type": "TextualBody", "decision": "corrected", "provision": "release.unconditional", "status": "weak",
              "found": "present", "finding": "3f9c2ab014", "lead_in": "The Parties shall:", "revises": ["urn:uuid:..."]},
     "target": {"source": "urn:sha256:<text_sha256 of the text it was made on>",
                "selector": [{"type": "TextPositionSelector", "start": 812, "end": 890},
                             {"type": "TextQuoteSelector", "exact": "...", "prefix": "...", "suffix": "..."}]}}

* ``decision``: ``accepted``, ``rejected``, ``unsure``, ``corrected`` (to ``status``), ``added`` (words the scan passed over),
  ``commented`` (the words are in ``value``), ``undone`` (``undoes`` is the id of the entry that no longer counts), ``withdrawn``
  (nothing is said any more: what it ``revises`` needs no fresh look).
* ``status`` is what the reviewer holds the words to be (of a rejected finding: what was found), ``found`` what the scan had said,
  ``finding`` its id in the report. ``lead_in`` are the words that a list item hangs on. ``revises`` are entries that this one replaces.
* ``start``/``end`` are code points of the canonical text, half-open: not the UTF-16 units that JavaScript counts. ``prefix`` and
  ``suffix`` hold at least 32 characters, fewer only at the ends of the text, and more where the words stand several times.
* Without a selector an entry is about a provision on which nothing was found.

Of each reviewer the last entry on the same words counts. A file holds words of the draft: treat it as confidentially as the draft.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..errors import MissingInput, UsageError

SCHEMA = "agreement-scan/decisions/1"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
SOURCE = "urn:sha256:"
VERBS = ("accepted", "rejected", "unsure", "corrected", "added", "commented", "undone", "withdrawn")
STATUSES = ("present", "weak", "contrary", "unclear")
GAPS = ("absent", "not-applicable", "not-assessed", "unclear")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a history. ``start`` and ``end`` are None where no words are meant; ``raw`` is the annotation as it was read."""

    id: str
    decision: str
    provision: str
    status: str
    found: str
    reviewer: str
    time: str
    text: str  # hash of the text it was made on
    start: int | None
    end: int | None
    exact: str
    prefix: str
    suffix: str
    lead_in: str
    comment: str
    undoes: str
    revises: tuple[str, ...]
    raw: dict[str, Any]

    @property
    def place(self) -> tuple[str, str, int | None, int | None]:
        """The same for all entries on the same words of the same text."""
        return (self.text, self.provision, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Standing:
    """What of one reviewer stands on one place: the last decision, the last comment, or both."""

    entry: Entry  # the decision; where there is none, the comment
    comment: str


@dataclass(frozen=True, slots=True)
class History:
    """A decisions file as it was read: the draft it was saved on, and its entries in order."""

    name: str
    document: dict[str, str]
    entries: tuple[Entry, ...]


def read(path: str | Path) -> History:
    """The decisions file at a path. Raises MissingInput, and UsageError as ``loads`` does."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingInput(f"“{path.name}” cannot be opened: {error.strerror or error}.", "Save decisions from the report's page first.") from None
    return loads(data, path.name)


def loads(data: bytes, name: str) -> History:
    """A decisions file from its bytes. Raises UsageError that names the entry and the field at fault."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"“{name}” is not JSON ({error}).", "Save decisions from the report's page.") from None
    if not isinstance(content, dict) or not isinstance(content.get("decisions"), list):
        raise UsageError(f"“{name}” is no decisions file: it has no list “decisions”.", "Save decisions from the report's page.")
    if content.get("schema") != SCHEMA:
        raise UsageError(f"“{name}” is of the schema “{content.get('schema')}”, not “{SCHEMA}”.", "It may come from another version.")
    document = content.get("document")
    if not isinstance(document, dict) or not all(isinstance(document.get(k), str) for k in ("name", "sha256", "text_sha256")):
        raise UsageError(f"“{name}”: “document” needs name, sha256 and text_sha256.", "Save decisions from the report's page.")
    entries: list[Entry] = []
    known: set[str] = set()
    for number, raw in enumerate(content["decisions"], 1):
        try:
            entry = _entry(raw)
            unknown = [i for i in (entry.undoes, *entry.revises) if i and i not in known]
            if entry.id in known:
                raise ValueError(f"the id {entry.id} stands twice")
            if unknown:
                raise ValueError(f"it refers to {unknown[0]}, which does not stand before it")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise UsageError(f"“{name}”, decision {number}: {why}.", "The schema is described in agreement_scan/review/decisions.py.") from None
        known.add(entry.id)
        entries.append(entry)
    return History(name, {k: document[k] for k in ("name", "sha256", "text_sha256")}, tuple(entries))


def dumps(document: dict[str, str], annotations: Iterable[dict[str, Any]], **more: Any) -> bytes:
    """A decisions file. ``more`` are further keys, such as the conflicts of a merge."""
    content = {"@context": CONTEXT, "schema": SCHEMA, "document": document, **more, "decisions": list(annotations)}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def standing(entries: Iterable[Entry], *, settle: bool = True) -> list[Standing]:
    """What counts: of each reviewer the last entry on a place, without what was undone, revised or withdrawn; in order of the history.

    With ``settle`` false a reviewer's entries are only revised by their own, as if nobody had settled a disagreement.
    """
    entries = list(entries)
    undone = {e.undoes for e in entries if e.decision == "undone"}
    alive = [e for e in entries if e.decision != "undone" and e.id not in undone]
    author = {e.id: e.reviewer for e in alive}
    revised = {r for e in alive for r in e.revises if settle or author.get(r) == e.reviewer}
    last: dict[tuple[Any, ...], Entry] = {}
    comments: dict[tuple[Any, ...], Entry] = {}
    for e in alive:
        key = (e.reviewer, *e.place)
        if e.id in revised:
            continue
        kept = comments if e.decision == "commented" else last
        kept.pop(key, None)  # the later one takes its place in the order
        kept[key] = e
    found = [Standing(e, comments[key].comment if key in comments else "") for key, e in last.items() if e.decision != "withdrawn"]
    alone = [Standing(e, e.comment) for key, e in comments.items() if key not in last and e.comment]
    order = {e.id: n for n, e in enumerate(entries)}
    return sorted(found + alone, key=lambda s: order[s.entry.id])


def _entry(raw: dict[str, Any]) -> Entry:
    body, target = raw["body"], raw["target"]
    decision = body["decision"]
    if decision not in VERBS:
        raise ValueError(f"“decision” cannot be “{decision}” (one of {', '.join(VERBS)})")
    reviewer = raw["creator"]["name"] if isinstance(raw["creator"], dict) else raw["creator"]
    source, revises = target["source"], body.get("revises", [])
    texts = {
        "id": raw["id"], "created": raw["created"], "creator": reviewer, "source": source, "provision": body["provision"],
        **{key: body.get(key, "") for key in ("status", "found", "lead_in", "value", "undoes")},
    }  # fmt: skip
    for key, value in texts.items():
        if not isinstance(value, str):
            raise ValueError(f"“{key}” is no text")
        if not value.strip() and key in ("id", "created", "creator", "source", "provision"):
            raise ValueError(f"“{key}” is empty")
    if not isinstance(revises, list) or not all(isinstance(r, str) for r in revises):
        raise ValueError("“revises” is no list of ids")
    if not source.startswith(SOURCE) or len(source) != len(SOURCE) + 64:
        raise ValueError(f"“source” does not name a text by its hash ({SOURCE}…)")
    try:
        datetime.fromisoformat(texts["created"])
    except ValueError:
        raise ValueError(f"“created” is no time: {texts['created']}") from None
    if (decision == "undone") != bool(texts["undoes"]):
        raise ValueError("“undoes” belongs to a decision “undone”, and to no other")
    start, end, quote = _selectors(target.get("selector"))
    allowed = GAPS if start is None else STATUSES
    if decision in VERBS[:5] and texts["status"] not in allowed:
        raise ValueError(f"“status” cannot be “{texts['status']}” (one of {', '.join(allowed)})")
    if start is None and decision in ("rejected", "corrected", "added"):
        raise ValueError(f"“{decision}” needs the words it is about")
    return Entry(
        texts["id"], decision, texts["provision"], texts["status"], texts["found"], texts["creator"], texts["created"], source.removeprefix(SOURCE),
        start, end, *quote, texts["lead_in"], texts["value"] if decision == "commented" else "", texts["undoes"], tuple(revises), raw,
    )  # fmt: skip


def _selectors(selector: Any) -> tuple[int | None, int | None, tuple[str, str, str]]:
    """Position, and quote with its context. None and empty texts where there is no selector."""
    if not selector:
        return None, None, ("", "", "")
    by_type = {s["type"]: s for s in (selector if isinstance(selector, list) else [selector])}
    position, quote = by_type["TextPositionSelector"], by_type["TextQuoteSelector"]
    start, end, exact = position["start"], position["end"], quote["exact"]
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in (start, end)) or not 0 <= start < end:
        raise ValueError(f"the position {start} to {end} is none")
    words = (exact, quote.get("prefix", ""), quote.get("suffix", ""))
    if not all(isinstance(w, str) for w in words):
        raise ValueError("a quotation is no text")
    if len(exact) != end - start:
        raise ValueError(f"the quotation has {len(exact)} code points, its position {end - start}")
    return start, end, words
