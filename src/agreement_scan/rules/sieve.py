"""The sieve before the rules: which of them have, in some passage, a concept of every group that they require.

Of a thousand rules some hundred are left, each with the few passages it must be asked of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .passages import FIRST_CONCEPT

_BLOCK = 2048  # bytes of a column looked at together: 16,384 passages


class Sieve:
    """Rules' required groups of bits (see ``catalogue.expression.required_groups``) as arrays."""

    def __init__(self, rules: list[list[list[int]]], concepts: int) -> None:
        """``rules``: for each rule its groups, of each of which a passage must see one bit. A rule without groups passes everywhere."""
        self._rows = FIRST_CONCEPT + 3 * concepts + 2
        nowhere, everywhere = self._rows - 2, self._rows - 1
        groups = [[group or [nowhere] for group in rule] or [[everywhere]] for rule in rules]
        self._bits = np.array([bit for rule in groups for group in rule for bit in group], dtype=np.int64)
        self._groups = _starts([len(group) for rule in groups for group in rule])
        self._rules = _starts([len(rule) for rule in groups])

    def passing(self, seen: Any) -> Iterator[tuple[int, int]]:
        """Numbers of the rules that pass, in order, each with its passages (a column); ``seen`` is ``Views.table``."""
        if not len(self._rules):
            return
        width = seen.shape[1]
        table = np.concatenate([seen, np.zeros((1, width), dtype=np.uint8), np.full((1, width), 0xFF, dtype=np.uint8)])
        blocks = []
        for lo in range(0, width, _BLOCK):
            groups = np.bitwise_or.reduceat(table[self._bits, lo : lo + _BLOCK], self._groups, axis=0)
            blocks.append(np.bitwise_and.reduceat(groups, self._rules, axis=0))
        left = np.concatenate(blocks, axis=1) if blocks else np.zeros((len(self._rules), 0), dtype=np.uint8)
        passed = np.flatnonzero(left.any(axis=1))
        data = left[passed].tobytes()
        for n, rule in enumerate(passed.tolist()):
            yield rule, int.from_bytes(data[n * width : (n + 1) * width], "little")


def _starts(sizes: list[int]) -> Any:
    return np.cumsum(sizes, dtype=np.int64) - np.array(sizes, dtype=np.int64)
