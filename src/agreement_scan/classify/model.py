"""A trained model as arrays: loading and scoring with numpy alone.

A model folder (``models/<language>/<name>/``) holds ``model.npz`` (loaded with ``allow_pickle=False``; it cannot run code) and ``card.json``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import BadConfiguration
from ..resources import models_dir
from ..rules import Reading
from .features import other_features, token_features

SCHEMA = "agreement-scan/model/1"


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over feature numbers.

    ``table``: sorted feature numbers (uint64, n). ``idf``: weight of each feature (n). ``weights``: float32 (n, labels). ``bias``, ``slope``
    and ``offset`` (labels): probability = 1 / (1 + exp(-(slope * score + offset))). ``labels`` are (provision, status).
    ``review`` and ``flag`` (labels): thresholds of the two bands.
    """

    name: str
    hash: str
    table: Any
    idf: Any
    weights: Any
    bias: Any
    slope: Any
    offset: Any
    labels: tuple[tuple[str, str], ...]
    review: Any
    flag: Any
    card: dict[str, Any]

    def probabilities(self, reading: Reading, rows: list[int]) -> Any:
        """Calibrated probabilities, float32 (len(rows), labels), of the passages with these indexes."""
        tokens = token_features(reading.norms, reading.words)
        single, pair, lead = (self._columns(a) for a in (tokens.single, tokens.pair, tokens.lead))
        scores = np.empty((len(rows), len(self.labels)), dtype=np.float32)
        cache: dict[int, int] = {}
        for n, row in enumerate(rows):
            passage = reading.passages[row]
            found = set(single[passage.first : passage.last]) | set(pair[passage.first : max(passage.first, passage.last - 1)])
            for above in passage.leads:
                found |= set(lead[above.first : above.last])
            for number in other_features(reading, passage):
                column = cache.get(number)
                if column is None:
                    column = cache[number] = int(self._columns(np.array([number], dtype=np.uint64))[0])
                found.add(column)
            found.discard(-1)
            columns = sorted(found)
            value = self.idf[columns]
            norm = float(np.sqrt(value @ value)) or 1.0
            scores[n] = (value / norm) @ self.weights[columns] + self.bias
        return 1.0 / (1.0 + np.exp(-(self.slope * scores + self.offset)))

    def _columns(self, numbers: Any) -> list[int]:
        """Columns of feature numbers, -1 for those the model does not know."""
        at = np.searchsorted(self.table, numbers)
        at[at == len(self.table)] = 0
        return np.where(self.table[at] == numbers, at, -1).tolist()  # type: ignore[no-any-return]


def save(folder: Path, arrays: dict[str, Any], labels: list[tuple[str, str]], card: dict[str, Any]) -> str:
    """Writes a model folder; the same arrays give the same bytes. Returns the hash of the model file."""
    import io
    import zipfile

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
    whole = {"schema": SCHEMA, "labels": [list(x) for x in labels], "sha256": digest, **card}
    (folder / "card.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return digest


@lru_cache(maxsize=4)
def load(language: str, name: str = "clauses", folder: Path | None = None) -> Model | None:
    """The model of a language, None where there is none. Raises BadConfiguration for a damaged model."""
    place = folder if folder is not None else models_dir() / language / name
    if not (place / "model.npz").is_file():
        return None
    try:
        card = json.loads((place / "card.json").read_text(encoding="utf-8"))
        with np.load(place / "model.npz", allow_pickle=False) as arrays:
            data = {key: arrays[key] for key in arrays.files}
        if card["schema"] != SCHEMA:
            raise ValueError(card["schema"])
        return Model(
            name, card["sha256"], data["table"], data["idf"], data["weights"].astype(np.float32), data["bias"], data["slope"],
            data["offset"], tuple((p, s) for p, s in card["labels"]), data["review"], data["flag"], card,
        )  # fmt: skip
    except (OSError, ValueError, KeyError) as error:
        raise BadConfiguration(f"The model “{language}/{name}” is damaged ({type(error).__name__}).", "Install the package again.") from None
