"""The commands, in a checkout of their own."""

import json

import pytest
from small_checkout import RELEASE, TEXT, labelled, put

from agreement_scan.cli.app import run


@pytest.fixture
def ask(checkout, capfd):
    def asked(*arguments):
        code = run([str(a) for a in (*arguments, "--root", checkout)])
        out, err = capfd.readouterr()
        return code, out, err

    return asked


def test_validate_ends_with_one_where_there_are_errors(ask, checkout):
    assert ask("annotations", "validate", "--record")[0] == 0
    code, out, _ = ask("annotations", "validate")
    assert code == 0 and out == "gold: 2 files, 5 labels.\na: 2 files, 5 labels.\nb: 1 files, 3 labels.\n0 errors, 0 warnings.\n"
    put(checkout / "annotations/gold/one.json", labelled("one", [RELEASE], {}))
    code, out, _ = ask("annotations", "validate")
    assert code == 1 and "error: gold/one.json: document statuses do not follow" in out


def test_agreement_in_three_layouts(ask):
    _, text, _ = ask("annotations", "agreement", "--resamples", 20, "--disagreements")
    assert "Cohen" in text and "prevalence" in text and "one  Article 2, paragraph 1  amnesty.no-blanket  a: contrary, b: weak" in text
    _, markdown, _ = ask("annotations", "agreement", "--resamples", 20, "-f", "markdown")
    assert "| status:contrary |" in markdown and "\n## By clause\n" in markdown
    _, data, _ = ask("annotations", "agreement", "--resamples", 20, "-f", "json")
    assert json.loads(data)["schema"] == "agreement-scan/agreement/1"


def test_export_and_import(ask, checkout):
    assert ask("annotations", "export", "--to", "doccano", "--out", checkout / "out")[1] == "2 drafts, 5 labels, 1 files in out.\n"
    assert ask("annotations", "import", checkout / "out", "--from", "doccano", "--out", checkout / "back")[1] == "2 drafts, 5 labels in back.\n"
    assert ask("annotations", "validate", checkout / "back")[0] == 0
    before, after = (json.loads((checkout / f / "one.json").read_text()) for f in ("annotations/gold", "back"))
    assert [(x["provision"], x["quote"], x["lead"]) for x in after["labels"]] == [(x["provision"], x["quote"], x["lead"]) for x in before["labels"]]


def test_import_refuses_a_text_that_is_not_ours(ask, checkout):
    ask("annotations", "export", "--to", "csv", "--out", checkout / "out")
    put(checkout / "corpora/drafts/one.txt", TEXT.replace("TRUCE", "TRUTH"))
    code, _, err = ask("annotations", "import", checkout / "out", "--from", "csv", "--out", checkout / "back")
    assert code == 2 and "At offset 3 the text has 'TH OF" in err and not (checkout / "back").exists()


def test_decisions_become_a_file_to_train_with(ask, checkout):
    target = {"selector": {"type": "TextQuoteSelector", "exact": "All children go home."}}
    put(checkout / "d.json", {"decisions": [{"body": {"decision": "accepted", "provision": RELEASE[0], "status": "present"}, "target": target}]})
    code, _, err = ask("annotations", "import", checkout / "d.json", "--from", "decisions", "--out", checkout / "extra.jsonl")
    assert code == 0 and err.startswith("1 training clauses; 0 unsure left out.")
    assert json.loads((checkout / "extra.jsonl").read_text())["text"] == "All children go home."


def test_train_uses_what_may_train_and_nothing_held_apart(ask, checkout, monkeypatch):
    import agreement_scan.classify.train as module

    seen = {}

    def train(drafts, bank, folder):
        seen.update(drafts=[(d.name, d.split) for d in drafts], bank=[(c.provision, c.source) for c in bank], folder=folder)
        return {"provisions": [], "data": {"features": 0}, "measures": {"out of fold, document level": {"f1": 0.5}}}

    monkeypatch.setattr(module, "train", train)
    put(checkout / "corpora/training/silver.txt", TEXT)
    put(checkout / "annotations/training/silver.json", labelled("silver", [RELEASE]))
    put(checkout / "extra.jsonl", json.dumps({"provision": "recruit.cease", "status": "weak", "text": "They should not enlist children."}))
    code, out, _ = ask("train", "--out", checkout / "model", "--with", checkout / "extra.jsonl")
    assert code == 0 and "f1: 0.5" in out
    assert seen["drafts"] == [("one", "development"), ("silver", "training")]
    assert seen["bank"] == [("release.unconditional", "release"), ("recruit.cease", "extra")]


