"""Metadata of any other corpus (UCDP, PAM, one's own) joined to the documents of a store."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import UsageError
from .pax import sheet_rows
from .sources import visible
from .store import Store


def join(store: str | Path, table: str | Path, *, on: str, to: str = "") -> dict[str, Any]:
    """Joins the rows of a table (CSV, TSV, JSONL, Parquet, XLSX) to documents; gives counts and what found no partner.

    ``on`` is the table's key column. It is compared, as text without case, with the metadata column ``to`` of each document,
    or, when ``to`` is empty, with its name, its name without the first folder, its file name, and that without its suffix.
    The columns become ``meta_…`` of the table documents. Raises UsageError for a missing column or a key that is used twice.
    """
    path = Path(table)
    rows: dict[str, dict[str, Any]] = {}
    for row in sheet_rows(path, on):
        if on not in row:
            raise UsageError(f"{path.name} has no column “{on}”.", f"Columns: {', '.join(str(c) for c in list(row)[:40])}.")
        key = _key(row[on])
        if key and key in rows:
            raise UsageError(f"{path.name}: “{row[on]}” stands twice in the column “{on}”.", "A document can have one row only; choose another column or clean the table.")
        if key:
            rows[key] = {str(k): v for k, v in row.items() if isinstance(v, (str, int, float, bool)) and v != ""}
    joined, unmatched, used = {}, [], set()
    with Store(store, write=True) as kept:
        for d in kept.documents(names_only=True):
            found = next((k for k in _names(d["name"], d["metadata"], to) if k in rows), None)
            if found is None:
                unmatched.append(d["name"])
            else:
                used.add(found)
                joined[d["name"]] = rows[found]
        kept.annotate(f"join {visible(path.name)}", joined)
    return {"rows": len(rows), "joined": len(joined), "unmatched": unmatched, "unused": sorted(rows.keys() - used)}


def _names(name: str, metadata: dict[str, Any], to: str) -> list[str]:
    if to:
        return [_key(metadata.get(to))]
    file = PurePosixPath(name).name
    return [_key(n) for n in (name, name.split("/", 1)[-1], file, file.rsplit(".", 1)[0])]


def _key(value: Any) -> str:
    text = "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip().casefold()
