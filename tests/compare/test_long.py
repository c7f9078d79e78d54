"""Three hundred pages against three hundred pages: what was planted is found, and comparing costs little beside reading. Never timed."""

import random
import time
from collections import Counter

from agreement_scan.compare import compare
from agreement_scan.model import Document
from agreement_scan.options import Options
from agreement_scan.reports.comparison import FORMATS, render
from agreement_scan.scan import scan_document

ARTICLES = 650  # about 300 pages of 2,400 characters
_WHO = ("ministry", "commission", "district council", "water board", "railway", "central bank", "customs service", "land registry", "post office", "harbour master")
_DOES = ("publish", "repair", "inspect", "lease", "transfer", "insure", "survey", "restore", "fund", "register")
_WHAT = ("roads", "bridges", "schools", "archives", "forests", "boats", "wells", "markets", "tariffs", "pastures")
_WHERE = ("valley", "coast", "highlands", "capital", "delta", "border towns", "islands", "plain", "northern province", "old city")
CHILD = "The Parties shall release all children in their ranks unconditionally and within thirty days of signature."


def _article(random_: random.Random, name: int) -> tuple[str, list[str]]:
    def sentence() -> str:
        first = f"The {random_.choice(_WHO)} of the {random_.choice(_WHERE)} shall {random_.choice(_DOES)} the {random_.choice(_WHAT)} listed under entry {name} of the register"
        return f"{first}, in agreement with the {random_.choice(_WHO)}, before the end of year {random_.randint(2, 30)}, and shall report to the {random_.choice(_WHO)} on its costs."

    return f"Matters of entry {name}", [" ".join(sentence() for _ in range(random_.randint(1, 2))) for _ in range(random_.randint(2, 4))]


def _text(articles: list[tuple[str, list[str]]]) -> str:
    lines = ["COMPREHENSIVE PEACE AGREEMENT", "The Parties have agreed as follows:"]
    for n, (heading, paragraphs) in enumerate(articles, 1):
        lines.append(f"Article {n}. {heading}")
        lines += [f"{n}.{k} {words}" for k, words in enumerate(paragraphs, 1)]
    return "\n\n".join(lines) + "\n"


def _articles(random_: random.Random) -> list[tuple[str, list[str]]]:
    return [_article(random_, name) for name in range(ARTICLES)]


def _after_all() -> random.Random:
    """The random numbers as they stand when the base draft is written."""
    random_ = random.Random(7)
    _articles(random_)
    return random_


def long_drafts() -> tuple[str, str]:
    """A long draft, and the same with an article moved, one dropped, one put in, thirty paragraphs reworded and one word on children lost."""
    random_ = random.Random(7)
    articles = _articles(random_)
    articles[300] = ("Release of children", [CHILD, "The lists shall be kept for ten years."])
    changed = [(heading, list(paragraphs)) for heading, paragraphs in articles]
    for n in range(10, 310, 10):
        changed[n][1][0] = changed[n][1][0].replace("shall report", "shall within a month report").replace("on its costs", "on all of its costs", 1)
    changed[300][1][0] = CHILD.replace("unconditionally and within thirty days of signature", "in return for the recognition of the Front")
    moved = changed.pop(100)
    changed.insert(500, moved)
    del changed[200]
    changed.insert(50, _article(random_, 9999))
    return _text(articles), _text(changed)


def test_three_hundred_pages(capsys):
    texts = long_drafts()
    articles = _articles(random.Random(7))
    options = Options(profile="peace-agreement")
    scan_document(Document.of_text("warm.txt", texts[0][:3000]), options)
    start = time.perf_counter()
    old, new = (scan_document(Document.of_text(name, text), options) for name, text in zip(("old.txt", "new.txt"), texts, strict=True))
    scanned = time.perf_counter()
    comparison = compare(old, new)
    compared = time.perf_counter()
    sizes = {format: len(render(comparison, format)) for format in FORMATS}
    rendered = time.perf_counter()
    with capsys.disabled():
        print(f"\ncomparing {len(old.clauses)} clauses ({len(texts[0]):,} characters): {(compared - scanned) / (scanned - start):.2f} of two scans; "
              f"all formats {(rendered - compared) / (scanned - start):.2f}; HTML {sizes['html']:,} bytes")  # fmt: skip
    planted = {
        "moved": 1 + len(articles[100][1]),
        "reworded": 30,
        "deleted": 1 + len(articles[201][1]),
        "inserted": 1 + len(_article(_after_all(), 9999)[1]),
    }
    counts = Counter(r for pair in comparison.pairs for r in pair.relations)
    assert {relation: counts[relation] for relation in planted} == planted
    certain = {c.provision: c.change for c in comparison.changes if c.change not in ("kept", "uncertain")}
    assert certain["release.unconditional"] == "turned-contrary"
