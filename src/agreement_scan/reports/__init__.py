"""Reports: a :class:`~agreement_scan.model.Report` in, bytes out.

The name is the registration: ``reports/<name>.py`` (or a folder of that name) with
``render(report, options) -> bytes`` is the format ``<name>``; names that begin with ``_`` are shared parts.
A format reads nothing but the report and its options: no file, no clock, no network.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any

from agreement_scan.errors import UsageError

if TYPE_CHECKING:
    from agreement_scan.model import Report

FORMATS: tuple[str, ...] = tuple(
    sorted(m.name.replace("_", "-") for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_") and m.name != "comparison")
)


def render(report: Report, format: str, **options: Any) -> bytes:
    """The report in one format.

    Options every format knows: ``redact`` (leave out the draft's words). Others are of one format and ignored by
    the rest: ``width``, ``color``, ``verbose`` and ``encoding`` of the terminal.
    Raises UsageError where there is no such format.
    """
    if format not in FORMATS:
        raise UsageError(f"There is no report format “{format}”.", f"Choose one of: {', '.join(FORMATS)}.")
    if options.get("redact"):
        from agreement_scan.reports._redact import redact

        report = redact(report)
    return import_module(f"{__name__}.{format.replace('-', '_')}").render(report, options)
