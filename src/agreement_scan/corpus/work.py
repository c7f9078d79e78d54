"""The unit of work: one item in, one plain record out. Pure and picklable, so that any engine may run it anywhere.

    from agreement_scan.corpus.work import scan_records
    records = scan_records([{"name": "a.txt", "text": "…"}])          # Spark mapInPandas, Ray map_batches, Dask map_partitions …
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from ..errors import AgreementScanError, UnreadableInput, UnsupportedLanguage
from ..model import Finding, Report
from ..options import Options
from .sketch import sketch
from .sources import LIMITS, Item, visible

SCHEMA = "agreement-scan/record/1"
# What is written about a provision for people; editing it changes no status, so it does not make a finished document stale.
PROSE = {"question", "why", "wording", "authority_note", "sources", "crossrefs", "examples", "file"}


def prepare(options: Options) -> None:
    """Builds what scanning needs (catalogue, pipeline, model), once for the process. Raises BadCatalogue, BadConfiguration."""
    from .. import languages
    from ..catalogue import load_catalogue
    from ..classify.model import reader_of
    from ..pipeline import pipeline_for

    extra = Path(options.catalogue) if options.catalogue else None
    catalogue = load_catalogue(extra)
    for code in [options.language] if options.language else languages.available():
        pipeline_for(languages.load(code, extra), catalogue)
        reader_of(code, options.model)


def settings(options: Options) -> dict[str, Any]:
    """Everything beside the document that shapes a record: versions, hashes, options; and ``key``, one hash over it.

    The catalogue counts by what its provisions do: rules, kinds, triggers, profiles. Rules of one provision are settled
    against those of others and the model reads beside them, so a changed rule re-does every document; changed prose none.
    Raises UsageError for a profile there is not, UnsupportedLanguage, BadCatalogue.
    """
    from .. import languages
    from ..catalogue import load_catalogue
    from ..classify.model import reader_of
    from ..scan import tool_version

    extra = Path(options.catalogue) if options.catalogue else None
    catalogue = load_catalogue(extra)
    if options.profile:
        catalogue.members(options.profile)
    codes = [options.language] if options.language else languages.available()
    models = {c: m.hash for c in codes if (m := reader_of(c, options.model)) is not None}
    shape = {
        "record": SCHEMA, "tool": tool_version(), "languages": {c: languages.load(c, extra).hash for c in codes}, "models": models,
        "options": {**options.shown(), "profile": options.profile, "language": options.language, "password": bool(options.password)},
    }  # fmt: skip
    rules = [catalogue.provisions, catalogue.profiles, catalogue.triggers, catalogue.facts, catalogue.contexts]
    doing = hashlib.sha256(json.dumps([shape, _plain(rules)], sort_keys=True).encode()).hexdigest()
    about = {
        p.id: {"family": p.family, "name": p.name, "question": p.question, "kind": p.kind, "present": p.present, "weak": p.weak, "contrary": p.contrary}
        for p in catalogue.provisions.values()
    }
    return {**shape, "catalogue": catalogue.hash, "provisions": about, "key": doing}


def _plain(value: Any) -> Any:
    """Plain data that is the same in every process: sets sorted, prose left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in PROSE}]
    if isinstance(value, dict):
        return [[_plain(k), _plain(v)] for k, v in value.items()]
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(v) for v in value), key=str)
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else repr(value)


def scan_item(item: Item, options: Options) -> dict[str, Any]:
    """The record of one document. What is wrong with the document becomes an error record; our own bugs do too, named.

    The document is called by a neutral name inside, so that the same bytes give the same record wherever they lie.
    """
    from ..scan import scan

    if item.problem is not None:
        return failure(*item.problem)
    neutral = "document" + item.suffix
    try:
        data = item.load()
        if item.key and len(data) <= LIMITS.bytes and item.key != f"{_sha256(data)}{item.suffix}":
            return failure("changed", "The file was changed while the batch ran.", "Run the batch again.")
        return record_of(scan(data, options, name=neutral))
    except MemoryError:
        raise
    except UnreadableInput as error:
        return failure(error.code, _without(error.message, neutral), error.hint)
    except UnsupportedLanguage as error:
        return failure("language", _without(error.message, neutral), error.hint)
    except AgreementScanError:
        raise
    except OSError as error:
        return failure("missing", f"The file cannot be read ({error.strerror or type(error).__name__}).", "Check the file and run the batch again.")
    except RecursionError:
        return failure("damaged", "The text is nested too deeply to be read.", "Save it again in another format.")
    except Exception as error:
        return failure("fault", f"This is a fault of agreement-scan itself ({type(error).__name__}).", "Scan the file alone with AGREEMENT_SCAN_DEBUG=1 to see where.")


def scan_records(records: Iterable[dict[str, Any]], options: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Scans plain dicts with ``name`` and ``text`` or ``data`` (bytes): the same function for Spark, Ray, Beam or Dask.

    ``options`` are the fields of :class:`~agreement_scan.options.Options`. Each record comes back with its ``name`` and,
    for the store, its document ``key``.
    """
    chosen, done = Options(**(options or {})), []
    for record in records:
        data = record["data"] if record.get("data") is not None else str(record["text"]).encode("utf-8", "replace")
        name = visible(str(record["name"]))
        suffix = Path(name).suffix.lower() if record.get("data") is not None else ".txt"
        item = Item(name, suffix, data=bytes(data)).keyed()
        done.append({"name": name, "key": item.key, **scan_item(item, chosen)})
    return done


def failure(code: str, message: str, hint: str = "") -> dict[str, Any]:
    """The record of a document that could not be scanned."""
    return {"error": {"code": code, "message": message, "hint": hint}}


def record_of(report: Report) -> dict[str, Any]:
    """The report as compact plain data: no text but the quotes, no boxes; a sketch of the wording for finding duplicates."""
    document, run = report.document, report.run
    pages = None if not document.pages or (document.pages[0].width == 0 and len(document.pages) == 1) else len(document.pages)
    return {
        "error": None,
        "document": {
            "sha256": document.sha256, "media_type": document.media_type, "language": report.language, "pages": pages,
            "characters": len(document.text), "clauses": len(report.clauses), "profile": run.profile,
            "profile_proposed": run.profile_proposed, "tool": run.tool, "catalogue": run.catalogue, "model": run.model,
        },
        "notices": [[n.code, n.severity, n.page, n.message, n.hint] for n in report.notices],
        "assessments": [
            [a.provision, a.kind, report.provisions[a.provision].headline, a.in_profile, a.status, a.because, list(a.findings)]
            for a in report.assessments
        ],
        "findings": [_finding(f) for f in report.findings],
        "sketch": sketch(document.text),
    }  # fmt: skip


def _finding(f: Finding) -> dict[str, Any]:
    lead_in = f.lead_in
    return {
        "id": f.id, "provision": f.provision, "status": f.status, "clause": f.clause, "page": f.page, "start": f.start, "end": f.end,
        "quote": f.quote, "lead_in": None if lead_in is None else [lead_in.start, lead_in.end, lead_in.quote], "strength": f.strength,
        "confidence": round(float(f.confidence), 4), "detector": f.detector, "because": f.because,
        "evidence": [[e.kind, e.name, e.start, e.end] for e in f.evidence],
    }  # fmt: skip


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _without(message: str, name: str) -> str:
    text = message.removeprefix(f"{name}: ").replace(name, "the file")
    return text[:1].upper() + text[1:]
