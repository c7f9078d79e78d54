"""The tables of a corpus: which columns, what they mean, and their rows, one document after the other by name.

Exports, frames and plots all read from here, so that a number is the same wherever it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..model import STATUSES
from .store import Store


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, Frictionless type, meaning, and the values it may have where they are few."""

    name: str
    type: str  # string | integer | number | boolean
    meaning: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, the columns that make a row unique, and the rows as tuples in column order."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[Any, ...]]]


_DOCUMENT = Column("document", "string", "Name of the agreement in the corpus: folder, archive or table and the path or id in it.")
_PROVISION = Column("provision", "string", "Id of the provision in the catalogue, such as release.unconditional.")
_STATUS = Column("status", "string", "The answer for the provision.", STATUSES)
_DOCUMENTS = (
    _DOCUMENT,
    Column("state", "string", "scanned, error (see error_code), or pending: the batch has not come to it yet.", ("scanned", "error", "pending")),
    Column("error_code", "string", "Why the document could not be scanned: empty, damaged, encrypted, needs-ocr, wrong-format, too-large, missing, language, timeout, out-of-memory, crashed, changed, fault."),
    Column("error_message", "string", "The reason in words."),
    Column("error_hint", "string", "The way out."),
    Column("sha256", "string", "SHA-256 of the document's bytes."),
    Column("media_type", "string", "What the bytes are."),
    Column("language", "string", "Language pack the text was read with."),
    Column("pages", "integer", "Pages, where the format has any."),
    Column("characters", "integer", "Length of the text in code points."),
    Column("clauses", "integer", "Clauses the text was split into."),
    Column("profile", "string", "The profile that decides what silence means."),
    Column("profile_proposed", "boolean", "Whether the profile was proposed from the text rather than chosen."),
    Column("notices", "integer", "Notices on how the text was read; see the table notices."),
    Column("tool", "string", "Version of agreement_scan."),
    Column("catalogue", "string", "Hash of the catalogue."),
    Column("model", "string", "Name and hash of the classifier; empty where only the rules read."),
)
_LONG = (
    _DOCUMENT, _PROVISION,
    Column("family", "string", "Family of the provision."),
    Column("name", "string", "The provision in words."),
    Column("kind", "string", "require: silence is a gap; avoid: a contrary clause is the flag; require-if: asked where its trigger stands in the text.", ("require", "avoid", "require-if")),
    Column("headline", "boolean", "Whether the provision is among the first the profile asks for."),
    Column("in_profile", "boolean", "Whether the profile asks for it; others are listed where something was found."),
    _STATUS,
    Column("because", "string", "Why this status."),
    Column("findings", "integer", "How many clauses speak to the provision."),
    Column("finding", "string", "Id of the deciding finding; see the table findings."),
    Column("clause", "string", "Its clause."), Column("page", "integer", "Its page, from 1."),
    Column("start", "integer", "First code point of its clause in the text, from 0."), Column("end", "integer", "Code point after its last."),
    Column("quote", "string", "Its words."), Column("confidence", "number", "How sure the detector is, 0 to 1."),
    Column("detector", "string", "Who found it.", ("rules", "model", "both")),
)  # fmt: skip
_FINDINGS = (
    _DOCUMENT, Column("finding", "string", "Id of the finding, unique in its document."), _PROVISION,
    Column("status", "string", "What the clause says on the provision.", ("present", "weak", "contrary", "unclear")),
    Column("clause", "string", "Label of the clause."), Column("page", "integer", "Page, from 1."),
    Column("start", "integer", "First code point in the text, from 0."), Column("end", "integer", "Code point after the last."),
    Column("quote", "string", "The words."), Column("lead_in_start", "integer", "First code point of the words a list item hangs on."),
    Column("lead_in_end", "integer", "Code point after them."), Column("lead_in", "string", "These words."),
    Column("strength", "string", "How the clause binds."), Column("confidence", "number", "How sure the detector is, 0 to 1."),
    Column("detector", "string", "Who found it.", ("rules", "model", "both")), Column("because", "string", "Why."),
    Column("evidence", "string", "Concepts and cues that led to it, with their places: kind name start-end; …"),
)  # fmt: skip
_NOTICES = (
    _DOCUMENT, Column("number", "integer", "Place among the document's notices, from 1."), Column("code", "string", "Kind of the notice."),
    Column("severity", "string", "How much it matters.", ("info", "warning", "error")), Column("page", "integer", "Page, from 1; empty for the whole document."),
    Column("message", "string", "What a reader of the results must know."), Column("hint", "string", "The way out."),
)  # fmt: skip
NAMES = ("documents", "long", "wide", "findings", "notices")


