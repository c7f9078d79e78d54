"""PA-X beside our results: the dataset joined to the store, and where its codes and ours agree and differ.

PA-X (peaceagreements.org) is for research and education; nothing of it is shipped, the user brings the file.
"""

from __future__ import annotations

import fnmatch
import math
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import DamagedInput, MissingExtra, MissingInput, UsageError
from .sources import rows_of
from .store import Store
from .tables import scanned

SOURCE = "pax"
CROSSWALK = Path(__file__).with_name("pax.toml")
# Columns kept beside the codes, by their names in versions 1 to 10 (compared without case).
ABOUT = {
    "AgtId": ("agtid",), "Agreement": ("agt",), "Country": ("con",), "Process": ("ppname",), "Date": ("dat",), "Stage": ("stage",), "StageSub": ("stagesub",),
    "Region": ("reg",), "Status": ("status",), "Agtp": ("agtp",), "Characters": ("n_characters",), "Version": ("ver",), "PamAgr": ("pamagr",), "UcdpAgr": ("ucdpagr",),
}  # fmt: skip
CODES = (
    "GCh", "GChRhet", "GChAntid", "GChSubs", "GChOth", "GeWom", "GeMeNu", "Prot", "TjAm", "TjAmPro", "TjSan", "TjPower", "TjAmBan", "TjPrire",
    "SsrDdr", "DdrDemil", "DdrProg", "Ce", "CeProv", "CeGen", "GRef", "TjVic", "TjRep",
)  # fmt: skip
STAGES = {"Pre": "Pre-negotiation", "Cea": "Ceasefire", "SubPar": "Framework, partial", "SubComp": "Framework, comprehensive", "Imp": "Implementation", "Ren": "Renewal", "Oth": "Other"}


def read_pax(path: str | Path) -> list[dict[str, Any]]:
    """Agreements of a PA-X file (CSV or XLSX, any version) as dicts: what they are, and the codes there are, as integers.

    Raises UsageError when there is no AgtId column, MissingExtra for XLSX without openpyxl.
    """
    read: list[dict[str, Any]] = []
    for row in sheet_rows(Path(path), "AgtId"):
        lower = {str(k).strip().lower(): v for k, v in row.items() if k is not None}
        if "agtid" not in lower:
            raise UsageError(f"{Path(path).name} is no PA-X dataset: it has no column AgtId.", "Download it from peaceagreements.org as CSV or XLSX.")
        one: dict[str, Any] = {}
        for name, spellings in ABOUT.items():
            value = next((lower[s] for s in spellings if lower.get(s) not in (None, "")), None)
            if value is not None:
                one[name] = str(value).split(" ")[0] if name == "Date" else _number(value) if name in ("AgtId", "Characters") else str(value)
        if (one.get("Date") or "")[:4].isdigit():
            one["Year"] = int(one["Date"][:4])
        if "Stage" in one:
            one["StageName"] = STAGES.get(one["Stage"], one["Stage"])
        for code in CODES:
            if (value := _number(lower.get(code.lower()))) is not None:
                one[code] = value
        if isinstance(one.get("AgtId"), int):
            read.append(one)
    return read


def import_pax(store: str | Path, path: str | Path) -> dict[str, Any]:
    """Joins a PA-X file to the documents of a store by AgtId; gives counts, the unmatched documents and the codes that lack.

    A document's AgtId is its metadata AgtId (a corpus table scanned with batch has it), else the number its name is or
    begins or ends with: 431.txt, 431_falklands.pdf, falklands-431.pdf.
    """
    agreements = {a["AgtId"]: a for a in read_pax(path)}
    joined, unmatched = {}, []
    with Store(store, write=True) as kept:
        kept.annotate(SOURCE, {})  # what an earlier version said of a document must not decide its partner now
        for d in kept.documents(names_only=True):
            identity = agreement_id(d["name"], d["metadata"], agreements)
            if identity is None:
                unmatched.append(d["name"])
            else:
                joined[d["name"]] = agreements[identity]
        kept.annotate(SOURCE, joined)
    lacking = [c for c in CODES if not any(c in a for a in agreements.values())]
    taken = {a["AgtId"] for a in joined.values()}
    return {"agreements": len(agreements), "joined": len(joined), "unmatched": unmatched, "without_text": len(agreements.keys() - taken), "codes_lacking": lacking}


def agreement_id(name: str, metadata: dict[str, Any], known: Iterable[int]) -> int | None:
    """The AgtId of a document, None where nothing says it."""
    stated = next((_number(v) for k, v in metadata.items() if k.lower() == "agtid"), None)
    if stated is not None:
        return stated if stated in known else None
    stem = PurePosixPath(name).name.rsplit(".", 1)[0] if re.search(r"\.\w{1,5}$", name) else PurePosixPath(name).name
    for found in (re.match(r"(\d+)(?=$|[_\- ])", stem), re.search(r"(?:^|[_\- ])(\d+)$", stem)):
        if found and int(found[1]) in known:
            return int(found[1])
    return None


