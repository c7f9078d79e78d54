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
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import BadConfiguration
from ..model import FOUND
from ..resources import models_dir
from ..rules import Passage, Reading
from ..rules.passages import places
from ..rules.views import spans
from .combiner import Combiner, families_of, join_statuses, softmax
from .features import SHAPE_NUMBERS, concept_numbers, headings, token_features

SCHEMA = "agreement-scan/model/5"
TELLING = 2.5  # the idf from which a word is worth showing: it stands in fewer than about one passage in four


@dataclass(frozen=True, slots=True)
class Seen:
    """Passages as a model sees them: their features in compressed rows (``at``, ``columns``, ``values``), their relevance for each
    provision, and the columns of every token's stem (``single``) and pair with the next."""

    passages: list[Passage]
    at: Any
    columns: Any
    values: Any
    relevance: Any
    single: Any
    pair: Any


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over feature numbers; see ``training.Fitted`` for what the arrays are.

    ``table``: sorted feature numbers (uint64, n); ``idf`` (n). ``relevance`` (n, provisions) with bias; ``status`` (n, 3) with bias, shared;
    each provision's own status weights ``own`` (n, provisions, 3), kept in the file as compressed columns, with
    ``own_bias`` (provisions, 3). ``combiner`` joins this with the rules; ``families`` (provisions) numbers for it.
    Bands: ``flag`` (for present, weak, contrary) and ``review`` (provisions) probabilities, ``least`` relevance.
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
    combiner: Combiner
    families: Any
    flag: tuple[float, float, float]
    review: tuple[float, ...]
    least: float
    card: dict[str, Any]

    def look(self, reading: Reading) -> Seen:
        """What the model makes of the passages that rules and classifier look at."""
        passages = [reading.passages[p] for p in places(reading.views.asked)]
        at, columns, single, pair = self.columns(reading, passages)
        values = self.values(at, columns)
        return Seen(passages, at, columns, values, self.relevances(at, columns, values), single, pair)

    def columns(self, reading: Reading, passages: list[Passage]) -> tuple[Any, Any, Any, Any]:
        """Features of passages that the model knows, in compressed rows: ``at`` (len(passages) + 1) and sorted ``columns``; and the
        columns of every token's stem and pair."""
        tokens, views, count = token_features(reading.norms, reading.words), reading.views, len(passages)
        single, pair = self._columns(tokens.single), self._columns(tokens.pair)
        here, there, shapes = _known(self, reading.concepts)
        row = np.full(len(reading.passages), -1)
        row[[p.index for p in passages]] = np.arange(count)
        first, last = np.array([(p.first, p.last) for p in passages], dtype=np.int64).reshape(-1, 2).T
        leads = np.array([(n, above.first, above.last) for n, p in enumerate(passages) for above in p.leads], dtype=np.int64).reshape(-1, 3).T
        above_all = headings(reading)
        heads = np.array([(n, *above_all[p.clause.index]) for n, p in enumerate(passages) if p.clause.index in above_all], dtype=np.int64).reshape(-1, 3).T

        def within(array: Any, owner: Any, first: Any, last: Any) -> tuple[Any, Any]:
            which, token = spans(first, last)
            return owner[which], array[token]

        everyone = np.arange(count)
        found = [
            within(single, everyone, first, last),
            within(pair, everyone, first, np.maximum(first, last - 1)),
            within(self._columns_at(tokens.lead, leads), *leads),
            within(self._columns_at(tokens.head, heads), *heads),
            (row[views.codes[0]], here[views.codes[1]]),
            (row[views.lead_codes[0]], there[views.lead_codes[1]]),
        ]
        for column, bit in shapes:
            holds = places(views.own[bit] & views.asked)
            if holds:
                found.append((row[holds], np.full(len(holds), column)))
        owner, column = (np.concatenate([f[n] for f in found]) for n in (0, 1))
        known = (column >= 0) & (owner >= 0)
        key = np.sort(owner[known] * len(self.table) + column[known])
        key = key[np.diff(key, prepend=-1) != 0]
        at = np.searchsorted(key, np.arange(count + 1, dtype=np.int64) * len(self.table))
        return at, key % len(self.table), single, pair

    def _columns_at(self, numbers: Any, ranges: Any) -> Any:
        """Columns of the tokens inside some ranges (rows of owner, first, last); -1 for all others."""
        depth = np.zeros(len(numbers) + 1, dtype=np.int64)
        np.add.at(depth, ranges[1], 1)
        np.add.at(depth, ranges[2], -1)
        inside = np.cumsum(depth[:-1]) > 0
        columns = np.full(len(numbers), -1)
        columns[inside] = self._columns(numbers[inside])
        return columns

    def values(self, at: Any, columns: Any) -> Any:
        """L2-normalised tf-idf of binary features in compressed rows."""
        values = self.idf[columns]
        norms = np.sqrt([values[lo:hi] @ values[lo:hi] for lo, hi in pairwise(at.tolist())], dtype=np.float32)
        return values / np.repeat(np.where(norms > 0, norms, np.float32(1)), np.diff(at))

    def relevances(self, at: Any, columns: Any, values: Any) -> Any:
        """Relevance probabilities, float (passages, provisions), from compressed rows."""
        scores = np.zeros((len(at) - 1, len(self.provisions)), dtype=np.float32)
        for n, (lo, hi) in enumerate(pairwise(at.tolist())):
            if hi > lo:
                np.dot(values[lo:hi], self.relevance.take(columns[lo:hi], axis=0), out=scores[n])
        return 1.0 / (1.0 + np.exp(-(scores + self.relevance_bias)))

    def look_closer(self, seen: Seen, rows: Any, provisions: Any) -> Any:
        """Probabilities of present, weak, contrary for some passages (``rows``, in order) and provisions, each given that it is relevant."""
        shared = np.empty((len(rows), 3), dtype=np.float32)
        own = np.empty((len(rows), 3), dtype=np.float32)
        starts = [*np.flatnonzero(np.diff(rows, prepend=-1)).tolist(), len(rows)]
        cells, at = self.own.reshape(-1, 3), seen.at.tolist()  # to take cells one by one is quicker than to index rows and columns
        for lo, hi in pairwise(starts):
            here = slice(at[rows[lo]], at[rows[lo] + 1])
            found, value = seen.columns[here], seen.values[here]
            shared[lo:hi] = value @ self.status.take(found, axis=0)
            own[lo:hi] = (value @ cells.take((found * len(self.provisions))[:, None] + provisions[lo:hi], axis=0).reshape(len(found), -1)).reshape(-1, 3)
        return join_statuses(softmax(own + self.own_bias[provisions]), softmax(shared + self.status_bias))

    def weightiest(self, passage: Passage, single: Any, pair: Any, provision: int, count: int = 4) -> list[int]:
        """Tokens of a passage that speak most for a provision, heaviest first: what a finding of the model alone can show.

        ``single`` and ``pair`` are the tokens' columns as ``columns`` gives them. Words that stand in every other sentence ("the", "shall")
        show nobody anything, whatever they weigh.
        """
        weights = np.zeros(passage.last - passage.first, dtype=np.float32)
        spoken, width = self.relevance.reshape(-1), len(self.provisions)
        for array in (single, pair):
            column = array[passage.first : passage.last]
            weight = spoken.take(column * width + provision, mode="wrap") * self.idf.take(column, mode="wrap")
            np.maximum(weights, weight, out=weights, where=column >= 0)
        own = single[passage.first : passage.last]
        weights[(own >= 0) & (self.idf.take(own, mode="wrap") < TELLING)] = 0.0
        best = np.argsort(-weights, kind="stable")[:count].tolist()
        return [passage.first + n for n in best if weights[n] > 0]

    def _columns(self, numbers: Any) -> Any:
        """Columns of feature numbers, -1 for those the model does not know."""
        at = np.searchsorted(self.table, numbers)
        at[at == len(self.table)] = 0
        return np.where(self.table[at] == numbers, at, -1)


