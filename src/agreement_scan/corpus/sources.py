"""What to scan: the documents in folders, globs, ZIP archives and tables with a text column, one after the other."""

from __future__ import annotations

import codecs
import csv
import glob
import hashlib
import json
import os
import stat
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from ..errors import DamagedInput, MissingExtra, MissingInput, UsageError
from ..readers import Limits
from .opening import parts

TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
# Beside the drafts in a folder there is often data about them; none of it is a draft.
NOT_DRAFTS = (*TABLES, ".json", ".xlsx", ".xls", ".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal", ".db", ".toml", ".yaml", ".yml", ".py", ".r")
TEXT_COLUMNS = ("text", "full_text", "fulltext", "agreement_text", "agt_text", "content", "body")
ID_COLUMNS = ("agtid", "agreement_id", "id", "name", "document", "file")
# Beyond what the readers take nothing is loaded or unpacked.
LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Item:
    """One document to scan. Where its bytes are: ``data``, or the file ``path``, or ``member`` of the archive ``path``.

    ``name`` is what tables call it: it holds no absolute path and no character that acts on a screen. ``problem`` is the
    (code, message) of an item that cannot even be opened.
    """

    name: str
    suffix: str
    path: str = ""
    member: str = ""
    data: bytes | None = None
    key: str = ""
    problem: tuple[str, str] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)

    def load(self, limit: int = LIMITS.bytes) -> bytes:
        """At most ``limit`` + 1 bytes of the document. Raises OSError, and what zipfile raises for damaged members."""
        if self.data is not None:
            return self.data
        with self._open() as file:
            return file.read(limit + 1)

    def carried(self) -> Item:
        """The item with its bytes inside, to be sent where the file is not."""
        return self if self.data is not None or self.problem else replace(self, data=self.load(), path="", member="")

    def keyed(self, limit: int = LIMITS.bytes) -> Item:
        """The item with its document key: the SHA-256 of its bytes and its suffix, which together decide how it is read.

        Of a file beyond the reader's limit only what is within it is hashed: it is refused anyway.
        """
        digest, seen = hashlib.sha256(), 0
        try:
            if self.problem is not None:
                raise OSError
            if self.data is not None:
                digest.update(self.data)
            else:
                with self._open() as file:
                    while seen <= limit and (block := file.read(1 << 20)):
                        digest.update(block)
                        seen += len(block)
        except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            problem = self.problem or _problem(error)
            digest = hashlib.sha256(f"{problem[0]}\0{self.name}".encode("utf-8", "backslashreplace"))
            return replace(self, key=f"{digest.hexdigest()}:problem", problem=problem)
        return replace(self, key=f"{digest.hexdigest()}{self.suffix}")

    def _open(self) -> Any:
        if not self.member:
            return open(self.path, "rb")
        # a second handle for every member keeps the item picklable; archives are opened far faster than drafts are read
        with zipfile.ZipFile(self.path) as archive:
            return archive.open(self.member)


def _problem(error: Exception) -> tuple[str, str]:
    if (isinstance(error, RuntimeError) and "encrypted" in str(error).lower()) or "password" in str(error).lower():
        return "encrypted", "This member of the archive is protected by a password."
    if isinstance(error, OSError) and not isinstance(error, zipfile.BadZipFile):
        return "missing", f"The file cannot be opened ({error.strerror or 'not a valid path'})."
    return "damaged", "This member of the archive is damaged or packed in a way that is not read."


def walk(inputs: Iterable[str], *, text_column: str | None = None, id_column: str | None = None, without: Path | None = None) -> Iterator[Item]:
    """Every document in the inputs, in a fixed order. An input is a file, a folder, a glob, a ZIP or a table.

    A document of a folder is called by the folder's name and its path in it, a member by its archive, a row by its table
    and id. ``without``: the store of the run, which is no draft where it lies among them. Raises MissingInput for an input that is not there, UsageError for a table without a text column.
    """
    inputs = list(inputs)
    require(inputs)
    own = set(parts(without.resolve())) if without is not None else set()
    for given in inputs:
        if os.path.isdir(given):
            yield from (item for item in _folder(Path(given)) if item.path not in own)
            continue
        for one in [given] if os.path.isfile(given) else sorted(p for p in glob.glob(given, recursive=True) if os.path.isfile(p)):
            if str(Path(one).resolve()) not in own:  # “batch * --store all.sqlite”, given a second time, names the store too
                yield from _file(Path(one), _typed(one), text_column, id_column)


