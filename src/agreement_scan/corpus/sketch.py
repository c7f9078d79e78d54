"""Fingerprints of a text's wording, kept instead of the text: enough to tell near-identical texts, too little to read one."""

from __future__ import annotations

import base64
import re
import zlib
from typing import Any

WORDS = re.compile(r"[^\W\d_]+")
# Five words in a row are rarely shared by texts that are not copies; 192 smallest hashes estimate a Jaccard share to about ±0.04.
SHINGLE = 5
SIZE = 192


def sketch(text: str) -> str:
    """The smallest hashes of the text's five-word shingles (bottom-k sketch, Broder 1997), case and numbers ignored; base64."""
    import numpy as np

    seen: dict[str, int] = {}
    numbers = [seen.setdefault(w, zlib.crc32(w.encode("utf-8", "replace"))) for w in WORDS.findall(text.lower())]
    words = np.array(numbers, dtype=np.uint64)
    if len(words) < SHINGLE:
        return ""
    mixed = np.zeros(len(words) - SHINGLE + 1, dtype=np.uint64)
    for n in range(SHINGLE):
        mixed = _mix(mixed + words[n : n + len(mixed)] + np.uint64(n))
    return base64.b64encode(np.unique(mixed)[:SIZE].astype("<u8").tobytes()).decode()


def opened(packed: str) -> Any:
    """The sorted hashes of a sketch as a numpy array."""
    import numpy as np

    return np.frombuffer(base64.b64decode(packed), dtype="<u8")


def likeness(a: Any, b: Any) -> float:
    """Estimated share of common shingles of two texts (Jaccard, 0 to 1) from their opened sketches."""
    import numpy as np

    if not len(a) or not len(b):
        return 0.0
    lowest = np.union1d(a, b)[:SIZE]
    return float(len(np.intersect1d(np.intersect1d(a, b, assume_unique=True), lowest, assume_unique=True)) / len(lowest))


def _mix(x: Any) -> Any:
    """The finalizer of splitmix64: spreads every bit over all."""
    import numpy as np

    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
