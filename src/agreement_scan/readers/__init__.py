"""Bytes in, one canonical :class:`~agreement_scan.model.Document` out.

The name is the registration: ``readers/docx.py`` reads ``.docx``. A reader is chosen by what the bytes are; the suffix
only tells apart kinds of plain text, and a suffix that lies is said in a notice.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePath

from ..errors import AgreementScanError, DamagedInput, EmptyInput, MissingInput, TooLarge, UsageError
from ..model import STDIN, Document
from .detect import FORMATS, detect
from .source import CHANGES, Limits, Source

__all__ = ["CHANGES", "FORMATS", "Limits", "read"]


def read(
    source: Path | bytes | str,
    *,
    name: str | None = None,
    password: str | None = None,
    limits: Limits | None = None,
    changes: str = "both",
) -> Document:
    """The document in ``source``: a path, the bytes themselves, or ``"-"`` for standard input.

    ``name`` is what reports call the file (default: its name without folders) and gives the suffix of bytes and of
    standard input. ``changes`` chooses the reading of tracked changes in DOCX: ``both`` keeps and marks insertions and
    deletions, ``accept`` and ``reject`` read the text as it would be after either.

    Raises only subclasses of UnreadableInput (MissingInput, EmptyInput, DamagedInput, EncryptedInput, ScannedInput,
    WrongFormat, TooLarge) for what is wrong with the input, and UsageError for a wrong ``changes``.
    """
    if changes not in CHANGES:
        raise UsageError(f"changes may be {', '.join(CHANGES)}, not {changes!r}")
    limits = Limits() if limits is None else limits
    data, name = _bytes(source, name, limits)
    draft = Source(data, name, hashlib.sha256(data).hexdigest(), password, limits, changes)
    format, notices = detect(draft)
    try:
        document = import_module(f".{format}", __name__).read(draft)
    except AgreementScanError:
        raise
    except RecursionError:
        raise DamagedInput(f"{name}: the file is nested too deeply to be read", "save it again in another format") from None
    except MemoryError:
        raise TooLarge(f"{name}: the file needs more memory than there is", "split the file") from None
    except Exception as error:
        # A reader meets bytes nobody has foreseen; whatever its library then raises, the caller gets a documented error.
        raise DamagedInput(
            f"{name}: the {format} file cannot be read ({type(error).__name__})", "open it in its own program and save it again"
        ) from error
    return replace(document, notices=notices + document.notices) if notices else document


def _bytes(source: Path | bytes | str, name: str | None, limits: Limits) -> tuple[bytes, str]:
    """The bytes of the source, at most ``limits.bytes`` of them, and the name to use for it."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        data, name = bytes(source), name or "document"
    elif source == "-":
        name = name or STDIN
        data = sys.stdin.buffer.read(limits.bytes + 1)
    else:
        path = Path(source)
        name = name or path.name or str(source)
        try:
            with path.open("rb") as file:
                data = file.read(limits.bytes + 1)
        except FileNotFoundError:
            raise MissingInput(f"{name}: there is no such file", "check the path") from None
        except IsADirectoryError:
            raise MissingInput(f"{name}: this is a folder, not a file", "name the files in it") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a valid path"
            raise MissingInput(f"{name}: the file cannot be opened ({reason})", "check the path and its permissions") from None
    if len(data) > limits.bytes:
        raise TooLarge(f"{name}: the file is larger than {limits.bytes:,} bytes", "split the file")
    if not data:
        raise EmptyInput(f"{name}: the file is empty (0 bytes)", "check that it was saved or copied completely")
    return data, PurePath(name).name or name