def require(inputs: Iterable[str]) -> None:
    """Raises MissingInput for an input that is no file or folder, and for a pattern that nothing fits, before anything is made for it."""
    for given in inputs:
        if os.path.isfile(given) or os.path.isdir(given):
            continue
        if not any(sign in given for sign in "*?["):
            raise MissingInput(f"There is no file or folder “{Path(given).name}”.", "Check the path.")
        if not any(os.path.isfile(p) for p in glob.iglob(given, recursive=True)):
            raise MissingInput(f"Nothing fits the pattern “{given}”.", "Check the pattern; ** reaches into folders.")


def left_aside(inputs: Iterable[str]) -> list[str]:
    """Names of files in the given folders that are data rather than drafts and are not scanned."""
    return [visible(f"{root.name}/{p}") for g in inputs if (root := Path(g).resolve()).is_dir() for p, closed in _files(root).items() if _is_data(p) and not closed]


def visible(name: str) -> str:
    """The name with characters that act on a screen, or belong to no encoding, written out as ``\\u202e``."""
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else c.encode("unicode_escape").decode() for c in name)


def _typed(given: str) -> str:
    """A path as it was typed where that is short and says nothing of the machine, else the file's own name."""
    path = PurePath(given)
    return path.name if path.is_absolute() or ".." in path.parts else path.as_posix()


def _is_data(name: str) -> bool:
    return PurePath(name).suffix.lower() in NOT_DRAFTS


