"""Every example and counter-example of the catalogue gets exactly its status from the rules; the schema points to faults."""

import pytest

from agreement_scan.annotation.examples import status_of_example
from agreement_scan.annotation.lint import lint
from agreement_scan.catalogue import load_catalogue
from agreement_scan.errors import BadCatalogue

CATALOGUE = load_catalogue(None)
EXAMPLES = [(p.id, n, e) for p in CATALOGUE.provisions.values() for n, e in enumerate(p.examples)]


def test_all_106_requirements_are_there():
    assert len(CATALOGUE.provisions) == 106


@pytest.mark.parametrize(("provision", "number", "example"), EXAMPLES, ids=[f"{p}-{n}-{e.status}" for p, n, e in EXAMPLES])
def test_example(provision, number, example):
    assert status_of_example(provision, example) == example.status, example.text


def test_the_catalogue_is_complete():
    assert lint(None, examples=False) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("kind = ", "kynd = "), "kynd"),
        (('kind = "require"', 'kind = "demand"'), "demand"),
        (('status = "weak"\nwhen', 'status = "weekly"\nwhen'), "weekly"),
    ],
)
def test_faults_point_to_the_line(tmp_path, change, place):
    from pathlib import Path

    import agreement_scan.catalogue as shipped

    source = (Path(shipped.__file__).parent / "provisions/release/all-children.toml").read_text()
    assert change[0] in source
    target = tmp_path / "provisions" / "release" / "all-children.toml"
    target.parent.mkdir(parents=True)
    broken = source.replace(*change, 1)
    target.write_text(broken)
    with pytest.raises(BadCatalogue) as error:
        load_catalogue(tmp_path)
    line = broken[: broken.index(place)].count("\n") + 1
    assert f"provisions/release/all-children.toml:{line}:" in error.value.message
    assert error.value.exit_code == 5


def test_unknown_concept_makes_a_provision_not_assessed(tmp_path):
    from agreement_scan.options import Options
    from agreement_scan.scan import scan

    folder = tmp_path / "provisions" / "own"
    folder.mkdir(parents=True)
    (folder / "thing.toml").write_text(
        'name = "Thing"\nquestion = "Is there a thing?"\nwhy = "Because."\nkind = "require"\nscope = ["C"]\npresent = "A thing."\nwording = "A thing."\n'
        '[[sources]]\ndocument = "PC"\nparagraph = "5"\nquote = "at all times"\n'
        + "".join(f'[[{g}]]\ntext = "x"\nstatus = "absent"\n' for g in ("examples", "counter_examples") for _ in range(3))
        + '[[rules]]\nstatus = "present"\nwhen = "no-such-concept"\n'
    )
    report = scan(b"1. The Parties shall release all children.\n\n2. The end.", Options(profile="ceasefire", catalogue=str(tmp_path)), name="a.txt")
    (assessment,) = [a for a in report.assessments if a.provision == "own.thing"]
    assert assessment.status == "not-assessed"
