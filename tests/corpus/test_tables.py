"""Exports, frames, duplicates, metadata, PA-X and plots over a small store."""

import csv
import hashlib
import io
import json
import math

import pytest
from small import DRAFTS, PLAIN, drafts, files

from agreement_scan.corpus import sketch
from agreement_scan.corpus.duplicates import duplicates, reused_clauses
from agreement_scan.corpus.export import export, sheet_bytes
from agreement_scan.corpus.metadata import join
from agreement_scan.corpus.pax import agreement_id, compare_pax, import_pax, read_pax, wilson
from agreement_scan.corpus.runner import run
from agreement_scan.corpus.store import Store
from agreement_scan.corpus.tables import NAMES, tables, tidy
from agreement_scan.errors import MissingInput, UsageError


def read_csv(data: bytes):
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.fixture
def copied(scanned, tmp_path):
    """A store of one's own with the same results."""
    with Store(tmp_path / "own.sqlite", create=True) as kept:
        kept.absorb(scanned[1])
    return tmp_path / "own.sqlite"


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_same_store_same_bytes_and_a_package_that_is_true(scanned, tmp_path, form):
    pytest.importorskip({"parquet": "pyarrow", "xlsx": "xlsxwriter"}.get(form, "csv"))
    export(scanned[1], tmp_path / "a", form=form)
    export(scanned[1], tmp_path / "b", form=form)
    written = files(tmp_path / "a")
    assert written == files(tmp_path / "b")
    package = json.loads(written["datapackage.json"])
    assert [r["name"] for r in package["resources"]] == list(NAMES)
    for resource in package["resources"]:
        data = written[resource["path"]]
        assert resource["bytes"] == len(data) and resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert set(resource["schema"]["primaryKey"]) <= {f["name"] for f in resource["schema"]["fields"]}
    assert package["documents"] == {"scanned": 6, "errors": 0, "pending": 0}
    assert str(tmp_path) not in written["datapackage.json"].decode()


def test_every_format_says_the_same(scanned, tmp_path):
    pytest.importorskip("pyarrow")
    import pyarrow.parquet
    from openpyxl import load_workbook

    for form in ("csv", "jsonl", "parquet", "xlsx"):
        export(scanned[1], tmp_path / form, form=form)
    rows = [json.loads(line) for line in (tmp_path / "jsonl" / "long.jsonl").read_text().splitlines()]
    assert len(rows) > 100 and len({(r["document"], r["provision"]) for r in rows}) == len(rows)
    assert pyarrow.parquet.read_table(tmp_path / "parquet" / "long.parquet").to_pylist() == rows
    plain = read_csv((tmp_path / "csv" / "long.csv").read_bytes())
    sheet = load_workbook(tmp_path / "xlsx" / "corpus.xlsx", read_only=True)["long"]
    cells = list(sheet.iter_rows(values_only=True))
    assert len(plain) == len(rows) == len(cells) - 1
    for row, text, cell in zip(rows, plain, cells[1:], strict=True):
        assert (text["document"], text["provision"], text["status"], text["start"]) == (row["document"], row["provision"], row["status"], "" if row["start"] is None else str(row["start"]))
        assert (cell[0], cell[1], cell[7]) == (row["document"], row["provision"], row["status"])


def test_csv_keeps_to_its_schema_and_the_wide_table_to_the_long_one(scanned, tmp_path):
    export(scanned[1], tmp_path / "a")
    written = files(tmp_path / "a")
    package = json.loads(written["datapackage.json"])
    for resource in package["resources"]:
        rows = read_csv(written[resource["path"]])
        fields = {f["name"]: f for f in resource["schema"]["fields"]}
        for row in rows:
            assert list(row) == list(fields)
            for name, text in row.items():
                if text:
                    kind = fields[name]["type"]
                    assert kind == "string" or (kind == "boolean" and text in ("true", "false")) or (kind == "integer" and text.lstrip("-").isdecimal()) or (kind == "number" and math.isfinite(float(text)))
                    assert text in fields[name].get("constraints", {}).get("enum", [text])
    wide = {r["document"]: r for r in read_csv(written["wide.csv"])}
    long = read_csv(written["long.csv"])
    assert all(wide[r["document"]][tidy(r["provision"])] == r["status"] for r in long)
    assert sum(bool(v) for r in wide.values() for c, v in r.items() if c not in ("document", "profile")) == len(long)
    described = {(r["table"], r["column"]) for r in read_csv(written["data_dictionary.csv"])}
    assert described == {(r["name"], f["name"]) for r in package["resources"] for f in r["schema"]["fields"]}


