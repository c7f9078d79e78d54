"""The long evidence for batches, as ratios to something known that is measured in the same run.

    python tests/benchmarks/bench_corpus.py corpus  [--share 1.0]   2,257 documents with PA-X's lengths against a blank spaCy tokenizer
    python tests/benchmarks/bench_corpus.py pdfs    [--share 1.0]   500 generated PDFs against pypdfium2's extraction alone
    python tests/benchmarks/bench_corpus.py kills   [--share 0.1]   50 kills at random moments: same bytes as an undisturbed run
    python tests/benchmarks/bench_corpus.py engines [--share 0.05]  shards and a Dask cluster with a killed worker: same bytes
    --model off: the rules alone

The texts are shuffled paragraphs of the shipped drafts, cut to the lengths in ../shared/corpora/pax_v9.csv (N_characters);
without that file, to a log-normal distribution of the same median.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
ROOT = Path(__file__).parents[2]
PAX = ROOT / ".." / "shared" / "corpora" / "pax_v9.csv"
DOCUMENTS, LONGEST = 2_257, 876_000


def lengths(share: float) -> list[int]:
    """Characters of each document: PA-X's distribution, a share of it evenly over all sizes."""
    dice = random.Random(5)
    if PAX.is_file():
        csv.field_size_limit(2**31 - 1)
        with PAX.open(encoding="utf-8-sig", newline="") as file:
            known = [int(float(r["N_characters"])) for r in csv.DictReader(file) if (r["N_characters"] or "").strip() not in ("", "0")]
    else:
        known = [int(dice.lognormvariate(8.4, 1.25)) for _ in range(DOCUMENTS)]
    known += dice.choices(known, k=max(0, DOCUMENTS - len(known)))
    known = sorted(known[:DOCUMENTS])
    known[-1] = LONGEST
    return known if share >= 1 else known[:: max(1, round(1 / share))]


def texts(share: float) -> list[str]:
    dice = random.Random(6)
    paragraphs = [p.strip() for f in sorted((ROOT / "corpora" / "drafts").glob("*.txt")) for p in f.read_text().split("\n\n") if p.strip()]
    made = []
    for length in lengths(share):
        parts, size = [], 0
        while size < length:
            parts.append(dice.choice(paragraphs))
            size += len(parts[-1]) + 2
        made.append("\n\n".join(parts)[: max(200, length)])
    dice.shuffle(made)
    return made


