"""Labels without text: nothing of the words gets out, and only the right text brings them back."""

import json

import pytest
from small_checkout import TEXT

from agreement_scan.annotation import data
from agreement_scan.annotation.standoff import lines_of, resolve
from agreement_scan.errors import UsageError


@pytest.fixture
def draft(checkout):
    return next(d for d in data.drafts(checkout) if d.name == "one")


def test_there_and_back_under_another_name(draft, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "whatever.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())  # line ends do not matter
    (back,), missing = resolve(lines_of(draft, "a"), folder)
    assert missing == []
    assert [(x.provision, x.status, x.start, x.quote, x.lead) for x in back.labels] == [(x.provision, x.status, x.start, x.quote, x.lead) for x in draft.labels]


def test_no_words_get_out(draft):
    written = "\n".join(lines_of(draft, "a"))
    assert not [w for w in ("children", "Party", "amnesty is", "recruit any") if w in written]


def test_a_changed_text_is_missing_not_wrong(draft, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT.replace("all children", "all  children"), encoding="utf-8")
    assert resolve(lines_of(draft, "a"), folder) == ([], ["one"])


def test_moved_offsets_are_refused(draft, checkout):
    lines = lines_of(draft, "a")
    entry = json.loads(lines[0])
    moved = [json.dumps({**entry, "start": entry["start"] + 1}), *lines[1:]]
    with pytest.raises(UsageError, match="not those that were labelled"):
        resolve(moved, checkout / "corpora/drafts")
    with pytest.raises(UsageError, match="UTF-16"):
        resolve([json.dumps({**entry, "unit": "UTF-16 units"})], checkout / "corpora/drafts")
    with pytest.raises(UsageError, match="Line 1 is no standoff label"):
        resolve(["{}"], checkout / "corpora/drafts")


def test_a_document_without_labels_is_kept(checkout):
    silent = data.LabelledDraft("two", (checkout / "corpora/drafts/two.txt").read_text(), "ceasefire", (), {}, "")
    (back,), _ = resolve(lines_of(silent, "a"), checkout / "corpora/drafts")
    assert back.labels == () and back.expected == {}
