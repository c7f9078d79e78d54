"""The built wheel, installed beside nothing of the checkout and run in another directory, finds its data and models."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, capture_output=True, check=False)
    if b"No module named hatchling" in built.stderr:
        pytest.skip("hatchling is not installed (it is part of the dev extra)")
    assert built.returncode == 0, built.stderr.decode()
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as bundle:
        bundle.extractall(target)
    return target


def test_wheel_scans_elsewhere(unpacked, tmp_path):
    (tmp_path / "draft.txt").write_text("AGREEMENT\n\nArticle 1\n\n1.1 The Parties shall release all children unconditionally.\n")
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); import agreement_scan; assert agreement_scan.__file__.startswith({str(unpacked)!r}); from agreement_scan.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "scan", "draft.txt", "-f", "html"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"release" in done.stdout


def test_wheel_holds_data_and_models_and_no_labels(unpacked):
    names = {p.relative_to(unpacked).as_posix() for p in unpacked.rglob("*") if p.is_file()}
    assert "agreement_scan/catalogue/provisions/release/unconditional.toml" in names
    assert "agreement_scan/languages/en/concepts/people.toml" in names
    assert any(n.startswith("agreement_scan/_models/en/") for n in names)
    assert not any("annotations/" in n or "corpora/" in n for n in names)
