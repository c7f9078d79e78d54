"""How the file of a store is opened: first what it is, then to read it without a trace, or to write.

SQLite takes any database for its own and makes one of any name it is given. So the head of the file is looked at before
SQLite is let near it, and a store is opened for writing only once it has said what it is.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from ..errors import AgreementScanError, DamagedInput, MissingInput, NotWritable, UnreadableInput, WrongFormat

# Stands in the head of every store (PRAGMA application_id), where it can be read without SQLite.
APPLICATION = int.from_bytes(b"AgSc")
# Files that SQLite keeps beside a database while somebody writes; after a kill they hold what was committed last.
BESIDE = ("-wal", "-shm", "-journal")
_HEAD = b"SQLite format 3\0"
_PATIENCE = 120.0  # seconds that one waits while another writes
# What SQLite answers where the file itself is broken; a table or column that is not there is no better.
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH)


def parts(path: str | Path) -> list[str]:
    """All files that may be of a store: none of them is to be overwritten."""
    return [f"{path}{end}" for end in ("", *BESIDE)]


def is_begun(path: Path) -> bool:
    """Whether there is a file with something in it; an empty one is what a run leaves that was ended before its first word."""
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def is_marked(path: Path) -> bool:
    """Whether the head of the file says that it is a store. Stores of early versions do not; their tables do.

    Raises MissingInput for a file that is not there or may not be opened, WrongFormat for one that is no SQLite file.
    """
    if os.path.isdir(path):
        raise WrongFormat(f"“{path.name or path}” is a folder, not a store.", "Give the file that batch --store wrote.")
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise MissingInput(f"There is no store “{path.name}”.", "Make one with: agreement-scan batch INPUT --store RESULTS.sqlite") from None
    except OSError as error:
        raise MissingInput(f"The store “{path.name}” cannot be opened: {error.strerror or error}.", "Check the path and its permissions.") from None
    if not head.startswith(_HEAD):
        raise no_store(path)
    return int.from_bytes(head[68:72]) == APPLICATION


def reading(path: Path) -> str:
    """The address under which SQLite reads a store and writes nothing, wherever the store lies.

    A file beside which nothing can be written is taken to stand still, and so is one that may be no store: SQLite would lay
    files for its locks beside it otherwise. Where others have laid theirs, they are used. A half-written change that a kill
    left in a store is undone first, which is for SQLite to do. Raises what :func:`is_marked` raises.
    """
    marked, whole = is_marked(path), path.resolve()
    if marked and os.path.exists(f"{whole}-journal"):
        return f"{whole.as_uri()}?mode=rw"
    alone = not os.path.exists(f"{whole}-wal") and not (marked and os.access(whole.parent, os.W_OK))
    return f"{whole.as_uri()}?mode=ro{'&immutable=1' if alone else ''}"


def connect_to_read(path: Path) -> sqlite3.Connection:
    """An open store that nothing is written to."""
    base = sqlite3.connect(reading(path), uri=True, timeout=_PATIENCE, isolation_level=None)
    base.execute("PRAGMA query_only = ON")
    return base


def connect_to_write(path: Path, *, create: bool) -> sqlite3.Connection:
    """An open store to write to; others may read it meanwhile."""
    base = sqlite3.connect(f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}", uri=True, timeout=_PATIENCE, isolation_level=None)
    base.execute("PRAGMA synchronous=FULL")  # a committed document survives a power cut, not only a kill
    return base


def trouble(path: Path, error: sqlite3.Error, *, writing: bool) -> AgreementScanError:
    """What SQLite said, as an error that names the store and the way out."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF  # text that is no UTF-8 comes without a code
    if code in _BROKEN:
        return damaged(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        kind: type[AgreementScanError] = NotWritable if writing else UnreadableInput
        return kind(f"The store “{path.name}” is held by another program: {error}.", "Wait until it has ended, and run the same command again.")
    if writing:
        way = "check the permissions or choose another place" if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) else "make room and run the same command again"
        return NotWritable(f"The store “{path.name}” cannot be written: {error}.", f"What was finished is kept; {way}.")
    return UnreadableInput(f"The store “{path.name}” cannot be read: {error}.", "Check its permissions and those of its folder, or read a copy of it together with the files beside it.")


def no_store(path: Path) -> WrongFormat:
    """The error for a file that is something else, or too broken to tell; it is left as it is."""
    return WrongFormat(f"“{path.name}” is not a store.", "Give the file that batch --store wrote; if it is that one, it is damaged: scan into a new store.")


def damaged(path: Path) -> DamagedInput:
    """The error for a store whose pages or records are broken."""
    return DamagedInput(f"The store “{path.name}” is damaged.", "Scan again into a new store (batch INPUT --store NEW), or go on with a copy of it; shards that are whole can be merged.")
