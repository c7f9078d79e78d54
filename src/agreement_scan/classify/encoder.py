"""A small sentence encoder beside the linear classifier: an optional second reader of passages.

all-MiniLM-L6-v2 (six layers, 384 wide), fine-tuned on the labelled clauses by ``encoder_training`` and stored as ONNX with 8-bit weights.
It reads a sentence with its heading and lead-ins, where the linear classifier sees the least sign of a provision. The log-odds of both
readers are averaged, and a combination with the rules of its own (``combiner``), fitted on such averages, follows. One passage is read at
a time, on one thread, so that what is said of a passage depends on no other. The only module that imports onnxruntime.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import BadConfiguration, MissingExtra
from ..model import FOUND
from ..resources import models_dir
from ..rules import Reading
from .combiner import Combiner
from .features import headings
from .model import Model, Seen
from .wordpiece import WordPieces, read_vocabulary

SCHEMA = "agreement-scan/encoder/4"
FILES = ("encoder.onnx", "vocab.txt", "combiner.npz")
PASSAGE, ABOVE = 96, 40  # pieces read of a passage, and of the end of what stands above it
START, END = "[CLS]", "[SEP]"
SHARE = 0.4  # of the encoder in the averages
GATE = 0.005  # a passage whose highest relevance by the linear classifier is below it is not read
UNREAD = 1e-4  # the relevance that counts as the encoder's where it did not read


@dataclass(frozen=True, slots=True)
class Encoder:
    """A fine-tuned encoder. ``bands``: the combination with the rules and the bands that go with it, by their names in ``model.Model``."""

    name: str
    hash: str
    provisions: tuple[str, ...]
    session: Any
    pieces: WordPieces
    bands: dict[str, Any]
    card: dict[str, Any]

    def read(self, words: tuple[str, str]) -> tuple[Any, Any]:
        """Relevance probabilities (provisions) and status probabilities given relevance (provisions, 3) of one passage (see ``words_of``)."""
        numbers, kinds = inputs(words, self.pieces)
        relevance, status = self.session.run(None, {"pieces": np.array([numbers], dtype=np.int64), "kinds": np.array([kinds], dtype=np.int64)})
        shifted = np.exp(status[0] - status[0].max(axis=1, keepdims=True))
        return 1.0 / (1.0 + np.exp(-relevance[0].astype(np.float64))), shifted / shifted.sum(axis=1, keepdims=True)

    def opinions(self, words: list[tuple[str, str]], asked: Any) -> tuple[Any, Any]:
        """Relevance (passages, provisions) and statuses (passages, provisions, 3) of the passages ``asked`` about, a mask; the others count as unread."""
        relevance, statuses = unread(len(words), len(self.provisions))
        for n in np.flatnonzero(asked):
            relevance[n], statuses[n] = self.read(words[n])
        return relevance, statuses

    def beside(self, model: Model) -> Pair:
        """The linear classifier and this encoder as one model. Raises BadConfiguration where they were not trained on the same data."""
        if model.provisions != self.provisions or model.card["data"].get("texts") != self.card["data"]["texts"]:
            raise BadConfiguration("The encoder and the classifier were not trained on the same data.", "Train both: agreement-scan train, then train --encoder.")
        own = {f.name: getattr(model, f.name) for f in fields(model)}
        return Pair(**own | {"name": f"{model.name}+{self.name}", "hash": f"{model.hash}+{self.hash}"} | self.bands | {"encoder": self})


@dataclass(frozen=True, slots=True)
class Heard(Seen):
    """Passages as the pair sees them: ``relevance`` is the average; ``statuses`` (passages, provisions, 3) are the encoder's."""

    statuses: Any


@dataclass(frozen=True, slots=True)
class Pair(Model):
    """A linear classifier with an encoder beside it: stands wherever a ``Model`` does."""

    encoder: Encoder

    def look(self, reading: Reading) -> Heard:
        """What both make of the passages that rules and classifier look at."""
        seen = Model.look(self, reading)
        above = headings(reading)
        relevance, statuses = self.encoder.opinions([words_of(reading, p, above) for p in seen.passages], asked_about(seen.relevance))
        known = {f.name: getattr(seen, f.name) for f in fields(seen)}
        return Heard(**known | {"relevance": join_relevance(seen.relevance, relevance), "statuses": statuses})

    def look_closer(self, seen: Seen, rows: Any, provisions: Any) -> Any:
        """As ``Model.look_closer``, averaged with the encoder."""
        return join_opinions(Model.look_closer(self, seen, rows, provisions), seen.statuses[rows, provisions])


