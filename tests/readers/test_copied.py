"""Plain text that was copied out of pages, and plain text that only looks like it."""

from __future__ import annotations

import pytest

from agreement_scan.readers import read
from agreement_scan.readers.copied import clean

NUMBERED = """SECRET – REV 3
Page 1 of 2
1  TRUCE OF THE THREE RIVERS
2
3  Article 1 – Children
4  1.1 The Council of Orm and the Tarn Front shall at once stop the re-
5  cruitment and use of
6  18 boys named in the list, and of every other child below
7  the age of eighteen, whatever the
8  task, and shall say so to their com-
SECRET – REV 3
Page 2 of 2
9  manders in writing, within
10 three days.
11
12 1.2 Schools shall stay free of
13 soldiers.
14
15 Article 2 – Other matters
16 2.1 The ferry runs
17 again.
"""

CLEANED = """TRUCE OF THE THREE RIVERS

Article 1 – Children
1.1 The Council of Orm and the Tarn Front shall at once stop the recruitment and use of
18 boys named in the list, and of every other child below
the age of eighteen, whatever the
task, and shall say so to their commanders in writing, within
three days.

1.2 Schools shall stay free of
soldiers.

Article 2 – Other matters
2.1 The ferry runs
again."""


def test_line_numbers_heads_and_page_lines_are_furniture():
    document = read(NUMBERED.encode(), name="draft.txt")
    assert document.text == CLEANED
    assert [(f.page, f.text) for f in document.furniture if f.kind == "page-number"] == [(1, "Page 1 of 2"), (2, "Page 2 of 2")]
    assert [f.text for f in document.furniture if f.kind == "line-number"] == [str(n) for n in range(1, 18)]
    assert sum(f.text == "SECRET – REV 3" for f in document.furniture) == 2
    assert [n.code for n in document.notices] == ["copied-pages"] and "17 line numbers and 4 heads" in document.notices[0].message
    assert document.page_at(document.text.index("three days")) == 2 and document.page_at(0) == 1


def test_form_feeds_part_pages():
    text = "\f".join(f"The Orm Accord\n\nArticle {n}\nThe Parties shall keep rule {n} and\n\n– {n} –\n" for n in (1, 2, 3))
    cleaned = clean(text)
    assert cleaned is not None
    assert cleaned.text == "\n\n".join(f"Article {n}\nThe Parties shall keep rule {n} and" for n in (1, 2, 3))
    assert [f.text for f in cleaned.furniture] == ["The Orm Accord", "– 1 –", "The Orm Accord", "– 2 –", "The Orm Accord", "– 3 –"]
    assert [page for page, _ in cleaned.pages] == [1, 2, 3] and cleaned.text[cleaned.pages[2][1] :].startswith("Article 3")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{n} The Parties shall keep rule {n}.\n" for n in range(1, 30)),  # points of a list
        "".join(f"{n}. the parties shall keep rule\n" for n in range(1, 30)),
        "".join(f"{n}\n\nThe Parties shall keep rule {n}.\n\n" for n in range(1, 30)),  # numbers that stand alone
        "\f".join(f"Article {n}\nThe Parties shall keep rule {n}.\n" for n in range(1, 5)),  # nothing is the same on two pages
        "Article 1\nSee page 2.\n\nPage 2 of the map shows the line.\nPage 3 of it the camps.\n",
        "A word bro-\nken over two lines stays as the file has it.\n",
    ],
)
def test_other_texts_stay_as_they_are(text):
    assert clean(text) is None
    assert read(text.encode(), name="draft.txt").text == text
