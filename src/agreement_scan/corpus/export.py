"""The tables as files: CSV, JSONL, Parquet, XLSX; with a data dictionary and a Frictionless package. Same store, same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from ..errors import MissingExtra, NotWritable, UsageError
from ..outputs import spare
from .opening import parts
from .store import Store
from .tables import NAMES, Table, datapackage, dictionary, tables

FORMATS = ("csv", "jsonl", "parquet", "xlsx")
# What spreadsheet programs take for the start of a formula, in half and full width.
_FORMULA = tuple("=+-@\t＝＋－＠")
# Characters that act on screens or that XML cannot hold; line ends and tabs are fine.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_SHEET_ROWS, _CELL = 1_048_575, 32_767
_BLOCK = 20_000


def export(store: str | Path, folder: str | Path, *, form: str = "csv", names: Iterable[str] | None = None) -> list[Path]:
    """Writes tables of a store into a folder, with ``data_dictionary.csv`` and ``datapackage.json``; gives the files.

    A file appears whole or not at all. Raises UsageError for unknown names and where a file would overwrite the store,
    MissingExtra where a format needs a package, NotWritable.
    """
    if form not in FORMATS:
        raise UsageError(f"There is no format “{form}” here.", f"Formats: {', '.join(FORMATS)}.")
    wanted = list(dict.fromkeys(names or NAMES))
    for name in wanted:
        if name not in NAMES:
            raise UsageError(f"There is no table “{name}”.", f"Tables: {', '.join(NAMES)}.")
    place = Path(folder)
    for name in ("corpus.xlsx",) if form == "xlsx" else (f"{name}.{form}" for name in wanted):
        spare(place / name, *parts(store))
    for name in ("data_dictionary.csv", "datapackage.json"):
        spare(place / name, *parts(store))
    with Store(store) as kept:
        chosen = [table for name, table in tables(kept).items() if name in wanted]
        try:
            place.mkdir(parents=True, exist_ok=True)
            written = _workbook(chosen, place) if form == "xlsx" else [(t, *_whole(place / f"{t.name}.{form}", lambda p, t=t: WRITERS[form](t, p))) for t in chosen]
            described = _whole(place / "data_dictionary.csv", lambda p: _sheet(("table", "column", "type", "meaning", "values"), dictionary(chosen), p))
            package = datapackage([(t, p.name, form, h, size) for t, p, h, size in written], kept.settings(), kept.counts())
            packed = _whole(place / "datapackage.json", lambda p: p.write_bytes(package))
        except OSError as error:
            raise _unwritten(error) from None
    return list(dict.fromkeys([*(p for _, p, _, _ in written), described[0], packed[0]]))


def _whole(path: Path, write: Any) -> tuple[Path, str, int]:
    """Writes a neighbour and renames it; gives the path, the SHA-256 and the size."""
    neighbour = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(neighbour)
        digest, size = hashlib.sha256(), 0
        with neighbour.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
                size += len(block)
        neighbour.replace(path)
    finally:
        neighbour.unlink(missing_ok=True)
    return path, digest.hexdigest(), size


def _csv(table: Table, path: Path) -> None:
    _sheet([c.name for c in table.columns], table.rows(), path)


def _sheet(header: Iterable[str], rows: Iterable[Iterable[Any]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        _write_sheet(header, rows, file)


def sheet_bytes(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """A small table as CSV, with the same care for formulas and acting characters as the big ones."""
    file = io.StringIO()
    _write_sheet(header, rows, file)
    return file.getvalue().encode()


def _write_sheet(header: Iterable[str], rows: Iterable[Iterable[Any]], file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(v) for v in row] for row in rows)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        value = _shown(value.replace("\r\n", "\n").replace("\r", "\n"))
        return "'" + value if value.lstrip(" \n").startswith(_FORMULA) else value
    return value


def _shown(value: str) -> str:
    return _ACTING.sub(lambda c: f"\\u{ord(c[0]):04x}", value)


def _jsonl(table: Table, path: Path) -> None:
    names = [c.name for c in table.columns]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in table.rows():
            file.write(_shown_json(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)) + "\n")


def _shown_json(text: str) -> str:
    return re.sub("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", lambda c: f"\\u{ord(c[0]):04x}", text)


def _parquet(table: Table, path: Path) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise _missing("Parquet", "pyarrow") from None
    types = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64(), "boolean": pyarrow.bool_()}
    schema = pyarrow.schema([pyarrow.field(c.name, types[c.type], metadata={"meaning": c.meaning}) for c in table.columns])
    rows = iter(table.rows())
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while block := list(islice(rows, _BLOCK)):
            columns = [pyarrow.array([_whole_text(v) for v in values], type=f.type) for values, f in zip(zip(*block, strict=True), schema, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))


def _whole_text(value: Any) -> Any:
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


WRITERS = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}


def _workbook(chosen: list[Table], place: Path) -> list[tuple[Table, Path, str, int]]:
    """One workbook, one sheet a table, a last sheet with the dictionary."""
    try:
        import xlsxwriter
        import xlsxwriter.exceptions
    except ImportError:
        raise _missing("XLSX", "xlsxwriter") from None

    def write(path: Path) -> None:
        kept = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(path, kept) as book:
            book.set_properties({"title": "agreement_scan corpus", "created": datetime(2000, 1, 1)})  # a fixed date: same store, same bytes
            bold = book.add_format({"bold": True})
            sheets = [(t.name, [c.name for c in t.columns], t.rows()) for t in chosen]
            for name, header, rows in [*sheets, ("data_dictionary", ["table", "column", "type", "meaning", "values"], dictionary(chosen))]:
                sheet = book.add_worksheet(name)
                sheet.freeze_panes(1, 1)
                sheet.write_row(0, 0, header, bold)
                for number, row in enumerate(rows, 1):
                    if number > _SHEET_ROWS:
                        raise UsageError(f"The table “{name}” has more rows than a sheet can hold.", "Export it as CSV or Parquet.")
                    for at, value in enumerate(row):
                        if isinstance(value, str):
                            value = _shown(value)
                            sheet.write_string(number, at, value if len(value) <= _CELL else value[: _CELL - 1] + "…")
                        elif value is not None:
                            sheet.write(number, at, value)

    try:
        path, digest, size = _whole(place / "corpus.xlsx", write)
    except xlsxwriter.exceptions.FileCreateError as error:  # the system's error, wrapped
        raise _unwritten(error) from None
    return [(t, path, digest, size) for t in chosen]


def _unwritten(error: Any) -> NotWritable:
    return NotWritable(f"The tables cannot be written: {getattr(error, 'strerror', None) or error}.", "Choose another folder with -o.")


def _missing(what: str, package: str) -> MissingExtra:
    return MissingExtra(f"{what} needs {package}.", 'pip install "agreement-scan[data]"')