def tables(store: Store) -> dict[str, Table]:
    """The tables of a store by name: documents, long, wide, findings, notices."""
    provisions = store.provisions()
    extra, known = _metadata_columns(store)
    wide = tuple(Column(tidy(p), "string", f"Status of {p}: {about['name']}. Empty where the profile does not ask and nothing was found.", STATUSES) for p, about in provisions.items())
    profile = Column("profile", "string", "The profile that decides what silence means.")
    made = (
        Table("documents", "One row for each agreement of the corpus, also those that could not be read, with the metadata joined to it.", (*_DOCUMENTS, *extra), ("document",), lambda: (_document(d, known) for d in store.documents())),
        Table("long", "One row for each agreement and provision: the status and the deciding evidence.", _LONG, ("document", "provision"), lambda: (r for d in store.documents() for r in _long(d, provisions))),
        Table("wide", "One row for each scanned agreement, one column for each provision: the status.", (_DOCUMENT, profile, *wide), ("document",), lambda: (_wide(d, provisions) for d in store.documents() if scanned(d))),
        Table("findings", "One row for each clause that speaks to a provision, with its evidence.", _FINDINGS, ("document", "finding"), lambda: (r for d in store.documents() if scanned(d) for r in _findings(d))),
        Table("notices", "One row for each notice on how a text was read.", _NOTICES, ("document", "number"), lambda: (r for d in store.documents() if scanned(d) for r in _notices(d))),
    )
    return {t.name: t for t in made}


def tidy(name: str) -> str:
    """A name that every program takes for a column: release.unconditional becomes release_unconditional."""
    return re.sub(r"\W+", "_", name).strip("_") or "column"


def scanned(document: dict[str, Any]) -> bool:
    """Whether there is a report for the document."""
    return document["record"] is not None and document["record"]["error"] is None


def _metadata_columns(store: Store) -> tuple[tuple[Column, ...], tuple[tuple[str, str], ...]]:
    """Columns for everything that was joined, ``meta_`` in front; and (key, type) of each in the same order."""
    types: dict[str, set[str]] = {}
    for document in store.documents(names_only=True):
        for key, value in document["metadata"].items():
            if value is not None:
                types.setdefault(key, set()).add("boolean" if isinstance(value, bool) else "integer" if isinstance(value, int) else "number" if isinstance(value, float) else "string")
    columns, known, used = [], [], set()
    for key in sorted(types):
        kinds = types[key]
        kind = next(iter(kinds)) if len(kinds) == 1 else "number" if kinds == {"integer", "number"} else "string"
        name = f"meta_{tidy(key)}"
        while name.lower() in used:
            name += "_"
        used.add(name.lower())
        columns.append(Column(name, kind, f"Metadata: {key}"))
        known.append((key, kind))
    return tuple(columns), tuple(known)


def _document(d: dict[str, Any], known: tuple[tuple[str, str], ...]) -> tuple[Any, ...]:
    record, metadata = d["record"], d["metadata"]
    extra = tuple(None if metadata.get(k) is None else str(metadata[k]) if kind == "string" else float(metadata[k]) if kind == "number" else metadata[k] for k, kind in known)
    if record is None:
        return (d["name"], "pending", *[None] * (len(_DOCUMENTS) - 2), *extra)
    if record["error"]:
        error = record["error"]
        digest = None if d["document"].endswith(":problem") else d["document"][:64]
        return (d["name"], "error", error["code"], error["message"], error["hint"] or None, digest, *[None] * (len(_DOCUMENTS) - 6), *extra)
    about = record["document"]
    return (
        d["name"], "scanned", None, None, None, about["sha256"], about["media_type"], about["language"], about["pages"], about["characters"], about["clauses"],
        about["profile"], about["profile_proposed"], len(record["notices"]), about["tool"], about["catalogue"], about["model"] or None, *extra,
    )  # fmt: skip