def _files(root: Path) -> dict[str, str]:
    """Paths of the files below a folder, in order, and of the folders that cannot be opened with the reason."""
    found: dict[str, str] = {}

    def closed(error: OSError) -> None:
        found[Path(error.filename).relative_to(root).as_posix()] = error.strerror or type(error).__name__

    for folder, folders, names in os.walk(root, onerror=closed):
        folders[:] = [f for f in folders if not f.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if not name.startswith((".", "~$")) and _is_file(path):
                found[path.relative_to(root).as_posix()] = ""
    return dict(sorted(found.items()))


def _is_file(path: Path) -> bool:
    """Also true of a path that may not be looked at: opening it says so, and passing it over would not."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return isinstance(error, PermissionError)


def _folder(folder: Path) -> Iterator[Item]:
    root = folder.resolve()
    for relative, closed in _files(root).items():
        if closed:
            yield Item(visible(f"{root.name}/{relative}".removesuffix("/.")), "", problem=("missing", f"The folder cannot be opened ({closed})."))
        elif not _is_data(relative):
            yield from _file(root / relative, f"{root.name}/{relative}", None, None)


def _file(path: Path, name: str, text_column: str | None, id_column: str | None) -> Iterator[Item]:
    suffix = path.suffix.lower()
    if suffix == ".zip":
        yield from _archive(path, visible(name))
    elif suffix in TABLES:
        yield from _table(path, visible(name), text_column, id_column)
    else:
        yield Item(visible(name), _suffix(name), str(path))


def _suffix(name: str) -> str:
    return visible(PurePosixPath(name).suffix.lower())[:12]


def _archive(path: Path, name: str) -> Iterator[Item]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted({m.filename: m.file_size for m in archive.infolist() if not m.is_dir()}.items())
    except PermissionError as error:
        yield Item(name, ".zip", problem=_problem(error))
        return
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        yield Item(name, ".zip", problem=("damaged", "The ZIP archive is broken or cut off."))
        return
    for member, size in members:
        parts = PurePosixPath(member).parts
        if parts and not parts[0].startswith("__MACOSX") and not parts[-1].startswith(".") and not _is_data(member):
            bomb = ("too-large", f"The member unpacks to more than {LIMITS.unpacked:,} bytes.") if size > LIMITS.unpacked else None
            yield Item(visible(f"{name}/{member}"), _suffix(member), str(path), member, problem=bomb)


def _table(path: Path, name: str, text_column: str | None, id_column: str | None) -> Iterator[Item]:
    """The rows of a table. The other columns travel along as metadata."""
    columns: tuple[str, str | None] | None = None
    seen: set[str] = set()
    for number, row in enumerate(rows_of(path), 1):
        if row is None:
            yield Item(f"{name}/row {number}", ".txt", problem=("damaged", "The line is not a JSON object."))
            continue
        if columns is None:
            columns = _columns(path, list(row), text_column, id_column)
        text, identity = row.get(columns[0]), row.get(columns[1]) if columns[1] else None
        label = f"{name}/row {number}" if identity is None or str(identity).strip() == "" else f"{name}/{visible(str(identity).strip())}"
        if label in seen:  # an id that is used twice must not make one row out of two
            label += f" (row {number})"
        seen.add(label)
        rest = {str(k): v for k, v in row.items() if k != columns[0] and v is not None and isinstance(v, (str, int, float, bool))}
        yield Item(label, ".txt", data=_bytes(text), metadata=rest)


def _bytes(text: Any) -> bytes:
    """A cell's text; Parquet may hold it as bytes."""
    return text if isinstance(text, bytes) else b"" if text is None else str(text).encode("utf-8", "replace")


def _columns(path: Path, names: list[str], text_column: str | None, id_column: str | None) -> tuple[str, str | None]:
    lower = {n.lower(): n for n in reversed(names)}
    text = text_column if text_column is not None else next((lower[c] for c in TEXT_COLUMNS if c in lower), None)
    if text is None or text not in names:
        raise UsageError(f"{path.name}: no text column{f' “{text_column}”' if text_column else ''}.", f"Name it with --text-column; columns: {', '.join(names[:40])}.")
    if id_column is not None and id_column not in names:
        raise UsageError(f"{path.name}: no column “{id_column}”.", f"Columns: {', '.join(names[:40])}.")
    return text, id_column if id_column is not None else next((lower[c] for c in ID_COLUMNS if c in lower and lower[c] != text), None)


def rows_of(path: Path) -> Iterator[dict[str, Any] | None]:
    """The rows of a CSV, TSV, JSONL or Parquet file as dicts, read as they are needed; None for a line that is no object.

    Raises MissingInput for a file that may not be opened, MissingExtra for Parquet without pyarrow, DamagedInput for a file
    that is not what its suffix says.
    """
    suffix = path.suffix.lower()
    try:
        path.open("rb").close()
    except OSError as error:
        raise MissingInput(f"{path.name} cannot be opened: {error.strerror or error}.", "Check the file and its permissions.") from None
    if suffix in (".jsonl", ".ndjson"):
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            for line in lines:
                if line.strip():
                    try:
                        row = json.loads(line)
                    except (ValueError, RecursionError):
                        row = None
                    yield row if isinstance(row, dict) else None
    elif suffix == ".parquet":
        try:
            import pyarrow.parquet as parquet
        except ImportError:
            raise MissingExtra("Reading Parquet needs pyarrow.", 'pip install "agreement-scan[data]"') from None
        try:
            with parquet.ParquetFile(path) as file:
                for block in file.iter_batches(batch_size=64):
                    yield from block.to_pylist()
        except (OSError, ValueError) as error:
            raise DamagedInput(f"{path.name} is not a readable Parquet file ({type(error).__name__}).", "Write it again.") from None
    else:
        csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
        with path.open(encoding=_encoding(path), errors="replace", newline="") as lines:
            try:
                for row in csv.DictReader(lines, delimiter="\t" if suffix == ".tsv" else ","):
                    row.pop(None, None)  # type: ignore[call-overload]
                    yield row
            except csv.Error as error:
                raise DamagedInput(f"{path.name} is not a readable CSV file ({error}).", "Save it as UTF-8 CSV.") from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(1 << 20)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # what spreadsheets call Unicode text
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":  # a character cut by the end of the sample is no fault
            return "cp1252"
    return "utf-8-sig"
