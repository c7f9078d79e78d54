"""Every format there and back: nothing lost; and refused where words and offsets part."""

import json
from dataclasses import replace

import pytest

from agreement_scan.annotation import data
from agreement_scan.annotation.exchange import FORMATS, dump, from_utf16, label_file, load, read_files, to_utf16, verify
from agreement_scan.errors import UsageError

ROOT = data.Path(__file__).parents[2]
EDGES = "Title 𝒜 é e\u0301\n\n1. “One”\u2028two; 𝒜𝒜 =1+1\n\n2. Last, with | bars\tand \"quotes\" <b>&amp;\n"


def label(provision, status, quote, lead="", why="tipped, by \"this\"\nand that"):
    start = EDGES.index(quote)
    return data.Label(provision, status, start, start + len(quote), quote, lead, "Article 1(a)", why)


@pytest.fixture
def drafts(checkout):
    labels = (
        label("release.unconditional", "present", "Title 𝒜"),
        label("recruit.cease", "contrary", "𝒜 é e\u0301\n\n1. “One”"),
        label("girls.explicit-inclusion", "weak", "“One”\u2028two; 𝒜𝒜", "1."),
        label("amnesty.no-blanket", "contrary", "two; 𝒜𝒜 =1+1\n", ""),
        label("schools.protected", "weak", "=1+1"),
        label("schools.protected", "present", "Last, with | bars\tand \"quotes\" <b>&amp;", "2."),
    )
    edges = data.LabelledDraft("edges", EDGES, "peace-agreement", labels, data.document_statuses(list(labels)), "", "en")
    silent = data.LabelledDraft("silent", "Nothing is labelled.\n", "mandate", (), {}, "", "en")
    return [edges, silent, *(replace(d, split="") for d in data.drafts(checkout))]


def module(format):
    if format == "uima":
        pytest.importorskip("cassis")
    return format


def test_the_formats():
    assert FORMATS == ("brat", "csv", "doccano", "labelstudio", "prodigy", "uima")


@pytest.mark.parametrize("format", FORMATS)
def test_there_and_back(format, drafts):
    back = load(dump(drafts, module(format)), format)
    assert sorted(back, key=lambda d: d.name) == sorted((replace(d, labels=tuple(sorted(d.labels, key=lambda x: (x.start, x.end, x.provision, x.status)))) for d in drafts), key=lambda d: d.name)


@pytest.mark.parametrize("format", FORMATS)
def test_real_drafts_there_and_back(format):
    drafts = [replace(d, split="") for d in data.drafts(ROOT, "development")][:4]
    back = {d.name: d for d in load(dump(drafts, module(format)), format)}
    for draft in drafts:
        assert sorted(back[draft.name].labels, key=repr) == sorted(draft.labels, key=repr)
        assert (back[draft.name].text, back[draft.name].expected, back[draft.name].profile) == (draft.text, draft.expected, draft.profile)


@pytest.mark.parametrize("format", FORMATS)
def test_same_labels_same_bytes(format, drafts):
    assert dump(drafts, module(format)) == dump(drafts, format)


def test_utf16_counts_astral_characters_twice(drafts):
    task = json.loads(dump(drafts, "labelstudio")["tasks.json"])[0]
    first = task["annotations"][0]["result"][0]["value"]
    assert (first["start"], first["end"]) == (0, 8) and first["text"] == "Title 𝒜"  # 7 code points, 8 units
    assert task["data"]["offset_unit"] == "UTF-16 units"
    assert to_utf16("a𝒜b") == [0, 1, 3, 4] and from_utf16("a𝒜b") == {0: 0, 1: 1, 3: 2, 4: 3}


