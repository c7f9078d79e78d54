"""Reviewers' decisions as training clauses.

A decisions file holds W3C Web Annotations in order of time. Of each this is read: the quotation (``TextQuoteSelector``), the reviewer (``creator``), and in
the body ``decision`` (accepted, rejected, corrected, added, unsure), ``provision``, ``status``, and ``lead_in`` where there is one. The last decision
of a reviewer on the same words and provision counts; the history before it stays in the file, and so does what was undone or revised.

What comes out holds words of the draft that was reviewed: treat it as confidentially as the draft.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..errors import UsageError
from .data import STRENGTH, LabelledClause

VERBS = {
    "accept": "accepted", "accepted": "accepted", "reject": "rejected", "rejected": "rejected", "correct": "corrected", "corrected": "corrected",
    "add": "added", "added": "added", "missed": "added", "unsure": "unsure",
}  # fmt: skip
LISTS = ("decisions", "annotations", "items")


@dataclass(frozen=True, slots=True)
class Taken:
    """Training clauses, and how many decisions did not become one: unsure, or reviewers in conflict (named by their words)."""

    clauses: tuple[LabelledClause, ...]
    unsure: int
    conflicts: tuple[str, ...]


def clauses_of(data: bytes, name: str, provisions: set[str]) -> Taken:
    """Training clauses from a decisions file. A rejected finding becomes a clause on which its provision is absent.

    Raises UsageError where the file is no decisions file or names a provision or status there is not.
    """
    try:
        content = json.loads(data)
        entries = content if isinstance(content, list) else next(content[key] for key in LISTS if key in content)
        last: dict[tuple[str, str, str, str], str] = {}
        gone = _gone(entries)
        for number, entry in enumerate(entries, 1):
            body = _body(entry)
            verb = VERBS.get(str(body.get("decision") or body.get("value")))
            if verb is None or entry.get("id") in gone or not entry["target"].get("selector"):
                continue  # a comment, what no longer counts, or a decision on a gap: there are no words to learn from
            provision = body["provision"]
            status = "absent" if verb == "rejected" else "unsure" if verb == "unsure" or body["status"] == "unclear" else body["status"]
            if provision not in provisions or status not in (*STRENGTH, "absent", "unsure"):
                raise UsageError(f"{name}: decision {number} names {provision} {status}, which there is not.", "It may come from another catalogue.")
            lead = body.get("lead_in") or ""
            last[provision, lead if isinstance(lead, str) else lead["quote"], _quote(entry), _reviewer(entry)] = status
    except (ValueError, KeyError, TypeError, StopIteration, AttributeError) as error:
        raise UsageError(f"“{name}” is no decisions file ({type(error).__name__}: {error}).", "Save one from the report's page.") from None
    by_words: dict[tuple[str, str, str], set[str]] = {}
    for (provision, lead, quote, _), status in last.items():
        by_words.setdefault((provision, lead, quote), set()).add(status)
    sure = {words: statuses - {"unsure"} for words, statuses in by_words.items()}
    clauses = [LabelledClause(p, next(iter(s)), lead, quote, "reviewed") for (p, lead, quote), s in sure.items() if len(s) == 1]
    conflicts = [f"{p}: {quote[:60]!r}: {' or '.join(sorted(s))}" for (p, _, quote), s in sure.items() if len(s) > 1]
    return Taken(tuple(sorted(clauses, key=lambda c: (c.provision, c.text, c.lead_in))), sum(not s for s in sure.values()), tuple(sorted(conflicts)))


def as_jsonl(clauses: tuple[LabelledClause, ...]) -> bytes:
    """Training clauses as ``train --with`` reads them."""
    lines = [json.dumps({"provision": c.provision, "status": c.status, "lead_in": c.lead_in, "text": c.text, "style": c.source}, ensure_ascii=False) for c in clauses]
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _gone(entries: list[dict[str, Any]]) -> set[str]:
    """Ids of entries that were undone, or revised by one that was not (see ``review/decisions.py``)."""
    undone = {u for e in entries if (u := _body(e).get("undoes"))}
    return undone | {r for e in entries if e.get("id") not in undone for r in _body(e).get("revises") or ()}


def _body(entry: dict[str, Any]) -> dict[str, Any]:
    """All bodies of an annotation as one; keys beside the body count too."""
    bodies = entry.get("body") or {}
    merged: dict[str, Any] = {k: entry[k] for k in ("decision", "provision", "status", "lead_in", "undoes", "revises") if k in entry}
    for body in bodies if isinstance(bodies, list) else [bodies]:
        merged |= body
    return merged


def _quote(entry: dict[str, Any]) -> str:
    target = entry["target"]
    selectors = target["selector"]
    for selector in selectors if isinstance(selectors, list) else [selectors]:
        if selector.get("type") == "TextQuoteSelector":
            return str(selector["exact"])
    raise KeyError("TextQuoteSelector")


def _reviewer(entry: dict[str, Any]) -> str:
    creator = entry.get("creator") or ""
    return str(creator.get("name", "") if isinstance(creator, dict) else creator)
