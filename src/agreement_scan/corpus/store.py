"""The store: one SQLite file that loses nothing. A record is there whole or not at all, whatever ends the run.

``results`` are keyed by document (SHA-256 of its bytes and its suffix) and settings (catalogue, language pack, model, options,
version), so the same work is never done twice; ``documents`` say which name in the corpus has which key, ``metadata`` what
else is known of a name. There is no clock in it: the same corpus gives the same tables.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import MissingInput, NotWritable, UsageError
from .sources import Item

FORMAT = "agreement-scan/store/1"
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (settings TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, document TEXT NOT NULL, settings TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS results (document TEXT, settings TEXT, error TEXT, record BLOB NOT NULL, PRIMARY KEY (document, settings));
CREATE TABLE IF NOT EXISTS metadata (name TEXT, source TEXT, data TEXT NOT NULL, PRIMARY KEY (name, source)) WITHOUT ROWID;
"""


class Store:
    """An open store. Use it as a context manager.

    Raises MissingInput when ``create`` is false and there is none, UsageError for a file that is no store, NotWritable when
    the disk is full or the place cannot be written.
    """

    def __init__(self, path: str | Path, *, create: bool = False) -> None:
        self.path = Path(path)
        if not create and not self.path.is_file():
            raise MissingInput(f"There is no store “{self.path.name}”.", "Make one with: agreement-scan batch INPUT --store RESULTS.sqlite")
        if create and not self.path.parent.is_dir():
            raise NotWritable(f"There is no folder for “{self.path.name}”.", "Create the folder first.")
        with self._guard():
            self.base = sqlite3.connect(self.path, timeout=120, isolation_level=None)
            self.base.execute("PRAGMA journal_mode=WAL")
            self.base.execute("PRAGMA synchronous=FULL")  # a committed document survives a power cut, not only a kill
            self.base.executescript(_TABLES)
            self.base.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", (FORMAT,))
            found = self.base.execute("SELECT value FROM about WHERE name = 'format'").fetchone()[0]
        if found != FORMAT:
            raise UsageError(f"“{self.path.name}” is a store of another version ({found}).", "Scan into a new store.")

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.base.close()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            said = str(error)
            if "not a database" in said or "malformed" in said:
                raise UsageError(f"“{self.path.name}” is not a store.", "Give the file that batch --store wrote.") from None
            raise NotWritable(f"The store “{self.path.name}” cannot be written: {said}.", "What was finished is kept; make room and run the same command again.") from None

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
            base.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (key, _dumped(settings)))
        while some := list(islice(rest, 500)):
            with self.transaction() as base:
                base.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", [(i.name, i.key, key) for i in some])
                known = [(i.name, _dumped(i.metadata)) for i in some if i.metadata]
                base.executemany("INSERT OR REPLACE INTO metadata VALUES (?, 'table', ?)", known)

    def prune(self, names: Collection[str]) -> None:
        """Forgets every document that is not among these names; results stay for the day it comes back."""
        with self.transaction() as base:
            gone = [(n,) for (n,) in base.execute("SELECT name FROM documents").fetchall() if n not in names]
            base.executemany("DELETE FROM documents WHERE name = ?", gone)

    def finished(self, settings: str, *, errors: bool = True) -> set[str]:
        """Keys of the documents that have a result under these settings; without error rows unless ``errors``."""
        condition = "" if errors else " AND error IS NULL"
        with self._guard():
            return {row[0] for row in self.base.execute(f"SELECT document FROM results WHERE settings = ?{condition}", (settings,))}

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
            base.executemany("INSERT INTO metadata VALUES (?, ?, ?)", [(name, source, _dumped(data)) for name, data in rows.items()])

    def documents(self, *, names_only: bool = False) -> Iterator[dict[str, Any]]:
        """Every document by name: ``name``, ``document``, ``settings``, ``metadata`` and its ``record``, None while pending."""
        chosen = "NULL" if names_only else "r.record"
        with self._guard():
            rows = self.base.execute(
                f"SELECT d.name, d.document, d.settings, {chosen} FROM documents d LEFT JOIN results r"
                " ON r.document = d.document AND r.settings = d.settings ORDER BY d.name"
            )
            for name, document, settings, blob in rows:
                record = None if blob is None else json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass"))
                yield {"name": name, "document": document, "settings": settings, "metadata": self.metadata(name), "record": record}

    def metadata(self, name: str) -> dict[str, Any]:
        """What is known of a document, all sources together; a later source in the alphabet wins."""
        merged: dict[str, Any] = {}
        for (data,) in self.base.execute("SELECT data FROM metadata WHERE name = ? ORDER BY source", (name,)):
            merged.update(json.loads(data))
        return merged

    def provisions(self) -> dict[str, dict[str, Any]]:
        """What the catalogues of the store say of each provision (family, name, question, kind …), in catalogue order."""
        found: dict[str, dict[str, Any]] = {}
        used = self.base.execute("SELECT data FROM settings WHERE settings IN (SELECT settings FROM documents) ORDER BY settings")
        for (data,) in used:
            found = {**json.loads(data)["provisions"], **found}
        return found

    def settings(self) -> list[dict[str, Any]]:
        """The settings that documents of the store were wanted with: versions, hashes, options."""
        used = self.base.execute("SELECT data FROM settings WHERE settings IN (SELECT settings FROM documents) ORDER BY settings")
        return [json.loads(data) for (data,) in used]

    def counts(self) -> dict[str, int]:
        """How many documents are scanned, ended in an error, or are pending."""
        rows = self.base.execute(
            "SELECT CASE WHEN r.document IS NULL THEN 'pending' WHEN r.error IS NULL THEN 'scanned' ELSE 'errors' END, count(*) FROM documents d"
            " LEFT JOIN results r ON r.document = d.document AND r.settings = d.settings GROUP BY 1"
        )
        return {"scanned": 0, "errors": 0, "pending": 0, **dict(rows.fetchall())}

    def absorb(self, other: str | Path) -> None:
        """Takes in all of another store (a shard). A result never gives way to nothing, nor a scanned document to an error."""
        with Store(other):  # raises for a file that is none
            pass
        with self._guard():
            self.base.execute("ATTACH ? AS other", (str(other),))
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
