"""The store: one SQLite file that loses nothing. A record is there whole or not at all, whatever ends the run.

``results`` are keyed by document (SHA-256 of its bytes and its suffix) and settings (catalogue, language pack, model, options,
version), so the same work is never done twice; ``documents`` say which name in the corpus has which key, ``metadata`` what
else is known of a name. There is no clock in it: the same corpus gives the same tables.
"""

from __future__ import annotations

import json
import math
import os
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import DamagedInput, NotWritable, WrongFormat
from . import opening
from .sources import Item

FORMAT = "agreement-scan/store/1"
# Documents that are read in one go. Between two goes nobody waits: a batch may write while a long export reads.
_TOGETHER = 64
_TABLES = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS settings (settings TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, document TEXT NOT NULL, settings TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS results (document TEXT, settings TEXT, error TEXT, record BLOB NOT NULL, PRIMARY KEY (document, settings))",
    "CREATE TABLE IF NOT EXISTS metadata (name TEXT, source TEXT, data TEXT NOT NULL, PRIMARY KEY (name, source)) WITHOUT ROWID",
)


class Store:
    """An open store. Use it as a context manager. It is read only, unless ``write`` or ``create`` says otherwise.

    Raises MissingInput when ``create`` is false and there is none, WrongFormat for a file that is no store (nothing is
    written to it), DamagedInput for one that is broken, NotWritable when the disk is full or the place cannot be written.
    """

    def __init__(self, path: str | Path, *, write: bool = False, create: bool = False) -> None:
        self.path, self.writes = Path(path), write or create
        fresh = create and not os.path.isdir(path) and not opening.is_begun(self.path)
        if fresh and not os.path.isdir(self.path.parent):
            raise NotWritable(f"There is no folder for “{self.path.name}”.", "Create the folder first.")
        marked = fresh or opening.is_marked(self.path)
        if self.writes and not marked:  # what does not say at its head what it is, is asked without being touched
            with Store(self.path):
                pass
        with self._guard():
            self.base = opening.connect_to_write(self.path, create=fresh) if self.writes else opening.connect_to_read(self.path)
        try:
            if fresh:
                self._begin()
            self._know(marked)
            if self.writes:
                self._share()
        except BaseException:
            self.base.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        if self.writes:
            self._settle()
        self.base.close()

    def _begin(self) -> None:
        """Makes the tables: all of them and the mark at the head, or nothing."""
        with self.transaction() as base:
            base.execute(f"PRAGMA application_id = {opening.APPLICATION}")
            for table in _TABLES:
                base.execute(table)
            base.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", (FORMAT,))

    def _know(self, marked: bool) -> None:
        """Raises WrongFormat unless the tables say that this is a store of this version."""
        try:
            found = self._asked("SELECT value FROM about WHERE name = 'format'")
        except DamagedInput:
            found = []
        if not found:
            raise (opening.damaged if marked else opening.no_store)(self.path)
        if found != [(FORMAT,)]:
            raise WrongFormat(f"“{self.path.name}” is a store of another version ({found[0][0]}).", "Scan into a new store.")

    def _share(self) -> None:
        """Lets others read while this one writes. Where somebody reads just now it goes without, only slower."""
        with suppress(sqlite3.OperationalError):
            self.base.execute("PRAGMA journal_mode=WAL")

    def _settle(self) -> None:
        """Leaves one file that holds everything, to be copied or read anywhere; unless others still work with it."""
        with suppress(sqlite3.DatabaseError):
            self.base.execute("PRAGMA busy_timeout = 1000")  # whoever works with it longer settles it
            self.base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.base.execute("PRAGMA journal_mode=DELETE")

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise opening.trouble(self.path, error, writing=self.writes) from None
        except UnicodeDecodeError:  # SQLite quotes what is broken, and that is no text any more
            raise opening.damaged(self.path) from None

    def _asked(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of an answer."""
        with self._guard():
            return self.base.execute(question, values).fetchall()

    def _opened(self, data: Any) -> dict[str, Any]:
        """What was stored as JSON. Raises DamagedInput where it is that no more: SQLite does not look into what it keeps."""
        try:
            found = json.loads(data if isinstance(data, str) else zlib.decompress(data).decode("utf-8", "surrogatepass"))
        except (ValueError, TypeError, RecursionError, zlib.error):
            found = None
        if not isinstance(found, dict):
            raise opening.damaged(self.path)
        return found

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing."""
        with self._guard():
            self.base.execute("BEGIN IMMEDIATE")
            try:
                yield self.base
            except BaseException:
                if self.base.in_transaction:
                    self.base.execute("ROLLBACK")
                raise
            self.base.execute("COMMIT")

    def enlist(self, items: Iterable[Item], settings: dict[str, Any]) -> None:
        """Says which documents the corpus has and with which settings they are wanted; some hundred in one transaction."""
        key, rest = settings["key"], iter(items)
        with self.transaction() as base:
            base.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (key, _text(settings)))
        while some := list(islice(rest, 500)):
            with self.transaction() as base:
                base.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", [(i.name, i.key, key) for i in some])
                known = [(i.name, _text(_tabular(i.metadata))) for i in some if i.metadata]
                base.executemany("INSERT OR REPLACE INTO metadata VALUES (?, 'table', ?)", known)

    def prune(self, names: Collection[str]) -> None:
        """Forgets every document that is not among these names; results stay for the day it comes back."""
        with self.transaction() as base:
            gone = [(n,) for (n,) in base.execute("SELECT name FROM documents").fetchall() if n not in names]
            base.executemany("DELETE FROM documents WHERE name = ?", gone)

    def finished(self, settings: str, *, errors: bool = True) -> set[str]:
        """Keys of the documents that have a result under these settings; without error rows unless ``errors``."""
        condition = "" if errors else " AND error IS NULL"
        return {row[0] for row in self._asked(f"SELECT document FROM results WHERE settings = ?{condition}", settings)}

    def add(self, document: str, settings: str, record: dict[str, Any]) -> None:
        """Stores the record of one document: one transaction."""
        error = record["error"]["code"] if record["error"] else None
        blob = zlib.compress(_dumped(record).encode("utf-8", "surrogatepass"), 6)
        with self.transaction() as base:
            base.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", (document, settings, error, blob))

    def annotate(self, source: str, rows: dict[str, dict[str, Any]]) -> None:
        """Metadata of documents by name, under the name of where it comes from; replaces what that source said before."""
        with self.transaction() as base:
            base.execute("DELETE FROM metadata WHERE source = ?", (source,))
            base.executemany("INSERT INTO metadata VALUES (?, ?, ?)", [(name, source, _text(_tabular(data))) for name, data in rows.items()])

    def documents(self, *, names_only: bool = False) -> Iterator[dict[str, Any]]:
        """Every document by name: ``name``, ``document``, ``settings``, ``metadata`` and its ``record``, None while pending."""
        question = (
            f"SELECT d.name, d.document, d.settings, {'NULL' if names_only else 'r.record'} FROM documents d LEFT JOIN results r"
            f" ON r.document = d.document AND r.settings = d.settings WHERE d.name > ? ORDER BY d.name LIMIT {_TOGETHER}"
        )
        last = ""
        while some := self._asked(question, last):
            for name, document, settings, blob in some:
                if not (isinstance(name, str) and isinstance(document, str) and name > last):  # pages out of order would lead in circles
                    raise opening.damaged(self.path)
                last = name
                record = None if blob is None else self._opened(blob)
                yield {"name": name, "document": document, "settings": settings, "metadata": self.metadata(name), "record": record}

    def metadata(self, name: str) -> dict[str, Any]:
        """What is known of a document, all sources together; a later source in the alphabet wins."""
        merged: dict[str, Any] = {}
        for (data,) in self._asked("SELECT data FROM metadata WHERE name = ? ORDER BY source", name):
            merged.update(self._opened(data))
        return merged

    def provisions(self) -> dict[str, dict[str, Any]]:
        """What the catalogues of the store say of each provision (family, name, question, kind …), in catalogue order."""
        found: dict[str, dict[str, Any]] = {}
        for used in self.settings():
            if not all(isinstance(about, dict) and {"family", "name", "kind"} <= about.keys() for about in used["provisions"].values()):
                raise opening.damaged(self.path)
            found = {**used["provisions"], **found}
        return found

    def settings(self) -> list[dict[str, Any]]:
        """The settings that documents of the store were wanted with: versions, hashes, options."""
        used = [self._opened(data) for (data,) in self._asked("SELECT data FROM settings WHERE settings IN (SELECT settings FROM documents) ORDER BY settings")]
        if not all(isinstance(one.get("provisions"), dict) for one in used):
            raise opening.damaged(self.path)
        return used

    def counts(self) -> dict[str, int]:
        """How many documents are scanned, ended in an error, or are pending."""
        counted = self._asked(
            "SELECT CASE WHEN r.document IS NULL THEN 'pending' WHEN r.error IS NULL THEN 'scanned' ELSE 'errors' END, count(*) FROM documents d"
            " LEFT JOIN results r ON r.document = d.document AND r.settings = d.settings GROUP BY 1"
        )
        return {"scanned": 0, "errors": 0, "pending": 0, **dict(counted)}

    def check(self) -> None:
        """Reads every page. Raises DamagedInput where one is broken."""
        if self._asked("PRAGMA quick_check(1)") != [("ok",)]:
            raise opening.damaged(self.path)

    def absorb(self, other: str | Path) -> None:
        """Takes in all of another store (a shard). A result never gives way to nothing, nor a scanned document to an error."""
        with Store(other) as shard:  # whatever is wrong is wrong with that file, not with this one
            shard.check()
        with self._guard():
            self.base.execute("ATTACH ? AS other", (opening.reading(Path(other)),))
            try:
                with self.transaction() as base:
                    base.execute("INSERT OR IGNORE INTO settings SELECT * FROM other.settings")
                    base.execute(  # a name keeps its document unless the other store has a result for it, or this one has none
                        "INSERT OR REPLACE INTO documents SELECT o.* FROM other.documents o WHERE EXISTS"
                        " (SELECT 1 FROM other.results r WHERE r.document = o.document AND r.settings = o.settings) OR NOT EXISTS"
                        " (SELECT 1 FROM main.documents d JOIN main.results r ON r.document = d.document AND r.settings = d.settings WHERE d.name = o.name)"
                    )
                    base.execute("INSERT OR REPLACE INTO metadata SELECT * FROM other.metadata")
                    base.execute(
                        "INSERT OR REPLACE INTO results SELECT o.* FROM other.results o LEFT JOIN main.results m"
                        " ON m.document = o.document AND m.settings = o.settings WHERE m.document IS NULL OR (m.error IS NOT NULL AND o.error IS NULL)"
                    )
            finally:
                self.base.execute("DETACH other")


def _dumped(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=False, separators=(",", ":"))


def _tabular(metadata: dict[str, Any]) -> dict[str, Any]:
    """Metadata that every table can hold: no number is left out of bounds or is none, as JSON and Parquet allow."""
    finite = {k: v for k, v in metadata.items() if not isinstance(v, float) or math.isfinite(v)}
    return {k: str(v) if isinstance(v, int) and not -(2**63) <= v < 2**63 else v for k, v in finite.items()}


def _text(data: Any) -> str:
    """As text that every database takes: halves of characters, which JSON may spell, become question marks."""
    return _dumped(data).encode("utf-8", "replace").decode()