def _long(d: dict[str, Any], provisions: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    if not scanned(d):
        return
    findings = {f["id"]: f for f in d["record"]["findings"]}
    for identity, kind, headline, in_profile, status, because, ids in d["record"]["assessments"]:
        about = provisions.get(identity, {"family": identity.split(".")[0], "name": identity})
        f = next((findings[i] for i in ids if i in findings), None)
        first = [None] * 8 if f is None else [f["id"], f["clause"], f["page"], f["start"], f["end"], f["quote"], float(f["confidence"]), f["detector"]]
        yield (d["name"], identity, about["family"], about["name"], kind, headline, in_profile, status, because, len(ids), *first)


def _wide(d: dict[str, Any], provisions: dict[str, Any]) -> tuple[Any, ...]:
    statuses = {a[0]: a[4] for a in d["record"]["assessments"]}
    return (d["name"], d["record"]["document"]["profile"], *(statuses.get(p) for p in provisions))


def _findings(d: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for f in d["record"]["findings"]:
        evidence = "; ".join(f"{kind} {name} {start}-{end}" for kind, name, start, end in f["evidence"])
        yield (
            d["name"], f["id"], f["provision"], f["status"], f["clause"], f["page"], f["start"], f["end"], f["quote"], *(f["lead_in"] or (None,) * 3),
            f["strength"], float(f["confidence"]), f["detector"], f["because"], evidence,
        )  # fmt: skip


def _notices(d: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for number, (code, severity, page, message, hint) in enumerate(d["record"]["notices"], 1):
        yield (d["name"], number, code, severity, page, message, hint or None)


def dictionary(chosen: list[Table]) -> Iterator[tuple[str, str, str, str, str]]:
    """The data dictionary: table, column, type, meaning, values."""
    for table in chosen:
        for c in table.columns:
            yield (table.name, c.name, c.type, c.meaning, " | ".join(c.values))


def datapackage(chosen: list[tuple[Table, str, str, str, int]], settings: list[dict[str, Any]], counts: dict[str, int]) -> bytes:
    """A Frictionless Data Package over the written files, given as (table, path, format, sha256, bytes)."""
    resources = []
    for table, path, form, digest, size in chosen:
        schema: dict[str, Any] = {
            "fields": [
                {"name": c.name, "type": c.type, "description": c.meaning, **({"constraints": {"enum": list(c.values)}} if c.values else {})} for c in table.columns
            ],
            "primaryKey": list(table.key),
            "missingValues": [""],
        }
        if table.name != "documents" and any(t.name == "documents" for t, *_ in chosen):
            schema["foreignKeys"] = [{"fields": ["document"], "reference": {"resource": "documents", "fields": ["document"]}}]
        media = {"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}[form]
        resources.append(
            {
                "name": table.name, "path": path, "format": form, "mediatype": media, "encoding": "utf-8", "bytes": size, "hash": f"sha256:{digest}",
                "description": table.meaning, "profile": "tabular-data-resource", **({"dialect": {"sheet": table.name}} if form == "xlsx" else {}), "schema": schema,
            }
        )  # fmt: skip
    package = {
        "profile": "tabular-data-package", "name": "agreement-scan-corpus", "title": "Provisions for children in peace agreements, as read by agreement_scan",
        "description": "A reading aid, not legal advice: “absent” means that no such clause was found in the text that was read. In CSV an apostrophe stands before text that a spreadsheet would take for a formula.",
        "documents": counts, "runs": [{k: v for k, v in s.items() if k != "provisions"} for s in settings], "resources": resources,
    }  # fmt: skip
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()
