"""Speed of PDF reading with boxes against pdfium's bare text extraction of the same files, warm, in one process.

    python tests/benchmarks/bench_readers.py [FILE.pdf …]

Without files: those of ../shared/corpora/pdf where they are, and generated ones. The budget of 2.5 is judged on the real
files together. The generated ones are the hardest case for a ratio: bare text in built-in fonts costs pdfium next to
nothing, so that what a line costs here weighs most.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "readers"))

BUDGET = 2.5


def bare(files: list[bytes]) -> None:
    import pypdfium2

    for data in files:
        with pypdfium2.PdfDocument(data) as pdf:
            for page in pdf:
                textpage = page.get_textpage()
                textpage.get_text_range()
                textpage.close()
                page.close()


def boxed(files: list[bytes]) -> None:
    from agreement_scan.readers import read

    for data in files:
        read(data, name="draft.pdf")


def ratio(files: list[bytes], rounds: int = 9) -> tuple[float, float, float]:
    """Reading time over bare extraction time, and both in CPU seconds: the best of rounds taken in turn.

    In turn, as a busy machine slows all its work for a while; the best of each, as nothing makes work faster than it is.
    """
    best = {bare: float("inf"), boxed: float("inf")}
    for _ in range(rounds):
        for work in best:
            began = time.process_time()
            work(files)
            best[work] = min(best[work], time.process_time() - began)
    return best[boxed] / best[bare], best[bare], best[boxed]


def generated() -> dict[str, list[bytes]]:
    import papers

    return {
        "generated, 40 pages of prose": [papers.prose(40)],
        "generated, two columns": [papers.two_columns(True)] * 20,
        "generated, tables": [papers.ruled([["Party", "Task", "Day"], *[["Government", "Release children", "30"]] * 12])] * 20,
    }


def main() -> int:
    shared = Path(__file__).parents[3] / "shared" / "corpora" / "pdf"
    named = [Path(a) for a in sys.argv[1:]] or (sorted(shared.glob("*.pdf")) if shared.is_dir() else [])
    sets = {"all files together": [p.read_bytes() for p in named]} if named else {}
    sets |= {p.name: [p.read_bytes()] for p in named}
    if not sys.argv[1:]:
        sets |= generated()
    worst = 0.0
    for name, files in sets.items():
        factor, plain, ours = ratio(files)
        print(f"{factor:5.2f}  {1000 * plain:8.1f} ms bare  {1000 * ours:8.1f} ms with boxes  {name}")
        if name == "all files together" or (not named and name.startswith("generated, 40")):
            worst = max(worst, factor)
    print(f"budgeted: {worst:.2f} (budget {BUDGET})")
    return int(worst > BUDGET)


if __name__ == "__main__":
    raise SystemExit(main())
