"""The codebook holds every provision with its definitions and examples, as Markdown and as CSV."""

import csv
import io
import re

import pytest

from agreement_scan.catalogue import load_catalogue
from agreement_scan.catalogue.codebook import COLUMNS, as_csv, as_markdown


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(None)


def test_csv_has_a_row_for_each_provision_and_loses_no_example(catalogue):
    rows = {r["provision"]: r for r in csv.DictReader(io.StringIO(as_csv(catalogue)))}
    assert list(rows) == list(catalogue.provisions)
    assert list(next(iter(rows.values()))) == list(COLUMNS)
    for p in catalogue.provisions.values():
        row = rows[p.id]
        assert (row["include_present"], row["include_weak"], row["include_contrary"]) == (p.present, p.weak, p.contrary)
        cells = [row["examples"], row["counter_examples"], row["exclude"]]
        assert sum(len(c.split("\n")) for c in cells if c) == len(p.examples)
        for e in p.examples:
            cell = cells[0] if e.status == "present" else cells[2] if e.status == "absent" else cells[1]
            assert " ".join(e.text.split()) in cell, p.id
        assert len(row["sources"].split("\n")) == len(p.sources)


def test_what_silence_means_follows_the_kind(catalogue):
    rows = {r["provision"]: r for r in csv.DictReader(io.StringIO(as_csv(catalogue)))}
    assert rows["release.unconditional"]["silence"] == "absent: the text should say it"
    assert rows["amnesty.no-blanket"]["silence"].startswith("not applicable")
    assert rows["amnesty.exclusion-crimes-against-children"]["silence"] == "absent where the text deals with amnesty; otherwise not applicable"
    assert rows["release.unconditional"]["headline_in"].split()[0] == "ceasefire"
    assert rows["mandate.training"]["profiles"] == "mandate"


def test_markdown_is_one_section_a_provision_and_its_tables_hold(catalogue):
    text = as_markdown(catalogue)
    sections = re.findall(r"^### `([a-z0-9.-]+)`: ", text, re.M)
    assert sections == list(catalogue.provisions)
    families = re.findall(r"^## (\w+)$", text, re.M)
    assert families == list(dict.fromkeys(p.family for p in catalogue.provisions.values()))
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (3, 5), line
    section = text.split("### `release.unconditional`")[1].split("\n### ")[0]
    assert "[contrary] “For each child released by the Movement" in section.replace("\\[", "[")
    assert "Exclude (do not code):" in section and "PC 5 (State commitment)" in section


def test_same_catalogue_same_bytes(catalogue):
    assert as_markdown(catalogue) == as_markdown(load_catalogue(None)) and as_csv(catalogue) == as_csv(catalogue)
