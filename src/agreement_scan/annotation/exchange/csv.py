"""CSV: one row a label in ``labels.csv``, texts beside it in ``texts/``. A draft without labels is a row without a provision."""

from __future__ import annotations

import csv
import io

from ..data import LabelledDraft
from . import CODE_POINTS, DETAILS, Files, details, draft_from, head

UNIT = CODE_POINTS
COLUMNS = ("id", "profile", "language", "sha256", "offset_unit", "provision", "status", "start", "end", *DETAILS)


def dump(drafts: list[LabelledDraft]) -> Files:
    """``labels.csv`` (UTF-8, comma, every text quoted) and the texts."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writeheader()
    files = {}
    for draft in drafts:
        files[f"texts/{draft.name}.txt"] = draft.text.encode("utf-8")
        for x in draft.labels:
            writer.writerow(head(draft, UNIT) | details(x) | {"provision": x.provision, "status": x.status, "start": x.start, "end": x.end})
        if not draft.labels:
            writer.writerow(head(draft, UNIT))
    return files | {"labels.csv": stream.getvalue().encode("utf-8")}


def load(files: Files) -> list[LabelledDraft]:
    """The drafts of ``labels.csv``, in order of appearance."""
    heads: dict[str, dict[str, str]] = {}
    spans: dict[str, list[tuple[int, int, str, dict[str, str]]]] = {}
    for row in csv.DictReader(io.StringIO(files["labels.csv"].decode("utf-8-sig"), newline="")):
        heads.setdefault(row["id"], row)
        spans.setdefault(row["id"], [])
        if row["provision"]:
            spans[row["id"]].append((int(float(row["start"])), int(float(row["end"])), f"{row['provision']}|{row['status']}", row))
    return [draft_from(heads[name], files[f"texts/{name}.txt"].decode("utf-8"), found, UNIT) for name, found in spans.items()]