@pytest.mark.parametrize("format", ["prodigy", "labelstudio", "csv", "brat"])
def test_shifted_offsets_are_refused_with_the_first_difference(format, drafts):
    files = dump(drafts[:1], format)
    name = {"prodigy": "labels.jsonl", "labelstudio": "tasks.json", "csv": "labels.csv", "brat": "edges.ann"}[format]
    old = {
        "prodigy": '"start": 0, "end": 7', "labelstudio": '"start": 0,\n       "end": 8', "csv": '"present",0,7', "brat": "release__unconditional 0 7",
    }[format]  # fmt: skip
    text = files[name].decode()
    assert old in text
    moved = old.replace("0", "1", 1).replace("7", "8").replace('"end": 8', '"end": 9' if format == "labelstudio" else '"end": 8')
    with pytest.raises(UsageError, match=r"At offset 1 the text has 'itle 𝒜"):
        load({**files, name: text.replace(old, moved).encode()}, format)


def test_offsets_inside_a_character_are_refused(drafts):
    files = dump(drafts[:1], "labelstudio")
    with pytest.raises(UsageError, match="inside a character"):
        load({"tasks.json": files["tasks.json"].replace(b'"end": 8', b'"end": 7', 1)}, "labelstudio")


def test_a_foreign_unit_is_refused(drafts):
    files = dump(drafts[:1], "prodigy")
    with pytest.raises(UsageError, match="declared as UTF-16"):
        load({"labels.jsonl": files["labels.jsonl"].replace(b'"code points"', b'"UTF-16 units"')}, "prodigy")


def test_graphemes_are_noticed(drafts):
    files = dump(drafts[:1], "doccano")
    entry = json.loads(files["labels.jsonl"])
    entry["label"] = [[s + 1, e + 1, name] for s, e, name in entry["label"]]
    with pytest.raises(UsageError, match="no label stands where it stood"):
        load({"labels.jsonl": json.dumps(entry).encode()}, "doccano")


@pytest.mark.parametrize("format", ["prodigy", "doccano"])
def test_a_changed_text_is_refused(format, drafts):
    files = dump(drafts[:1], format)
    with pytest.raises(UsageError, match="not the one that was exported"):
        load({"labels.jsonl": files["labels.jsonl"].replace(b"Last, with", b"Last,  with")}, format)


def test_spans_made_in_the_tool_come_in(drafts):
    entry = json.loads(dump(drafts[:1], "doccano")["labels.jsonl"])
    entry["label"].append([0, 5, "child.best-interests|weak"])
    made = load({"labels.jsonl": json.dumps(entry).encode()}, "doccano")[0]
    assert data.Label("child.best-interests", "weak", 0, 5, "Title", "", "", "") in made.labels and len(made.labels) == 7


def test_tasks_that_were_rejected_stay_out(drafts):
    lines = dump(drafts[:1], "prodigy")["labels.jsonl"].replace(b'"accept"', b'"reject"')
    assert load({"labels.jsonl": lines}, "prodigy") == []


def test_rubbish_is_an_error_for_people():
    for format in ("brat", "csv", "doccano", "labelstudio", "prodigy"):
        with pytest.raises(UsageError, match=r"files are not|no Status"):
            load({"labels.jsonl": b'{"text": 1}', "tasks.json": b"[{}]", "x.ann": b"T1\tx__y 0 1\tz\n", "x.txt": b"z"}, format)
    with pytest.raises(UsageError, match="no annotation format"):
        dump([], "word")


def test_label_files_keep_the_place(checkout, drafts):
    (checkout / "corpora/drafts/edges.txt").write_text(EDGES, encoding="utf-8")
    path = checkout / "edges.json"
    path.write_bytes(label_file(drafts[0]))
    assert data.read_draft(checkout / "corpora/drafts/edges.txt", path) == drafts[0]


def test_verify_outside_the_text():
    with pytest.raises(UsageError, match="At offset 3"):
        verify("abc", 3, 5, "de", "x")


def test_read_files_of_a_folder(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/a.txt").write_text("a")
    (tmp_path / "labels.csv").write_text("b")
    assert set(read_files(tmp_path)) == {"texts/a.txt", "labels.csv"}
    with pytest.raises(UsageError):
        read_files(tmp_path / "gone")
