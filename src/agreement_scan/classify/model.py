"""A trained model as arrays: loading and scoring with numpy alone.

A model folder (``models/<language>/<name>/``) holds ``model.npz`` (loaded with ``allow_pickle=False``; it cannot run code) and
``card.json`` (provisions, thresholds, data hashes, versions, measures).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import BadConfiguration
from ..resources import models_dir
from ..rules import Passage, Reading
from .features import SHAPE_NUMBERS, concept_numbers, headings, token_features
from .hybrid import STATUSES, join_statuses

SCHEMA = "agreement-scan/model/1"


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over feature numbers; see ``training.Fitted`` for what the arrays are.

    ``table``: sorted feature numbers (uint64, n); ``idf`` (n). ``relevance`` (n, provisions) with bias; ``status`` (n, 3) with bias, shared;
    each provision's own status weights ``own`` (n, provisions, 3), kept in the file as compressed columns, with
    ``own_bias`` (provisions, 3). ``combiner`` weights and bias. Bands: ``flag`` (for present, weak, contrary) and
    ``review`` probabilities, ``least`` relevance.
    """

    name: str
    hash: str
    provisions: tuple[str, ...]
    table: Any
    idf: Any
    relevance: Any
    relevance_bias: Any
    status: Any
    status_bias: Any
    own: Any
    own_bias: Any
    combiner: Any
    combiner_bias: float
    flag: tuple[float, float, float]
    review: float
    least: float
    card: dict[str, Any]

    def columns(self, reading: Reading, passages: list[Passage]) -> tuple[Any, Any, Any, Any]:
        """Features of passages that the model knows, in compressed rows: ``at`` (len(passages) + 1) and sorted ``columns``; and the
        columns of every token's stem and pair."""
        tokens = token_features(reading.norms, reading.words)
        single, pair, lead, head = (self._columns(a) for a in (tokens.single, tokens.pair, tokens.lead, tokens.head))
        above_all = headings(reading)
        here, there, shapes = _known(self, reading.concepts)
        parts: list[Any] = []
        owners: list[int] = []
        sizes: list[int] = []
        others: list[int] = []
        other_owner: list[int] = []
        for n, passage in enumerate(passages):
            pieces = [single[passage.first : passage.last], pair[passage.first : max(passage.first, passage.last - 1)]]
            pieces += [lead[above.first : above.last] for above in passage.leads]
            if passage.clause.index in above_all:
                pieces.append(head[slice(*above_all[passage.clause.index])])
            for piece in pieces:
                parts.append(piece)
                owners.append(n)
                sizes.append(len(piece))
            before = len(others)
            others += [here[code] for code in passage.codes]
            for above in passage.leads:
                others += [there[code] for code in above.codes]
            others += [column for column, bit in shapes if passage.own & bit]
            other_owner += [n] * (len(others) - before)
        parts.append(np.array(others, dtype=np.int64))
        column = np.concatenate(parts)
        owner = np.concatenate([np.repeat(np.array(owners, dtype=np.int64), np.array(sizes, dtype=np.int64)), np.array(other_owner, dtype=np.int64)])
        known = column >= 0
        pairs = np.unique(owner[known] * len(self.table) + column[known])
        at = np.searchsorted(pairs, np.arange(len(passages) + 1, dtype=np.int64) * len(self.table))
        return at, pairs % len(self.table), single, pair

    def relevances(self, at: Any, columns: Any) -> Any:
        """Relevance probabilities, float (passages, provisions), from compressed rows."""
        scores = np.zeros((len(at) - 1, len(self.provisions)), dtype=np.float32)
        for n in range(len(at) - 1):
            found = columns[at[n] : at[n + 1]]
            if len(found):
                scores[n] = self.values(found) @ self.relevance[found]
        return 1.0 / (1.0 + np.exp(-(scores + self.relevance_bias)))

    def statuses(self, found: Any, value: Any, provisions: list[int]) -> Any:
        """Probabilities of present, weak, contrary of one passage for some provisions, each given that it is relevant.

        ``found`` and ``value`` are the passage's columns and their tf-idf. Shape (len(provisions), 3).
        """
        shared = value @ self.status[found] + self.status_bias
        own = (value @ self.own[found][:, provisions, :].reshape(len(found), -1)).reshape(len(provisions), 3) + self.own_bias[provisions]
        return join_statuses(_softmax(own), _softmax(shared[None]))

    def values(self, found: Any) -> Any:
        """L2-normalised tf-idf of binary features."""
        value = self.idf[found]
        norm = float(np.sqrt(value @ value))
        return value / norm if norm else value

    def weightiest(self, passage: Passage, single: Any, pair: Any, provision: int, count: int = 4) -> list[int]:
        """Tokens of a passage that speak most for a provision, heaviest first: what a finding of the model alone can show.

        ``single`` and ``pair`` are the tokens' columns as ``columns`` gives them.
        """
        weights = np.zeros(passage.last - passage.first, dtype=np.float32)
        for array in (single, pair):
            column = array[passage.first : passage.last]
            known = column >= 0
            weights[known] = np.maximum(weights[known], self.relevance[column[known], provision] * self.idf[column[known]])
        best = np.argsort(-weights, kind="stable")[:count]
        return [passage.first + int(n) for n in best if weights[n] > 0]

    def _columns(self, numbers: Any) -> Any:
        """Columns of feature numbers, -1 for those the model does not know."""
        at = np.searchsorted(self.table, numbers)
        at[at == len(self.table)] = 0
        return np.where(self.table[at] == numbers, at, -1)