def test_a_spreadsheet_gets_no_formula_and_no_acting_character():
    text = sheet_bytes(["a"], [["=1+1"], ["  @x"], ["\u202eevil\x1b"], ["plain - text"]]).decode()
    assert text == "a\n'=1+1\n'  @x\n\\u202eevil\\u001b\nplain - text\n"


def test_unknown_tables_formats_and_stores_are_refused(scanned, tmp_path):
    with pytest.raises(UsageError, match="table"):
        export(scanned[1], tmp_path / "a", names=["all"])
    with pytest.raises(UsageError, match="format"):
        export(scanned[1], tmp_path / "a", form="sav")
    with pytest.raises(MissingInput):
        export(tmp_path / "none.sqlite", tmp_path / "a")
    assert not (tmp_path / "none.sqlite").exists()


def test_pending_documents_are_shown(scanned, tmp_path):
    with Store(tmp_path / "p.sqlite", create=True) as kept:
        kept.absorb(scanned[1])
        kept.base.execute("DELETE FROM results WHERE document = (SELECT document FROM documents ORDER BY name LIMIT 1)")
        states = [r[1] for r in tables(kept)["documents"].rows()]
    assert states == ["pending", *["scanned"] * 5]


def test_frames_are_the_tables(scanned):
    pytest.importorskip("pandas")
    from agreement_scan.corpus import frames

    found = frames(scanned[1])
    with Store(scanned[1]) as kept:
        made = tables(kept)
        for name in NAMES:
            assert list(getattr(found, name).columns) == [c.name for c in made[name].columns]
            assert len(getattr(found, name)) == len(list(made[name].rows()))
    assert str(found.long["start"].dtype) == "Int64" and found.long["status"].cat.ordered


# --- duplicates


def words(text: str) -> list[str]:
    return text.split()


