"""Copies of the draft to hand back: the file itself, with the findings written on it.

The name is the registration: ``copies/<name>.py`` with ``MEDIA_TYPE`` and ``render(report, data, options) -> bytes`` is the
format ``<name>``. Unlike a report, a copy needs the draft's bytes and holds all of its words; the draft itself is never changed.
"""

from __future__ import annotations

import hashlib
import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import UnreadableInput, UsageError

if TYPE_CHECKING:
    from ..model import Report
    from ..options import Options

FORMATS: tuple[str, ...] = tuple(sorted(m.name.replace("_", "-") for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")))


def render(report: Report, format: str, data: bytes, options: Options, *, redact: bool = False) -> bytes:
    """The draft in ``data`` with the findings of ``report`` written on it. ``options`` are those of the scan.

    Raises UsageError where the draft is of another format or ``redact`` is asked, UnreadableInput where ``data`` is not the
    draft that was scanned, MissingExtra.
    """
    if format not in FORMATS:
        raise UsageError(f"There is no copy “{format}”.", f"Choose one of: {', '.join(FORMATS)}.")
    if redact:
        raise UsageError(f"{format} is a copy of the draft and holds all of its words; --redact cannot apply.", "Share a redacted report instead, such as --format html --redact.")
    module = import_module(f"{__name__}.{format.replace('-', '_')}")
    if report.document.media_type != module.MEDIA_TYPE:
        kind = format.removeprefix("annotated-").upper()
        raise UsageError(f"{format} writes on a {kind}, and {report.document.name} is none.", "Give the draft in that format, or choose another report.")
    if hashlib.sha256(data).hexdigest() != report.document.sha256:
        raise UnreadableInput(f"{report.document.name} changed while it was read.", "Run the scan again.")
    return module.render(report, data, options)