def _softmax(x: Any) -> Any:
    shifted = np.exp(x - x.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def save(folder: Path, arrays: dict[str, Any], card: dict[str, Any]) -> str:
    """Writes a model folder; the same arrays give the same bytes. Returns the hash of the model file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name in sorted(arrays):
            stream = io.BytesIO()
            np.lib.format.write_array(stream, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, stream.getvalue())
    digest = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    whole = {"schema": SCHEMA, "sha256": digest, "statuses": list(STATUSES), **card}
    (folder / "card.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return digest


def _known(model: Model, ids: tuple[str, ...]) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """The model's columns of concepts in a sentence and in its lead-ins, by code, and of properties; found once for a pack."""
    key = (model.hash, ids)
    if key not in _KNOWN:
        here, there = concept_numbers(ids)
        columns = [model._columns(np.array(numbers, dtype=np.uint64)).tolist() for numbers in (here, there, [n for n, _ in SHAPE_NUMBERS])]
        _KNOWN[key] = columns[0], columns[1], [(c, bit) for c, (_, bit) in zip(columns[2], SHAPE_NUMBERS, strict=True)]
    return _KNOWN[key]


_KNOWN: dict[tuple[str, tuple[str, ...]], tuple[list[int], list[int], list[tuple[int, int]]]] = {}


@lru_cache(maxsize=4)
def load(language: str, name: str = "clauses", folder: Path | None = None) -> Model | None:
    """The model of a language, None where there is none. Raises BadConfiguration for a damaged model."""
    place = folder if folder is not None else models_dir() / language / name
    if not (place / "model.npz").is_file():
        return None
    try:
        card = json.loads((place / "card.json").read_text(encoding="utf-8"))
        if card["schema"] != SCHEMA:
            raise ValueError(card["schema"])
        with np.load(place / "model.npz", allow_pickle=False) as arrays:
            data = {key: arrays[key] for key in arrays.files}
        own = np.zeros((len(data["table"]), 3 * len(card["provisions"])), dtype=np.float32)
        at = data.pop("own_at")
        own[data.pop("own_rows"), np.repeat(np.arange(len(at) - 1), np.diff(at))] = data.pop("own_values")
        data["own"] = own.reshape(len(own), len(card["provisions"]), 3)
        combiner_bias = float(data.pop("combiner_bias")[0])
        bands = card["bands"]
        return Model(
            name=name, hash=card["sha256"], provisions=tuple(card["provisions"]), combiner_bias=combiner_bias,
            flag=tuple(bands["flag"][s] for s in STATUSES), review=bands["review"], least=bands["least"], card=card, **data,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise BadConfiguration(f"The model “{language}/{name}” is damaged ({type(error).__name__}).", "Install the package again.") from None
