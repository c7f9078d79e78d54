"""The command line as a user meets it: a subprocess, its two streams and its exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpora" / "samples" / "lowan-ceasefire-draft.pdf"
TEXT = ROOT / "corpora" / "samples" / "lowan-ceasefire-draft.txt"


def run(*arguments, stdin=None, cwd=None, env=None):
    return subprocess.run(
        [sys.executable, "-m", "agreement_scan", *map(str, arguments)], input=stdin, capture_output=True, cwd=cwd or ROOT,
        env={**os.environ, **(env or {})}, timeout=120, check=False,
    )  # fmt: skip


def test_scan_of_the_sample_names_contrary_before_gaps_before_present():
    done = run("scan", SAMPLE)
    assert done.returncode == 0 and done.stderr == b""
    text = done.stdout.decode()
    assert text.index("CONTRARY") < text.index("PRESENT")
    assert "Article 3.3" in text and "page" in text
    assert "compliant" not in text.lower()


def test_json_on_stdout_and_nothing_else():
    done = run("scan", SAMPLE, "--profile", "ceasefire", "--format", "json")
    report = json.loads(done.stdout)
    assert report["schema"] == "agreement-scan/report/1"
    assert report["run"]["profile"] == "ceasefire"
    assert done.stderr == b""
    assert str(ROOT) not in done.stdout.decode()


def test_same_input_same_bytes():
    assert run("scan", TEXT, "-f", "json").stdout == run("scan", TEXT, "-f", "json").stdout


def test_standard_input_and_format_from_suffix(tmp_path):
    target = tmp_path / "out.md"
    done = run("scan", "-", "--stdin-name", "talks.txt", "-o", target, stdin=TEXT.read_bytes())
    assert done.returncode == 0 and done.stdout == b""
    assert target.read_text().startswith("#")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["scan", "no-such-file.txt"], 3),
        (["scan", str(TEXT), "--profile", "nothing"], 2),
        (["scan", str(TEXT), "--format", "nothing"], 2),
        (["scan", str(TEXT), "--nothing"], 2),
        (["scan", str(TEXT), "--language", "xx"], 4),
        (["scan", str(TEXT), "--catalogue", "no-such-folder"], 5),
        (["scan", str(TEXT), "-f", "json", "-o", "/no/such/folder/out.json"], 7),
        (["scan", str(TEXT), "--fail-on", "contrary"], 1),
        (["scan", str(TEXT), "--fail-on", "any"], 1),
        (["provisions", "show", "release.uncondition"], 2),
        (["provisions", "list"], 0),
        (["--version"], 0),
        (["--help"], 0),
    ],
)
def test_exit_codes(arguments, code):
    done = run(*arguments)
    assert done.returncode == code, done.stderr.decode()
    if code >= 2:
        assert done.stderr.decode().strip(), "an error says what happened"
        assert b"Traceback" not in done.stderr


def test_unknown_provision_suggests_the_nearest():
    assert "release.unconditional" in run("provisions", "show", "release.uncondition").stderr.decode()


def test_french_text_is_refused_with_the_languages_there_are(tmp_path):
    draft = tmp_path / "accord.txt"
    draft.write_text("Les Parties s'engagent à libérer tous les enfants associés aux forces et groupes armés sans condition et sans délai. " * 5)
    done = run("scan", draft)
    assert done.returncode == 4 and "en" in done.stderr.decode()


def test_configuration_file_environment_and_flag(tmp_path):
    (tmp_path / "agreement-scan.toml").write_text('profile = "mandate"\n')
    in_file = json.loads(run("scan", TEXT, "-f", "json", cwd=tmp_path).stdout)["run"]["profile"]
    in_env = json.loads(run("scan", TEXT, "-f", "json", cwd=tmp_path, env={"AGREEMENT_SCAN_PROFILE": "transition"}).stdout)["run"]["profile"]
    by_flag = json.loads(run("scan", TEXT, "-f", "json", "-p", "ceasefire", cwd=tmp_path, env={"AGREEMENT_SCAN_PROFILE": "transition"}).stdout)["run"]["profile"]
    assert (in_file, in_env, by_flag) == ("mandate", "transition", "ceasefire")
    (tmp_path / "agreement-scan.toml").write_text("profil = 1\n")
    assert run("scan", TEXT, cwd=tmp_path).returncode == 5


@pytest.mark.parametrize("command", [("scan", TEXT), ("explain", "release.unconditional", TEXT), ("compare", TEXT, TEXT), ("batch", TEXT, "-s", "s.sqlite")])
def test_a_wrong_profile_is_bad_configuration_where_it_was_configured_and_usage_where_it_was_typed(command, tmp_path):
    done = run(*command, cwd=tmp_path, env={"AGREEMENT_SCAN_PROFILE": "foo"})
    assert done.returncode == 5 and "AGREEMENT_SCAN_PROFILE: There is no profile “foo”" in done.stderr.decode()
    (tmp_path / "agreement-scan.toml").write_text('profile = "foo"\n')
    done = run(*command, cwd=tmp_path)
    assert done.returncode == 5 and "agreement-scan.toml: There is no profile “foo”" in done.stderr.decode() and "ceasefire" in done.stderr.decode()
    assert run(*command, "--profile", "bar", cwd=tmp_path).returncode == 2
    assert not (tmp_path / "s.sqlite").exists()


def test_a_variable_that_nobody_reads_is_an_error_that_names_the_nearest(tmp_path):
    done = run("scan", TEXT, cwd=tmp_path, env={"AGREEMENT_SCAN_PROFIL": "mandate"})
    assert done.returncode == 5 and "AGREEMENT_SCAN_PROFIL: unknown setting" in done.stderr.decode()
    assert "Did you mean AGREEMENT_SCAN_PROFILE?" in done.stderr.decode()
    assert run("scan", TEXT, cwd=tmp_path, env={"AGREEMENT_SCAN_DEBUG": "1", "AGREEMENT_SCAN_MODEL": "off"}).returncode == 0


def test_own_catalogue_is_laid_over_the_shipped_one(tmp_path):
    folder = tmp_path / "own" / "provisions" / "release"
    folder.mkdir(parents=True)
    shipped = (ROOT / "src/agreement_scan/catalogue/provisions/release/unconditional.toml").read_text()
    (folder / "unconditional.toml").write_text(shipped.replace("kind =", "kynd =", 1))
    done = run("scan", TEXT, "--catalogue", tmp_path / "own")
    assert done.returncode == 5
    message = done.stderr.decode()
    assert "provisions/release/unconditional.toml:" in message and "kynd" in message and "^" in message


def test_read_shows_clauses_and_what_was_left_out():
    done = run("read", SAMPLE, "--clauses")
    assert "[item] Article 2.2(b)" in done.stdout.decode()
    assert "Page 1" in done.stderr.decode() or "page-number" in done.stderr.decode()


@pytest.mark.parametrize("written", ["draft.txt", "./draft.txt", "sub/../draft.txt", "link.txt"])
@pytest.mark.parametrize("command", [("scan",), ("scan", "-q"), ("explain", "recruit.cease"), ("read",), ("compare", "other.txt")])
def test_no_command_overwrites_its_draft_however_the_output_is_written(command, written, tmp_path):
    (tmp_path / "sub").mkdir()
    words = b"Article 1\n\nThe Parties shall release all children.\n"
    for name in ("draft.txt", "other.txt"):
        (tmp_path / name).write_bytes(words)
    (tmp_path / "link.txt").symlink_to("draft.txt")
    done = run(*command, "draft.txt", "-o", written, cwd=tmp_path)
    assert done.returncode == 2 and b"would overwrite" in done.stderr
    assert (tmp_path / "draft.txt").read_bytes() == words


def test_a_report_keeps_the_permissions_of_the_file_it_replaces_and_follows_a_link(tmp_path):
    (tmp_path / "private.md").touch(mode=0o600)
    (tmp_path / "link.md").symlink_to("private.md")
    assert run("scan", TEXT, "-o", tmp_path / "link.md").returncode == 0
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "private.md").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "private.md").read_text().startswith("#")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_standard_output_is_an_error_of_its_own():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([sys.executable, "-m", "agreement_scan", "scan", str(TEXT), "-f", "json"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 7 and b"Standard output cannot be written" in done.stderr


def test_a_catalogue_in_the_configuration_stands_beside_it(tmp_path):
    (tmp_path / "agreement-scan.toml").write_text('catalogue = "own"\n')
    (tmp_path / "own").mkdir()
    (tmp_path / "sub").mkdir()
    for place in (tmp_path, tmp_path / "sub"):
        assert run("scan", TEXT, "-f", "json", cwd=place).returncode == 0


def test_what_was_piped_in_is_named_by_no_path_in_the_next_step():
    done = run("scan", "-", stdin=b"Neither Party shall use schools for military purposes unless operational necessity so requires.\n")
    assert done.returncode == 0
    assert done.stdout.decode().rstrip().endswith("agreement-scan scan - -o report.html")


@pytest.mark.parametrize("command", [("provisions", "codebook"), ("provisions", "coverage", "-f", "csv"), ("scan", TEXT), ("explain", "release.unconditional", TEXT), ("compare", TEXT, TEXT)])
def test_no_command_overwrites_the_catalogue_it_reads(command, tmp_path):
    own = tmp_path / "own" / "provisions" / "release" / "unconditional.toml"
    own.parent.mkdir(parents=True)
    own.write_bytes(words := (ROOT / "src/agreement_scan/catalogue/provisions/release/unconditional.toml").read_bytes())
    done = run(*command, "--catalogue", "own", "-o", "own/provisions/release/unconditional.toml", cwd=tmp_path)
    assert done.returncode == 2 and b"would overwrite" in done.stderr
    assert own.read_bytes() == words