def test_likeness_estimates_the_share_of_common_shingles():
    text = DRAFTS[12].read_text()
    parts = words(text)
    other = " ".join(parts[: len(parts) * 9 // 10] + [w[::-1] for w in parts[len(parts) * 9 // 10 :]])

    def shingles(t):
        plain = sketch.WORDS.findall(t.lower())
        return {tuple(plain[n : n + 5]) for n in range(len(plain) - 4)}

    a, b = shingles(text), shingles(other)
    true = len(a & b) / len(a | b)
    assert 0.6 < true < 0.95
    assert abs(sketch.likeness(sketch.opened(sketch.sketch(text)), sketch.opened(sketch.sketch(other))) - true) < 0.1
    assert sketch.likeness(sketch.opened(sketch.sketch(text)), sketch.opened(sketch.sketch(DRAFTS[3].read_text()))) < 0.05
    assert sketch.sketch("too few words") == ""


def test_near_identical_texts_are_grouped_and_others_are_not(tmp_path):
    folder = drafts(tmp_path / "d", 4)
    text = DRAFTS[1].read_text()
    (folder / "signed.txt").write_text(text.replace("Draft", "Final") + "\n\nDone on 3 May 2019, in three copies.\n")
    (folder / "amended.txt").write_text(text[: len(text) // 2])
    run([str(folder)], str(tmp_path / "s.sqlite"), PLAIN)
    rows = duplicates(tmp_path / "s.sqlite")
    assert [r["document"] for r in rows] == [f"d/{DRAFTS[1].name}", "d/signed.txt"]
    assert {r["group"] for r in rows} == {1} and all(r["likeness"] > 0.9 for r in rows) and sum(r["representative"] for r in rows) == 1
    again = reused_clauses(tmp_path / "s.sqlite")
    assert {"d/signed.txt", f"d/{DRAFTS[1].name}", "d/amended.txt"} <= {r["document"] for r in again}
    assert all(r["agreements"] >= 2 and len(r["quote"].split()) >= 8 for r in again)


def test_marked_duplicates_are_named_and_not_counted(tmp_path):
    pytest.importorskip("pandas")
    from agreement_scan.corpus import frames
    from agreement_scan.corpus.duplicates import mark

    folder = drafts(tmp_path / "d", 2)
    (folder / "zz-copy.txt").write_text(DRAFTS[0].read_text() + "\n\nSigned.\n")
    run([str(folder)], str(tmp_path / "s.sqlite"), PLAIN)
    assert len(frames(tmp_path / "s.sqlite").distinct().documents) == 3
    mark(tmp_path / "s.sqlite")
    found = frames(tmp_path / "s.sqlite")
    assert found.documents.set_index("document")["meta_duplicate_of"].dropna().to_dict() == {f"d/{DRAFTS[0].name}": "d/zz-copy.txt"}
    assert set(found.distinct().long["document"]) == {f"d/{DRAFTS[1].name}", "d/zz-copy.txt"} and len(found.documents) == 3


def test_clauses_worth_comparing_include_every_pair_that_is_alike():
    from rapidfuzz import fuzz

    from agreement_scan.corpus.duplicates import _alike

    lines = sorted({" ".join(line.lower().split()) for path in DRAFTS[:20] for line in path.read_text().splitlines() if len(line.split()) >= 8})
    edited = sorted({*lines, *(" ".join([*words[: len(words) // 2], "otherwise", *words[len(words) // 2 + 1 :]]) for words in (line.split() for line in lines[:150]))})
    alike = {(a, b) for a in range(len(edited)) for b in range(a + 1, len(edited)) if fuzz.ratio(edited[a], edited[b], score_cutoff=90)}
    assert len(alike) > 50
    assert len(alike & set(_alike(edited))) >= 0.98 * len(alike)


def test_different_texts_have_no_duplicates(scanned):
    assert duplicates(scanned[1]) == []


# --- metadata


def test_join_by_name_and_what_found_no_partner(copied, tmp_path):
    table = tmp_path / "m.csv"
    stem = DRAFTS[0].name.removesuffix(".txt")
    table.write_text(f"file,country,score\n{stem},Kessaba,3\nunknown,Nowhere,1\n")
    done = join(copied, table, on="file")
    assert (done["joined"], done["unused"], len(done["unmatched"])) == (1, ["unknown"], 5)
    export(copied, tmp_path / "a", names=["documents"])
    rows = read_csv((tmp_path / "a" / "documents.csv").read_bytes())
    assert [r["meta_country"] for r in rows] == ["Kessaba", "", "", "", "", ""]
    join(copied, table, on="file", to="country")
    with pytest.raises(UsageError, match="no column"):
        join(copied, table, on="name")
    table.write_text("file,x\na,1\nA,2\n")
    with pytest.raises(UsageError, match="twice"):
        join(copied, table, on="file")


# --- PA-X

HEADER = "Con,PPName,AgtId,Agt,Dat,Stage,N_characters,GCh,GeWom,TjAm,TjAmPro,TjAmBan,SsrDdr,DdrProg,TjPrire\n"


@pytest.fixture
def pax(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for n in range(4):
        (folder / f"{100 + n}_agreement.txt").write_bytes(DRAFTS[n].read_bytes())
    (folder / "stray.txt").write_bytes(DRAFTS[4].read_bytes())
    table = tmp_path / "pax.csv"
    rows = [f"Land,Process {n % 2},{100 + n},Agreement {n},200{n}-01-02,{('Cea', 'SubComp')[n % 2]},5000,{n},0,{n % 2},0,0,1,0,{n % 2}" for n in range(5)]
    table.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8-sig")
    run([str(folder)], str(tmp_path / "pax.sqlite"), PLAIN)
    return tmp_path / "pax.sqlite", table


def test_import_pax_joins_by_agreement_id(pax):
    store, table = pax
    done = import_pax(store, table)
    assert (done["agreements"], done["joined"], done["unmatched"], done["without_text"]) == (5, 4, ["texts/stray.txt"], 1)
    assert "GChRhet" in done["codes_lacking"] and "GCh" not in done["codes_lacking"]
    with Store(store) as kept:
        assert kept.metadata("texts/101_agreement.txt")["StageName"] == "Framework, comprehensive"
        assert kept.metadata("texts/101_agreement.txt")["Year"] == 2001


def test_import_pax_reads_a_workbook(pax, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    _, table = pax
    book = openpyxl.Workbook()
    book.active.append(["Notes on the dataset"])
    sheet = book.create_sheet("data")
    for row in csv.reader(io.StringIO(table.read_text("utf-8-sig"))):
        sheet.append([int(c) if c.isdecimal() else c for c in row])
    book.save(tmp_path / "pax.xlsx")
    assert read_pax(tmp_path / "pax.xlsx") == read_pax(table)


@pytest.mark.parametrize(
    ("name", "metadata", "identity"),
    [("a/431.txt", {}, 431), ("a/431_x.pdf", {}, 431), ("x-431.pdf", {}, 431), ("t.csv/431", {}, 431), ("a/4310.txt", {}, None), ("a/x431.txt", {}, None),
     ("a/999.txt", {"AgtId": "431"}, 431), ("a/431.txt", {"agtid": 5}, None), ("a/1999-431-2.txt", {}, None)],
)  # fmt: skip
def test_agreement_ids(name, metadata, identity):
    assert agreement_id(name, metadata, {431: {}, 77: {}}) == identity


def test_compare_pax_counts_and_lists_every_disagreement(pax):
    store, table = pax
    import_pax(store, table)
    measures, differing = compare_pax(store)
    with Store(store) as kept:
        statuses = {d["name"]: {a[0]: a[4] for a in d["record"]["assessments"]} for d in kept.documents() if "stray" not in d["name"]}
    amnesty = next(m for m in measures if m["code"] == "TjAm")
    assert amnesty["n"] == 4 and amnesty["caution"]
    ours = [statuses[f"texts/{100 + n}_agreement.txt"].get("amnesty.no-blanket") in ("present", "weak", "contrary", "unclear") for n in range(4)]
    theirs = [bool(n % 2) for n in range(4)]
    expected = [sum(t and o for t, o in zip(theirs, ours, strict=True)), sum(t and not o for t, o in zip(theirs, ours, strict=True)), sum(o and not t for t, o in zip(theirs, ours, strict=True))]
    assert [amnesty["both"], amnesty["pax_only"], amnesty["ours_only"]] == expected
    for m in measures:
        assert m["both"] + m["pax_only"] + m["ours_only"] + m["neither"] == m["n"] == 4
        assert sum(d["code"] == m["code"] for d in differing) == m["pax_only"] + m["ours_only"]


def test_a_file_that_is_not_pax_is_refused(copied, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="AgtId"):
        import_pax(copied, tmp_path / "x.csv")


def test_an_agreement_id_without_bounds_is_none(copied, tmp_path):
    (tmp_path / "p.jsonl").write_text('{"AgtId": 1e999, "GCh": 1}\n{"AgtId": "nan"}\n{"AgtId": 7, "GCh": "inf"}\n')
    assert [(a["AgtId"], "GCh" in a) for a in read_pax(tmp_path / "p.jsonl")] == [(7, False)]


def test_wilson_interval():
    low, high = wilson(8, 10)  # Brown, Cai and DasGupta 2001 give 0.49 and 0.94
    assert (round(low, 2), round(high, 2)) == (0.49, 0.94)
    assert wilson(0, 5)[0] == 0 and wilson(5, 5)[1] == 1 and math.isnan(wilson(0, 0)[0])


# --- plots


def test_plots_and_one_page_that_loads_nothing(pax, tmp_path):
    pytest.importorskip("matplotlib")
    from agreement_scan.corpus.plots import draw_all

    store, table = pax
    import_pax(store, table)
    draw_all(store, tmp_path / "a")
    draw_all(store, tmp_path / "b")
    written = files(tmp_path / "a")
    assert written == files(tmp_path / "b")
    assert set(written) == {"provisions-by-year.svg", "provisions-by-stage.svg", "provisions-by-process.svg", "heat-map.svg", "co-occurrence.svg", "time-line.svg", "corpus.html"}
    text = written["corpus.html"].decode()
    assert text.count("<svg") == 6 and "<script" not in text and "src=" not in text and "<link" not in text
    ids = [part.split('"')[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    draw_all(store, tmp_path / "png", form="png", process="Process 1")
    assert all(data.startswith(b"\x89PNG") for name, data in files(tmp_path / "png").items() if name.endswith(".png"))


def test_plots_say_what_is_missing(copied):
    pytest.importorskip("matplotlib")
    from agreement_scan.corpus import frames
    from agreement_scan.corpus.plots import shares, time_line

    with pytest.raises(UsageError, match="metadata"):
        shares(frames(copied), "year")
    with pytest.raises(UsageError, match="Process"):
        time_line(frames(copied), "Peace")
