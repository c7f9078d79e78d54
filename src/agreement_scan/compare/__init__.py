"""Two drafts side by side: which clause is which, and what became of every provision.

``compare`` is a pure function of two reports; ``compare_drafts`` scans first. ``readings`` compares what one draft holds:
its tracked changes, rejected against accepted, and the options it leaves open in brackets.
"""

from .drafts import compare, compare_drafts
from .readings import compare_options, compare_tracked_changes

__all__ = ["compare", "compare_drafts", "compare_options", "compare_tracked_changes"]
