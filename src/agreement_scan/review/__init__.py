"""A reviewer's decisions: read from a file, carried from draft to draft, joined with those of others.

The page in which they are made is ``reports/html``; what a file holds is described in ``decisions.py``.
"""

from .carry import apply, scan
from .decisions import SCHEMA, Entry, History, loads, read, standing
from .merge import merge

__all__ = ["SCHEMA", "Entry", "History", "apply", "loads", "merge", "read", "scan", "standing"]