def compare_pax(store: str | Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Agreement with PA-X for each code of the crosswalk, and every disagreement to read.

    The first list has counts (both, only PA-X, only ours, neither), the share of equal answers with its 95 % Wilson interval,
    Cohen's kappa, the share of PA-X's yes we find and of our yes PA-X has, and the caution. The second names document, code,
    value, our statuses and the deciding quote. Raises UsageError where no scanned document has codes.
    """
    crosswalk = tomllib.loads(CROSSWALK.read_text(encoding="utf-8"))["code"]
    counts = [[0, 0, 0, 0] for _ in crosswalk]
    differing: list[dict[str, Any]] = []
    with Store(store) as kept:
        known = list(kept.provisions())
        triggers = {p for p, about in kept.provisions().items() if about["kind"] == "require-if"}
        members = [_members(entry, known, triggers) for entry in crosswalk]
        for d in kept.documents():
            if not scanned(d):
                continue
            for n, entry in enumerate(crosswalk):
                value = d["metadata"].get(entry["code"])
                if not isinstance(value, int):
                    continue
                theirs, (ours, statuses, quote) = value >= 1, _answer(d["record"], members[n], entry["ours"])
                counts[n][(not theirs) * 2 + (not ours)] += 1
                if theirs != ours:
                    m = d["metadata"]
                    differing.append(
                        {"code": entry.get("name", entry["code"]), "document": d["name"], "AgtId": m.get("AgtId"), "agreement": m.get("Agreement"), "stage": m.get("Stage"), "pax": value, "ours": ours, "statuses": statuses, "quote": quote}
                    )  # fmt: skip
    if not any(map(sum, counts)):
        raise UsageError("The store holds no PA-X codes to compare with.", "Join a dataset first: agreement-scan corpus import-pax STORE DATASET.")
    order = {entry.get("name", entry["code"]): n for n, entry in enumerate(crosswalk)}
    differing.sort(key=lambda r: (order[r["code"]], -r["pax"], r["document"]))
    return [_measured(entry, *count) for entry, count in zip(crosswalk, counts, strict=True)], differing


def _members(entry: dict[str, Any], known: list[str], triggers: set[str]) -> set[str]:
    chosen = {p for p in known for pattern in entry["provisions"] if fnmatch.fnmatchcase(p, pattern)}
    return chosen - triggers if entry.get("except_triggers") else chosen


def _answer(record: dict[str, Any], members: set[str], rule: str) -> tuple[bool, str, str]:
    """Whether we say yes, the statuses that say so (or all), and the words of the first deciding finding."""
    about = [a for a in record["assessments"] if a[0] in members]
    wanted = {
        "found": lambda a: a[4] in ("present", "weak", "contrary", "unclear"), "present": lambda a: a[4] == "present",
        "contrary": lambda a: a[4] == "contrary", "triggered": lambda a: a[4] not in ("not-applicable", "not-assessed"),
    }[rule]  # fmt: skip
    yes = [a for a in about if wanted(a)]
    first = next((a[6][0] for a in yes if a[6]), None)
    quote = next((f["quote"] for f in record["findings"] if f["id"] == first), "")
    shown = yes if yes else about
    return bool(yes), "; ".join(f"{a[0]} {a[4]}" for a in shown[:8]), quote


def _measured(entry: dict[str, Any], both: int, pax_only: int, ours_only: int, neither: int) -> dict[str, Any]:
    n = both + pax_only + ours_only + neither
    share = (both + neither) / n if n else math.nan
    chance = ((both + pax_only) * (both + ours_only) + (neither + pax_only) * (neither + ours_only)) / n**2 if n else math.nan
    low, high = wilson(both + neither, n)
    return {
        "code": entry.get("name", entry["code"]), "provisions": ", ".join(entry["provisions"]), "ours": entry["ours"], "n": n, "both": both, "pax_only": pax_only,
        "ours_only": ours_only, "neither": neither, "agreement": _rounded(share), "low": _rounded(low), "high": _rounded(high),
        "kappa": _rounded((share - chance) / (1 - chance)) if n and chance < 1 else None, "of_pax_found": _rounded(both / (both + pax_only)) if both + pax_only else None,
        "of_ours_in_pax": _rounded(both / (both + ours_only)) if both + ours_only else None, "caution": entry["caution"],
    }  # fmt: skip


def wilson(yes: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """The 95 % Wilson interval of a share (Wilson 1927); (nan, nan) for n = 0."""
    if n == 0:
        return math.nan, math.nan
    p, square = yes / n, z * z
    centre, half = (p + square / (2 * n)) / (1 + square / n), z * math.sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def _rounded(value: float) -> float | None:
    return None if value != value else round(value, 4)


def _number(value: Any) -> int | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return int(number) if math.isfinite(number) and number == int(number) else None


def sheet_rows(path: Path, column: str) -> Iterator[dict[str, Any]]:
    """The rows of a table file; of a workbook, those of the first sheet that has the column (without case)."""
    if not os.path.isfile(path):
        raise MissingInput(f"There is no file “{path.name or path}”.", "Check the path.")
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        yield from (row for row in rows_of(path) if row is not None)
        return
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise MissingExtra("Reading XLSX needs openpyxl.", 'pip install "agreement-scan[data]"') from None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise DamagedInput(f"{path.name} is not a readable workbook ({type(error).__name__}).", "Save it again, or as CSV.") from None
    # some versions have notes or a codebook on the first sheet
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        header = [str(c).strip() if c is not None else "" for c in next(rows, ())]
        if column.lower() in (h.lower() for h in header):
            yield from (dict(zip(header, row, strict=False)) for row in rows)
            return
    raise UsageError(f"{path.name}: no sheet has a column “{column}”.", "Give the table that has it, as CSV or XLSX.")