def test_evaluate_measures_rules_and_baselines_and_compares(ask, checkout):
    arguments = ("evaluate", "--detector", "rules", "--baseline", "keywords", "--baseline", "nearest-definition", "--resamples", 20)
    assert ask(*arguments, "-f", "json", "-o", checkout / "run.json")[0] == 0
    made = json.loads((checkout / "run.json").read_text())
    assert list(made["systems"]) == ["rules", "keywords", "nearest-definition"] and made["drafts"] == ["one"]
    assert made["run"]["split"] == "development" and made["run"]["model"] == ""
    code, out, _ = ask(*arguments, "--against", checkout / "run.json", "--errors")
    assert code == 0 and "rules against the earlier run: 0 gained, 0 lost, 0 newly wrong, 0 no longer wrong" in out
    assert str(checkout) not in (checkout / "run.json").read_text()
    assert ask("evaluate", "--against", checkout / "annotations/splits.toml")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [("evaluate", "--split", "none"), ("evaluate", "--detector", "luck"), ("evaluate", "--labels", "annotations/silver"), ("annotations", "agreement", "-f", "pdf"), ("annotations", "export", "--to", "word", "--out", "x")],
)
def test_wrong_requests_end_with_two(ask, arguments):
    code, _, err = ask(*arguments)
    assert code == 2 and err.startswith("error: ")


def test_outside_a_checkout_it_says_so(tmp_path, capfd):
    assert run(["annotations", "validate", "--root", str(tmp_path)]) == 2
    assert "no annotations here" in capfd.readouterr().err


def test_standoff_made_resolved_and_measured(ask, checkout, capfd):
    texts = checkout / "corpora/drafts"
    file = checkout / "annotations/standoff/real.jsonl"
    file.parent.mkdir()
    assert ask("annotations", "standoff", texts, "--make", checkout / "annotations/gold", "--out", file)[0] == 0
    assert "children" not in file.read_text()
    code, out, _ = ask("annotations", "standoff", texts)
    assert code == 0 and out.splitlines() == ["real.jsonl: one: 4 labels (2 present, 1 weak, 1 contrary)", "real.jsonl: two: 1 labels (0 present, 1 weak, 0 contrary)"]
    code, out, _ = ask("evaluate", "--texts", texts, "--detector", "rules", "--resamples", 20)
    assert code == 0 and out.startswith("2 drafts, split standoff")
    (texts / "two.txt").unlink()
    assert "no text in drafts for two" in ask("annotations", "standoff", texts)[1]


def test_sample_writes_lines(checkout, capfd):
    assert run(["annotations", "sample", str(checkout / "corpora/drafts"), "-n", "5"]) == 0
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert 0 < len(lines) <= 5 and {"reason", "text", "lead_in", "provision"} <= set(lines[0])


def test_frequency_is_measured_on_development_drafts_alone(ask, checkout, monkeypatch):
    from agreement_scan import resources
    from agreement_scan.annotation import frequency

    (checkout / "languages/en").mkdir(parents=True)
    seen = []
    monkeypatch.setattr(resources, "PACKAGE", checkout)
    monkeypatch.setattr(frequency, "measure", lambda texts, language: seen.extend(texts) or {"child": 0.25})
    assert ask("annotations", "frequency")[0] == 0
    assert seen == [TEXT]
    assert (checkout / "languages/en/frequency.toml").read_text().endswith("[share]\nchild = 0.25\n")


def test_no_command_overwrites_what_it_reads(ask, checkout, capfd):
    gold, text = checkout / "annotations/gold/one.json", checkout / "corpora/drafts/one.txt"
    assert ask("annotations", "export", "--to", "doccano", "--out", checkout / "out")[0] == 0
    assert ask("annotations", "import", checkout / "out", "--from", "doccano", "--out", checkout / "out")[0] == 0  # labels beside the export: nothing is lost
    (tool,) = (checkout / "out").glob("*.jsonl")
    evaluate = ("evaluate", "--detector", "rules", "--resamples", 20)
    assert ask(*evaluate, "-f", "json", "-o", checkout / "run.json")[0] == 0
    before = {p: p.read_bytes() for p in (gold, text, tool, checkout / "run.json")}
    refused = [
        ("annotations", "agreement", "--resamples", 20, "-o", checkout / "annotations/readings/a/one.json"),
        ("annotations", "import", tool, "--from", "decisions", "--out", tool),
        ("annotations", "standoff", text.parent, "--make", gold.parent, "--out", gold),
        (*evaluate, "-o", gold), (*evaluate, "-o", text), (*evaluate, "--against", checkout / "run.json", "-o", checkout / "run.json"),
    ]  # fmt: skip
    for arguments in refused:
        code, _, err = ask(*arguments)
        assert code == 2 and "would overwrite" in err, arguments
    assert run(["annotations", "sample", str(text.parent), "-o", str(text)]) == 2
    assert "would overwrite" in capfd.readouterr().err
    assert before == {p: p.read_bytes() for p in before}


def test_an_export_that_leads_to_the_labels_is_refused(ask, checkout):
    assert ask("annotations", "export", "--to", "csv", "--out", checkout / "out")[0] == 0
    for made in [p for p in (checkout / "out").rglob("*") if p.is_file()]:
        made.unlink()
        made.hardlink_to(checkout / "annotations/gold/one.json")
    code, _, err = ask("annotations", "export", "--to", "csv", "--out", checkout / "out")
    assert code == 2 and "would overwrite “one.json”" in err