def save(folder: Path, arrays: dict[str, Any], card: dict[str, Any]) -> str:
    """Writes a model folder; the same arrays give the same bytes. Returns the hash of the model file.

    Not compressed: weights hardly shrink, and unpacking them would take most of the time of loading.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(arrays):
            stream = io.BytesIO()
            np.lib.format.write_array(stream, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            bundle.writestr(entry, stream.getvalue())
    digest = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    whole = {"schema": SCHEMA, "sha256": digest, "statuses": list(FOUND), **card}
    (folder / "card.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return digest


def _known(model: Model, ids: tuple[str, ...]) -> tuple[Any, Any, list[tuple[int, int]]]:
    """The model's columns of concepts in a sentence and in its lead-ins, by code, and of properties; found once for a pack."""
    key = (model.hash, ids)
    if key not in _KNOWN:
        here, there = concept_numbers(ids)
        columns = [model._columns(np.array(numbers, dtype=np.uint64)) for numbers in (here, there, [n for n, _ in SHAPE_NUMBERS])]
        _KNOWN[key] = columns[0], columns[1], [(c, bit) for c, (_, bit) in zip(columns[2].tolist(), SHAPE_NUMBERS, strict=True) if c >= 0]
    return _KNOWN[key]


_KNOWN: dict[tuple[str, tuple[str, ...]], tuple[Any, Any, list[tuple[int, int]]]] = {}


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
        combiner = Combiner.of_arrays(data)
        bands = card["bands"]
        return Model(
            name=name, hash=card["sha256"], provisions=tuple(card["provisions"]), combiner=combiner, families=families_of(card["provisions"]),
            flag=tuple(bands["flag"][s] for s in FOUND), review=tuple(bands["review"]), least=bands["least"], card=card, **data,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise BadConfiguration(f"The model “{language}/{name}” is damaged ({type(error).__name__}).", "Install the package again.") from None


def reader_of(language: str, choice: str) -> Model | None:
    """What reads beside the rules: ``on`` the classifier, ``encoder`` the pair of classifier and encoder, ``off`` nothing.

    None where there is no model for the language. Raises MissingExtra and BadConfiguration (see ``encoder.load``).
    """
    model = load(language) if choice != "off" else None
    if model is None or choice != "encoder":
        return model
    from .encoder import load as load_encoder

    return load_encoder(language).beside(model)
