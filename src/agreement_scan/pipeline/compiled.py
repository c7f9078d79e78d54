"""The phrase tables of a language pack, kept beside the models so that a scan starts without building them.

The file is a convenience, never a truth: it carries the hash of the pack and the versions it was built with, and a table that
does not fit is built anew from the pack's words.
"""

from __future__ import annotations

import io
import json
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from ..languages import Language
from ..resources import models_dir
from .phrases import PhraseTable

TABLES = ("by_stem", "by_word", "cancelling")


def key(language: Language) -> dict[str, str]:
    """What a kept table must have been built with to be used."""
    return {"pack": language.hash, "spacy": version("spacy"), "PyStemmer": version("PyStemmer"), "tables": "1"}


def load(language: Language) -> dict[str, PhraseTable] | None:
    """The kept tables of a pack, None where there are none that fit."""
    path = models_dir() / language.code / "phrases.npz"
    try:
        with zipfile.ZipFile(path) as bundle:
            if json.loads(bundle.read("key.json")) != key(language):
                return None
            arrays = {n: np.lib.format.read_array(io.BytesIO(bundle.read(n)), allow_pickle=False) for n in bundle.namelist() if n.endswith(".npy")}
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    return {
        name: PhraseTable.from_arrays({n.split(".")[1]: a for n, a in arrays.items() if n.startswith(name + ".")}) for name in TABLES
    }


def save(language: Language, tables: dict[str, PhraseTable], folder: Path | None = None) -> Path:
    """Keeps the tables of a pack; the same tables give the same bytes."""
    path = (folder or models_dir() / language.code) / "phrases.npz"
    path.parent.mkdir(parents=True, exist_ok=True)
    contents: dict[str, bytes] = {"key.json": json.dumps(key(language), sort_keys=True).encode()}
    for name in TABLES:
        for part, array in tables[name].arrays().items():
            contents[f"{name}.{part}.npy"] = _bytes(array)
    with zipfile.ZipFile(path, "w") as bundle:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, contents[name])
    return path


def _bytes(array: Any) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.ascontiguousarray(array), allow_pickle=False)
    return stream.getvalue()