def unread(passages: int, provisions: int) -> tuple[Any, Any]:
    """What counts as the encoder's opinion of passages it did not read."""
    return np.full((passages, provisions), UNREAD), np.full((passages, provisions, 3), 1 / 3)


def asked_about(relevance: Any) -> Any:
    """The passages an encoder is asked about, by the linear classifier's relevance (passages, provisions)."""
    return relevance.max(axis=1, initial=0.0) >= GATE


def join_relevance(own: Any, heard: Any) -> Any:
    """Averaged log-odds of the linear classifier's relevance and the encoder's, as probabilities."""
    return 1.0 / (1.0 + np.exp(-((1 - SHARE) * _log_odds(own) + SHARE * _log_odds(heard))))


def join_opinions(own: Any, heard: Any) -> Any:
    """Averaged logarithms of the status probabilities of both, normalised over the last axis."""
    joined = np.clip(own, 1e-6, 1.0) ** (1 - SHARE) * np.clip(heard, 1e-6, 1.0) ** SHARE
    return joined / joined.sum(axis=-1, keepdims=True)


def _log_odds(p: Any) -> Any:
    p = np.clip(np.asarray(p, dtype=np.float64), 1e-6, 1 - 1e-6)
    return np.log(p / (1.0 - p))


def words_of(reading: Any, passage: Any, above: dict[int, tuple[int, int]]) -> tuple[str, str]:
    """The words of a passage, and those it hangs on: its heading (``above`` is ``features.headings``) and its lead-ins."""
    text = reading.document.text
    parts = []
    if passage.clause.index in above:
        first, last = above[passage.clause.index]
        if first < last and first != passage.first:
            parts.append(text[reading.starts[first] : reading.ends[last - 1]].strip() + ".")
    parts += [text[lead.start : lead.end].strip() for lead in passage.leads]
    return text[passage.start : passage.end].strip(), " ".join(parts)


def inputs(words: tuple[str, str], pieces: WordPieces) -> tuple[list[int], list[int]]:
    """Numbers and kinds (0 the passage, 1 what stands above it) as the encoder takes them. Only kind 0 is averaged in the end."""
    start, end = pieces.number[START], pieces.number[END]
    own, above = pieces(words[0])[:PASSAGE], pieces(words[1])[-ABOVE:]
    numbers = [start, *own, end]
    return ([*numbers, *above, end], [0] * len(numbers) + [1] * (len(above) + 1)) if above else (numbers, [0] * len(numbers))


@lru_cache(maxsize=2)
def load(language: str, folder: Path | None = None) -> Encoder:
    """The encoder of a language.

    Raises MissingExtra without onnxruntime, BadConfiguration where there is no encoder or it is damaged.
    """
    place = folder if folder is not None else models_dir() / language / "encoder"
    if not (place / "card.json").is_file():
        raise BadConfiguration(f"There is no encoder for the language “{language}”.", "Leave it out: --model on.")
    try:
        import onnxruntime
    except ImportError:
        raise MissingExtra("The encoder needs onnxruntime.", 'pip install "agreement-scan[encoder]"') from None
    try:
        card = json.loads((place / "card.json").read_text(encoding="utf-8"))
        if card["schema"] != SCHEMA or hash_of(place) != card["sha256"]:
            raise ValueError("not the files of the card")
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        settings.log_severity_level = 3
        session = onnxruntime.InferenceSession((place / FILES[0]).read_bytes(), settings, providers=["CPUExecutionProvider"])
        with np.load(place / FILES[2], allow_pickle=False) as arrays:
            combiner = Combiner.of_arrays({name: arrays[name] for name in arrays.files})
        given = card["bands"]
        bands = {"combiner": combiner, "flag": tuple(given["flag"][s] for s in FOUND), "review": tuple(given["review"]), "least": given["least"]}
        return Encoder(place.name, card["sha256"], tuple(card["provisions"]), session, read_vocabulary(place / FILES[1]), bands, card)
    except Exception as error:  # onnxruntime has no common base of its errors
        raise BadConfiguration(f"The encoder of “{language}” is damaged ({type(error).__name__}).", "Install the package again.") from None


def hash_of(folder: Path) -> str:
    """The hash of an encoder's files."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return "sha256:" + digest.hexdigest()
