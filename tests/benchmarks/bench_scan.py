"""Speed of a scan, as ratios within one run (machines are shared and noisy). Not a timed test.

Run: ``python tests/benchmarks/bench_scan.py``. Prints, each against its limit: a cold scan of a 30-page PDF and ``--help`` against
``import spacy``; everything after reading against a blank spaCy tokenizer over the same text, for the shipped drafts, for real
agreements and for real governance clauses where they are at hand; peak memory; growth with length up to two million characters.
"""

from __future__ import annotations

import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared" / "corpora"


def cpu(command: list[str], repeats: int = 3) -> float:
    """Least CPU seconds of a command as a process of its own."""
    best = float("inf")
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def long_pdf(folder: Path, pages: int = 30) -> Path:
    """A PDF of about ``pages`` pages made from shipped drafts."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.add_page()
    pdf.set_font("Times", "", 12)
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "corpora" / "drafts").glob("*.txt"))]
    n = 0
    while pdf.page_no() < pages:
        for block in texts[n % len(texts)].split("\n\n"):
            pdf.multi_cell(0, 6, block.encode("latin-1", "replace").decode("latin-1"))
            pdf.ln(2)
        n += 1
    path = folder / "long.pdf"
    pdf.output(str(path))
    return path


def warm(name: str, texts: list[str], model: str, rounds: int = 5) -> float:
    """Everything after reading against a blank tokenizer, both warm: the median ratio of rounds in turn. Gives the seconds of a scan."""
    import spacy

    from agreement_scan.model import Document
    from agreement_scan.options import Options
    from agreement_scan.scan import scan_document

    blank = spacy.blank("en")
    blank.max_length = 10**8
    documents = [Document.of_text("t", t) for t in texts]
    options = Options(profile="ceasefire", language="en", model=model)
    for document in documents:
        scan_document(document, options)
        blank.make_doc(document.text)
    gc.collect()
    gc.freeze()
    ratios, scans = [], []
    for _ in range(rounds):
        began = time.process_time()
        for text in texts:
            blank.make_doc(text)
        middle = time.process_time()
        for document in documents:
            scan_document(document, options)
        scans.append(time.process_time() - middle)
        ratios.append(scans[-1] / (middle - began))
    print(f"after reading, {name}, model {model}: {statistics.median(ratios):.1f} times a blank tokenizer (limit 3)", flush=True)
    return min(scans)


def main() -> None:
    spacy_time = cpu([sys.executable, "-c", "import spacy"])
    with tempfile.TemporaryDirectory() as folder:
        draft = long_pdf(Path(folder))
        scan = cpu([sys.executable, "-m", "agreement_scan", "scan", str(draft), "-p", "ceasefire", "-f", "json"])
    shown = cpu([sys.executable, "-m", "agreement_scan", "--help"])
    print(f"cold scan of a 30-page PDF: {scan / spacy_time:.2f} times import spacy (limit 3)")
    print(f"--help: {shown / spacy_time:.2f} times import spacy (limit 0.25)")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of a scan: {peak:.0f} MB (limit 400)")
    drafts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "corpora" / "drafts").glob("*.txt"))]
    sets = {"shipped drafts": drafts}
    if SHARED.is_dir():
        sets["real agreements"] = [p.read_text(encoding="utf-8") for p in sorted((SHARED / "agreements").glob("*.txt"))]
        clauses = [json.loads(line)["text"] for line in (SHARED / "provisions.jsonl").read_text(encoding="utf-8").splitlines()]
        sets["real governance clauses"] = ["\n\n".join(clauses)]
    for name, texts in sets.items():
        for model in ("off", "on"):
            warm(name, texts, model)
    whole = "\n\n".join(drafts)
    whole *= 500_000 // len(whole) + 1
    times = [warm(f"{n} characters", [(whole * 5)[:n]], "on", 2) for n in (500_000, 1_000_000, 2_000_000)]
    print(f"doubling: {times[1] / times[0]:.2f}, {times[2] / times[1]:.2f} times (limit 2)")


if __name__ == "__main__":
    main()
