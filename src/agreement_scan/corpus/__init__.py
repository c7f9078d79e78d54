"""Many agreements: scanned by a pool or a cluster into one store, and from there into tables, plots and comparisons.

The straight line: ``sources`` (what to scan) → ``work`` (the unit: one item in, one record out) → ``pool`` or ``cluster``
(where it runs) → ``store`` (what is done) → ``tables`` → ``export``, ``frames``, ``plots``, ``pax``.

    from agreement_scan.corpus import batch, frames
    batch(["drafts/"], "results.sqlite")
    frames("results.sqlite").long
"""

from __future__ import annotations

from typing import Any

__all__ = ["batch", "frames"]


def batch(inputs: list[str], store: str, options: Any = None, **settings: Any) -> Any:
    """Scans what is in ``inputs`` into the store and says how it went: see :func:`agreement_scan.corpus.runner.run`."""
    from .runner import run

    return run(inputs, store, options, **settings)


def frames(store: str) -> Any:
    """The tables of a store as pandas frames: see :class:`agreement_scan.corpus.frames_of.Frames`."""
    from .frames_of import Frames

    return Frames(store)
