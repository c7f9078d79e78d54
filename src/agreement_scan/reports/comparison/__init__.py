"""Reports on two drafts: a :class:`~agreement_scan.comparison.Comparison` (or :class:`~agreement_scan.comparison.Choices`) in, bytes out.

As in ``reports`` the name is the registration: ``comparison/<name>.py`` with ``render(compared, options) -> bytes``.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

from agreement_scan.comparison import Choices, Comparison
from agreement_scan.errors import UsageError

FORMATS: tuple[str, ...] = tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")))


def render(compared: Comparison | Choices, format: str, **options: Any) -> bytes:
    """The comparison in one format. ``redact`` leaves out the drafts' words; ``width``, ``color``, ``verbose`` and ``encoding``
    are the terminal's. Raises UsageError where there is no such format.
    """
    if format not in FORMATS:
        raise UsageError(f"There is no comparison in the format “{format}”.", f"Choose one of: {', '.join(FORMATS)}.")
    if options.get("redact"):
        from agreement_scan.reports.comparison._redact import redact

        compared = redact(compared)
    return import_module(f"{__name__}.{format}").render(compared, options)
