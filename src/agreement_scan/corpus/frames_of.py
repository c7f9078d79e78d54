"""The tables of a store as pandas frames."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import MissingExtra, MissingInput
from .store import Store
from .tables import NAMES, tables


class Frames:
    """``documents``, ``long``, ``wide``, ``findings``, ``notices`` of a store, each read when first asked for.

    Statuses and other columns of few values are categories, in their order of weight. Raises MissingExtra without pandas,
    MissingInput where there is no store.
    """

    def __init__(self, store: str | Path) -> None:
        if not os.path.exists(store):  # said before a missing package: installing it would not help
            raise MissingInput(f"There is no store “{Path(store).name}”.", "Make one with: agreement-scan batch DRAFTS --store NAME")
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtra("Frames need pandas.", 'pip install "agreement-scan[data]"') from None
        self._pd, self.store = pd, Path(store)
        with Store(store):
            pass

    def table(self, name: str) -> Any:
        """One table by name, columns typed as the data dictionary says."""
        with Store(self.store) as kept:
            table = tables(kept)[name]
            frame = self._pd.DataFrame(list(table.rows()), columns=[c.name for c in table.columns])
        kinds = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}
        for column in table.columns:
            if column.values:
                frame[column.name] = self._pd.Categorical(frame[column.name], categories=list(column.values), ordered=column.name == "status")
            elif column.type in kinds:
                frame[column.name] = frame[column.name].astype(kinds[column.type])
        return frame

    def distinct(self) -> Frames:
        """The same tables without documents marked as duplicates of another (``corpus duplicates --mark``)."""
        if "meta_duplicate_of" not in self.documents.columns:
            return self
        fewer = Frames(self.store)
        kept = set(self.documents.loc[self.documents["meta_duplicate_of"].isna(), "document"])
        for name in NAMES:
            table = getattr(self, name)
            fewer.__dict__[name] = table[table["document"].isin(kept)].reset_index(drop=True)
        return fewer

    @cached_property
    def documents(self) -> Any:
        """One row for each agreement, with its metadata (``meta_…``)."""
        return self.table("documents")

    @cached_property
    def long(self) -> Any:
        """Agreement × provision × status, with the deciding evidence."""
        return self.table("long")

    @cached_property
    def wide(self) -> Any:
        """Agreements × provisions."""
        return self.table("wide")

    @cached_property
    def findings(self) -> Any:
        """Every clause that speaks to a provision."""
        return self.table("findings")

    @cached_property
    def notices(self) -> Any:
        """How the texts were read."""
        return self.table("notices")