class Memory(threading.Thread):
    """Peak of the proportional memory of this process and its children, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self.going = 0.0, True

    def run(self) -> None:
        while self.going:
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
            self.peak = max(self.peak, sum(_pss(p) for p in ("self", *children)))
            time.sleep(0.3)

    def end(self) -> float:
        self.going = False
        self.join()
        return self.peak


def _pss(process: str) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def cpu() -> float:
    t = os.times()
    return t.user + t.system + t.children_user + t.children_system


def batch(folder: Path, store: Path, options, processes: int = 2) -> dict[str, float]:
    from agreement_scan.corpus.runner import run

    memory = Memory()
    memory.start()
    began, used = time.perf_counter(), cpu()
    outcome = run([str(folder)], str(store), options, processes=processes)
    return {"wall": time.perf_counter() - began, "cpu": cpu() - used, "peak": memory.end(), "scanned": outcome.scanned, "errors": sum(outcome.errors.values())}


def bench_corpus(place: Path, share: float, options) -> None:
    import spacy

    made = sorted(texts(share), key=len, reverse=True)
    sizes = sorted(map(len, made))
    random.Random(7).shuffle(rest := made[1:])
    made = made[:1] + rest  # the longest stands in every part: memory follows the longest document, not their number
    parts = {"a quarter": made[: len(made) // 4], "a half": made[: len(made) // 2], "the whole": made}
    for name, some in parts.items():
        folder = place / name.replace(" ", "-")
        folder.mkdir()
        for n, text in enumerate(some):
            (folder / f"{n:05}.txt").write_text(text)
    total = sum(sizes)
    print(f"{len(made):,} documents, {total / 1e6:.1f} million characters, median {sizes[len(sizes) // 2]:,}, longest {sizes[-1]:,}")
    began, used = time.perf_counter(), cpu()
    nlp = spacy.blank("en")
    for text in made:
        for at in range(0, len(text), 900_000):
            nlp.make_doc(text[at : at + 900_000])
    plain, plain_cpu = time.perf_counter() - began, cpu() - used
    print(f"blank tokenizer, one process: {plain:.1f} s wall, {plain_cpu:.1f} s CPU")
    measured = {}
    for name, some in parts.items():
        characters = sum(map(len, some))
        m = measured[name] = batch(place / name.replace(" ", "-"), place / f"{name.replace(' ', '-')}.sqlite", options)
        m["per"] = m["cpu"] / characters
        print(f"{name}: {m['scanned']:.0f} scanned, {m['errors']:.0f} errors, {m['wall']:.1f} s wall, {m['cpu']:.1f} s CPU, {characters / m['wall'] / 1e3:.0f} k characters a second, peak {m['peak']:.0f} MB", flush=True)
    small, whole = measured["a quarter"], measured["the whole"]
    again = batch(place / "the-whole", place / "the-whole.sqlite", options)
    print(f"wall / tokenizer wall = {whole['wall'] / plain:.1f}; CPU / tokenizer CPU = {whole['cpu'] / plain_cpu:.1f} (wanted: at most 2)")
    print(f"memory whole / quarter = {whole['peak'] / small['peak']:.2f}; CPU a character whole / quarter = {whole['per'] / small['per']:.2f}")
    print(f"run again unchanged: {again['wall']:.2f} s, {again['wall'] / whole['wall']:.3f} of the first run, {again['scanned']:.0f} scanned")
    try:
        model = spacy.load("en_core_web_sm")
    except OSError:
        print("en_core_web_sm is not installed: not compared")
        return
    sample = [t for t in made if len(t) < 20_000][:25]
    began = time.process_time()
    for text in sample:
        model(text)
    slow = (time.process_time() - began) / sum(map(len, sample))
    print(f"en_core_web_sm CPU a character / ours = {slow / (whole['cpu'] / total):.1f}")


def bench_pdfs(place: Path, share: float, options) -> None:
    import pypdfium2
    from fpdf import FPDF

    folder = place / "pdfs"
    folder.mkdir()
    count = max(4, round(500 * share))
    pages = 0
    for n, text in enumerate([t for t in texts(1.0) if 1500 < len(t) < 40_000][:count]):
        pdf = FPDF()
        pdf.add_page()
        pdf.set_font("Times", size=11)
        for paragraph in text.encode("latin-1", "replace").decode("latin-1").split("\n\n"):
            pdf.multi_cell(0, 5.5, paragraph)
            pdf.ln(3)
        pages += pdf.pages_count
        pdf.output(str(folder / f"{n:04}.pdf"))
    began, used = time.perf_counter(), cpu()
    for path in sorted(folder.iterdir()):
        with pypdfium2.PdfDocument(path.read_bytes()) as document:
            for page in document:
                page.get_textpage().get_text_range()
    plain, plain_cpu = time.perf_counter() - began, cpu() - used
    whole = batch(folder, place / "pdfs.sqlite", options)
    print(f"{count} PDFs, {pages:,} pages: pypdfium2 alone {plain:.1f} s wall, {plain_cpu:.1f} s CPU; batch {whole['wall']:.1f} s wall, {whole['cpu']:.1f} s CPU, {whole['errors']:.0f} errors")
    print(f"wall / pypdfium2 wall = {whole['wall'] / plain:.1f}; CPU / CPU = {whole['cpu'] / plain_cpu:.1f} (wanted: at most 2.5)")


def _small_corpus(place: Path, share: float) -> Path:
    folder = place / "corpus"
    folder.mkdir()
    for n, text in enumerate(texts(share)):
        (folder / f"{n:05}.txt").write_text(text)
    (folder / "empty.txt").write_bytes(b"")
    return folder


def _exported(store: Path, place: Path) -> dict[str, bytes]:
    from agreement_scan.corpus.export import export

    folder = place / f"out-{store.stem}"
    export(store, folder)
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def bench_kills(place: Path, share: float, options, kills: int = 50) -> None:
    from agreement_scan.corpus.runner import run
    from agreement_scan.corpus.store import Store

    folder = _small_corpus(place, share)
    whole = batch(folder, place / "whole.sqlite", options)
    wanted = _exported(place / "whole.sqlite", place)
    store, dice, done, rounds, finished = place / "killed.sqlite", random.Random(8), 0, 0, 0
    kept_before = 0
    while True:
        child = os.fork()
        if child == 0:
            os._exit(_child(run, folder, store, options))
        # short enough that fifty kills fit into the corpus, spread over listing, scanning and storing
        deadline = time.monotonic() + (0.05 + dice.random() * whole["wall"] / 12 if done < kills else 3600)
        while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < deadline:
            time.sleep(0.002)
        rounds += 1
        if ended[0] == 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            done += 1
            with Store(store, create=True) as kept:
                now = kept.base.execute("SELECT count(*) FROM results").fetchone()[0]
                assert now >= kept_before and kept.base.execute("PRAGMA integrity_check").fetchone() == ("ok",), "a finished document was lost"
                kept_before = now
            continue
        assert ended[1] == 0, "the run failed"
        finished += 1
        same = _exported(store, place) == wanted
        print(f"finished after {done} kills so far: export {'the same, byte for byte' if same else 'DIFFERENT'}")
        assert same
        if done >= kills:
            break
        store.unlink()
        kept_before = 0
    with Store(store) as kept:
        rows = kept.base.execute("SELECT count(*), count(DISTINCT document) FROM results").fetchone()
    print(f"{done} kills in {rounds} runs over {int(whole['scanned'] + whole['errors'])} documents, {finished} times to the end: nothing lost, nothing doubled ({rows[0]} rows, {rows[1]} documents)")


def _child(run, folder: Path, store: Path, options) -> int:
    try:
        run([str(folder)], str(store), options, processes=2)
    except BaseException as error:
        print(repr(error), file=sys.stderr)
        return 1
    return 0


def bench_engines(place: Path, share: float, options) -> None:
    from distributed import Client, LocalCluster

    from agreement_scan.corpus.runner import run
    from agreement_scan.corpus.store import Store

    folder = _small_corpus(place, share)
    local = batch(folder, place / "local.sqlite", options)
    wanted = _exported(place / "local.sqlite", place)
    for n in range(1, 5):
        run([str(folder)], str(place / f"shard{n}.sqlite"), options, shard=f"{n}/4")
    with Store(place / "merged.sqlite", create=True) as kept:
        for n in (3, 1, 4, 2):
            kept.absorb(place / f"shard{n}.sqlite")
    print(f"4 shards merged: {'same bytes' if _exported(place / 'merged.sqlite', place) == wanted else 'DIFFERENT'}")
    store = place / "dask.sqlite"
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster:

        def kill() -> None:
            while True:
                time.sleep(0.05)
                if store.exists():
                    with Store(store) as kept:
                        if kept.counts()["scanned"] >= local["scanned"] / 3:
                            break
            with Client(cluster.scheduler_address, set_as_default=False) as client:
                os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)

        watcher = threading.Thread(target=kill)
        watcher.start()
        began = time.perf_counter()
        outcome = run([str(folder)], str(store), options, engine="dask", scheduler=cluster.scheduler_address)
        watcher.join()
        took = time.perf_counter() - began
    same = _exported(store, place) == wanted
    print(f"Dask, two workers, one killed after a third: {outcome.scanned} scanned, {'same bytes' if same else 'DIFFERENT'}, {took / local['wall']:.1f} times the local wall time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("corpus", "pdfs", "kills", "engines"))
    parser.add_argument("--share", type=float, default=None)
    parser.add_argument("--model", default="on")
    given = parser.parse_args()
    from agreement_scan.corpus.work import prepare
    from agreement_scan.options import Options

    options = Options(model=given.model)
    began = time.perf_counter()
    prepare(options)
    print(f"building the pipeline: {time.perf_counter() - began:.1f} s (once, not counted below)")
    share = given.share if given.share is not None else {"kills": 0.1, "engines": 0.05}.get(given.what, 1.0)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        {"corpus": bench_corpus, "pdfs": bench_pdfs, "kills": bench_kills, "engines": bench_engines}[given.what](Path(place), share, options)


if __name__ == "__main__":
    main()
