"""The model card: what the page says is what card.json holds, the pictures are drawn from it, the same each time."""

import json

import pytest

from agreement_scan.classify import card as pages
from agreement_scan.errors import BadConfiguration

CARD = {
    "sha256": "sha256:abc", "provisions": ["a.b", "c.d"], "bands": {"flag": {"present": 0.3, "weak": 0.41, "contrary": 0.25}, "review": [0.15, 0.2], "least": 0.05},
    "data": {"hash": "sha256:data", "drafts": 12, "passages": 1234, "clauses": 56, "features": 7890}, "versions": {"scikit-learn": "1.9"},
    "measures": {
        "out of fold, document level": {"f1": 0.71, "precision": 0.74, "recall": 0.68, "drafts": 9},
        "reliability": [{"from": 0.0, "n": 900, "mean": 0.02, "right": 0.03}, {"from": 0.8, "n": 50, "mean": 0.86, "right": 0.9}],
        "learning curve": [{"drafts": 4, "f1": 0.5, "present": 0.6, "weak": 0.4, "contrary": 0.3}, {"drafts": 9, "f1": 0.71, "present": 0.8, "weak": 0.6, "contrary": 0.55}],
        "ablation": {"held-apart": {"drafts": 16, "rows": {"rules": [0.6, 0.65, 0.62, 0.46, 0.77, 0.5], "both": [0.78, 0.81, 0.79, 0.71, 0.9, 0.72]}}},
        "segments": [{"name": "provisions", "segments": 1700, "rules": 12.9, "both": 20.1}], "model only": {"a.b": 3},
    },
}  # fmt: skip


def test_the_page_says_what_the_card_holds(tmp_path):
    pages.write(tmp_path, CARD)
    assert pages.read(tmp_path) == CARD
    page = (tmp_path / "README.md").read_text()
    for told in ("sha256:data", "1,234 passages", "weak 0.41", "| from 0.8 | 50 | 0.86 | 0.90 |", "F1 0.71", "| 9 | 0.71 | 0.80 | 0.60 | 0.55 |", "16 drafts",
                 "| both | 0.78 | 0.81 | 0.79 | 0.71 | 0.90 | 0.72 |", "| provisions | 1700 | 12.90 | 20.10 |", "a.b (3)"):  # fmt: skip
        assert told in page


def test_what_was_not_measured_is_left_out(tmp_path):
    bare = json.loads(json.dumps(CARD))
    for name in ("learning curve", "ablation", "segments", "model only"):
        del bare["measures"][name]
    pages.write(tmp_path, bare)
    page = (tmp_path / "README.md").read_text()
    assert "Learning curve" not in page and "Rules, model, both" not in page and "real text" not in page
    assert not (tmp_path / "learning-curve.svg").exists()


def test_pictures_are_drawn_the_same_each_time(tmp_path):
    pytest.importorskip("matplotlib")
    pages.draw(tmp_path, CARD)
    first = [(tmp_path / n).read_bytes() for n in (pages.CALIBRATION, pages.CURVE)]
    pages.draw(tmp_path, CARD)
    assert first == [(tmp_path / n).read_bytes() for n in (pages.CALIBRATION, pages.CURVE)]
    assert all(b"<svg" in picture for picture in first)


@pytest.mark.parametrize("content", [None, "no json", "{}", '{"data": {}, "measures": {}}'])
def test_a_missing_or_damaged_card_is_said(tmp_path, content):
    if content is not None:
        (tmp_path / "card.json").write_text(content)
    with pytest.raises(BadConfiguration, match="card"):
        pages.read(tmp_path)
