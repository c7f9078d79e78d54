"""The provisions as data: one TOML file each, its name is its id (``release/unconditional.toml`` is ``release.unconditional``).

``load_catalogue`` reads the shipped provisions, profiles, documents and macros, and layers a user's folder of the same shape
over them. Every fault points to file, line and column (BadCatalogue).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import BadCatalogue, UsageError
from ..model import KINDS, ProvisionInfo, Source
from ..resources import PACKAGE, TomlSource, sha256_of
from .expression import ExpressionError, Node, parse

ROOT = PACKAGE / "catalogue"
SCOPES = {"C": "ceasefire", "P": "peace-agreement", "A": "action-plan", "M": "mandate", "T": "transition"}
RULE_STATUSES = ("present", "weak", "contrary", "unclear", "absent")
VERIFIED = ("read", "secondary", "unverified")

_PROVISION_KEYS = {
    "name": str, "question": str, "why": str, "kind": str, "trigger": str, "scope": list, "present": str, "weak": str,
    "contrary": str, "wording": str, "authority_note": str, "sources": list, "crossrefs": list, "examples": list,
    "counter_examples": list, "rules": list, "unless": str, "firm": str, "conflict": str, "once": bool, "weak_only_alone": bool,
}  # fmt: skip
_REQUIRED = ("name", "question", "why", "kind", "scope", "present", "wording", "sources", "examples", "counter_examples")
_PROFILE_KEYS = {"name": str, "letter": str, "headline": list, "title_words": list, "extra": list, "without": list}
_RULE_KEYS = {"status", "when", "because", "plain", "curable", "general"}
_EXAMPLE_KEYS = {"text", "lead_in", "status", "why"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a passage speaks to a provision.

    ``status`` "absent" is a guard: where it holds, no other rule of the provision applies to the passage. ``plain`` rules are
    taken as they are; others are softened where the passage only aspires, permits, recites or is not agreed. A ``curable`` contrary
    rule yields to a present one elsewhere in the text (an amnesty granted here and limited there). A ``general`` rule reads what is said of everybody
    (access, return): it counts in a text of the kind that asks for it (reading rule 26), not in a fragment that names no child.
    """

    provision: str
    status: str
    when: Node
    source: str
    because: str
    plain: bool = False
    curable: bool = False
    general: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled clause of the catalogue: runs as a test and trains the classifier."""

    text: str
    lead_in: str
    status: str
    why: str


@dataclass(frozen=True, slots=True)
class Provision:
    """A requirement of the five documents, as the catalogue states it."""

    id: str
    name: str
    question: str
    why: str
    kind: str
    trigger: str
    scope: tuple[str, ...]
    present: str
    weak: str
    contrary: str
    wording: str
    authority_note: str
    sources: tuple[Source, ...]
    crossrefs: tuple[tuple[str, str], ...]
    examples: tuple[Example, ...]
    rules: tuple[Rule, ...]
    file: str
    once: bool = False  # a present finding is reported once, on the first clause that carries it
    weak_only_alone: bool = False  # weak findings count only where nothing is present
    unless: Node | None = None  # where it holds, neither a rule nor the classifier speaks to the provision
    firm: Node | None = None  # where it holds, the classifier may doubt what the rules read, but hides it only when it is sure
    conflict: str = ""  # what is said of a text in which one clause meets the requirement and another runs against it

    @property
    def family(self) -> str:
        """The folder the provision stands in."""
        return self.id.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Profile:
    """What kind of text is read, which decides what silence means."""

    id: str
    name: str
    letter: str
    headline: tuple[str, ...]
    title_words: tuple[str, ...]
    extra: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """Everything the reports say of provisions, and the rules that find them."""

    provisions: dict[str, Provision]
    profiles: dict[str, Profile]
    documents: dict[str, dict[str, Any]]
    triggers: dict[str, Node]
    facts: dict[str, Node]
    contexts: dict[str, Node]
    hash: str
    coverage: tuple[dict[str, Any], ...] = field(default=())

    def members(self, profile: str) -> list[str]:
        """Ids of a profile's provisions, headline first, then catalogue order. Raises UsageError for an unknown profile."""
        if profile not in self.profiles:
            raise UsageError(f"There is no profile “{profile}”.", f"Profiles: {', '.join(self.profiles)}.")
        chosen = self.profiles[profile]
        rest = [
            p.id
            for p in self.provisions.values()
            if (chosen.letter in p.scope or p.id in chosen.extra) and p.id not in chosen.without
        ]
        return list(dict.fromkeys([*chosen.headline, *rest]))

    def describe(self, identity: str, profile: str) -> ProvisionInfo:
        """What a report prints of a provision."""
        p = self.provisions[identity]
        return ProvisionInfo(
            p.id, p.family, p.name, p.question, p.why, p.kind, p.id in self.profiles[profile].headline,
            p.wording, p.present, p.weak, p.contrary, p.sources,
        )  # fmt: skip


def _expression(source: TomlSource, text: str, macros: dict[str, Node], key: str, occurrence: int = 0) -> Node:
    try:
        return parse(text, macros)
    except ExpressionError as error:
        line, column = source.position(key, text, occurrence)
        raise source.error(f"in “{key}”: {error}", line, column + error.at) from None


def _check_table(source: TomlSource, table: dict[str, Any], known: set[str], where: str, occurrence: int) -> None:
    for key in table:
        if key not in known:
            raise source.wrong(key, f"unknown key “{key}” in {where}", occurrence=occurrence)


def _provision(path: Path, root: Path, macros: dict[str, Node], documents: dict[str, dict[str, Any]]) -> Provision:
    source = TomlSource(path, path.relative_to(root).as_posix())
    data = source.data
    identity = f"{path.parent.name}.{path.stem}"
    for key, value in data.items():
        if key not in _PROVISION_KEYS:
            raise source.wrong(key, f"unknown key “{key}”", hint=f"Known keys: {', '.join(sorted(_PROVISION_KEYS))}.")
        if not isinstance(value, _PROVISION_KEYS[key]):
            raise source.wrong(key, f"“{key}” must be a {_PROVISION_KEYS[key].__name__}")
    for key in _REQUIRED:
        if key not in data:
            raise source.error(f"“{key}” is missing", 1, 1)
    if data["kind"] not in KINDS:
        raise source.wrong("kind", f"“kind” must be one of {', '.join(KINDS)}", data["kind"])
    for letter in data["scope"]:
        if letter not in SCOPES:
            raise source.wrong("scope", f"“{letter}” is no scope letter ({', '.join(SCOPES)})", letter)
    sources = []
    for n, entry in enumerate(data["sources"]):
        if entry.get("document") not in documents:
            raise source.wrong("document", f"unknown document “{entry.get('document')}”", entry.get("document"), n)
        about = documents[entry["document"]]
        sources.append(Source(entry["document"], entry["paragraph"], entry["quote"], about["authority"], about["title"], about.get("short", "")))
    for n, entry in enumerate(data.get("crossrefs", [])):
        if entry.get("verified") not in VERIFIED:
            raise source.wrong("verified", f"“verified” must be one of {', '.join(VERIFIED)}", entry.get("verified"), n)
    examples = []
    for group in ("examples", "counter_examples"):
        for n, entry in enumerate(data[group]):
            _check_table(source, entry, _EXAMPLE_KEYS, f"[[{group}]]", n)
            if entry.get("status") not in ("present", "weak", "contrary", "absent", "unclear"):
                raise source.wrong("status", f"wrong status “{entry.get('status')}” in [[{group}]]", entry.get("status"), n)
            examples.append(Example(entry["text"], entry.get("lead_in", ""), entry["status"], entry.get("why", "")))
    rules = []
    unless = f" & !({data['unless']})" if data.get("unless") else ""
    for n, entry in enumerate(data.get("rules", [])):
        _check_table(source, entry, _RULE_KEYS, "[[rules]]", n)
        if entry.get("status") not in RULE_STATUSES:
            raise source.wrong("status", f"a rule's status must be one of {', '.join(RULE_STATUSES)}", entry.get("status"), n)
        if "when" not in entry:
            raise source.wrong("status", "the rule has no “when”", occurrence=n)
        _expression(source, entry["when"], macros, "when", n)
        when = entry["when"] if entry["status"] == "absent" else f"({entry['when']}){unless}"
        node = _expression(source, when, macros, "unless", 0)
        rules.append(Rule(identity, entry["status"], node, entry["when"], entry.get("because", ""), *(bool(entry.get(key)) for key in ("plain", "curable", "general"))))
    return Provision(
        identity, data["name"], data["question"], data["why"], data["kind"], data.get("trigger", ""), tuple(data["scope"]),
        data["present"], data.get("weak", ""), data.get("contrary", ""), data["wording"], data.get("authority_note", ""),
        tuple(sources), tuple((c["reference"], c["verified"]) for c in data.get("crossrefs", [])),
        tuple(examples), tuple(rules), source.shown, bool(data.get("once")), bool(data.get("weak_only_alone")),
        *(_expression(source, data[key], macros, key) if data.get(key) else None for key in ("unless", "firm")),
        data.get("conflict", ""),
    )  # fmt: skip


def _macros(source: TomlSource, base: dict[str, Node]) -> dict[str, Node]:
    macros = dict(base)
    for key, text in source.data.items():
        if isinstance(text, str):
            macros[key] = _expression(source, text, macros, key)
    return macros


def _profile(path: Path) -> tuple[Profile, TomlSource]:
    source = TomlSource(path, f"profiles/{path.name}")
    data = source.data
    _check_table(source, data, set(_PROFILE_KEYS), "a profile", 0)
    for key, kind in _PROFILE_KEYS.items():
        if key in ("name", "letter", "headline") and key not in data:
            raise source.error(f"“{key}” is missing", 1, 1)
        if key in data and not isinstance(data[key], kind):
            raise source.wrong(key, f"“{key}” must be {'a list' if kind is list else 'text'}")
    if data["letter"] and data["letter"] not in SCOPES:
        raise source.wrong("letter", f"“{data['letter']}” is no scope letter ({', '.join(SCOPES)}); \"\" asks for nothing but what the profile names", data["letter"])
    return Profile(
        path.stem, data["name"], data["letter"], tuple(data["headline"]), tuple(data.get("title_words", ())),
        tuple(data.get("extra", ())), tuple(data.get("without", ())),
    ), source  # fmt: skip


@lru_cache(maxsize=8)
def load_catalogue(extra: Path | None = None) -> Catalogue:
    """The shipped catalogue with the user's folder ``extra`` laid over it (same file names replace, new ones add; ``wordings.toml`` replaces
    proposed wordings alone).

    Raises BadCatalogue with file, line and column for any fault.
    """
    roots = [ROOT] + ([Path(extra)] if extra is not None else [])
    if extra is not None and not Path(extra).is_dir():
        raise BadCatalogue(f"There is no catalogue folder “{Path(extra).name}”.", "Give a folder with provisions/ or profiles/ in it.")
    files: dict[str, tuple[Path, Path]] = {}
    macros: dict[str, Node] = {}
    triggers: dict[str, Node] = {}
    facts: dict[str, Node] = {}
    contexts: dict[str, Node] = {}
    documents: dict[str, dict[str, Any]] = {}
    coverage: list[dict[str, Any]] = []
    wordings: list[TomlSource] = []
    read: list[Path] = []
    for root in roots:
        for path in sorted(root.glob("provisions/*/*.toml")) + sorted(root.glob("profiles/*.toml")):
            files[path.relative_to(root).as_posix()] = (path, root)
            read.append(path)
        for name in ("documents", "macros", "triggers", "facts", "contexts", "coverage", "wordings"):
            path = root / f"{name}.toml"
            if not path.is_file():
                continue
            read.append(path)
            source = TomlSource(path, path.name)
            if name == "documents":
                documents.update(source.data)
            elif name == "macros":
                macros = _macros(source, macros)
            elif name == "wordings":
                wordings.append(source)
            elif name == "coverage":
                coverage += source.data.get("paragraphs", [])
            else:
                {"triggers": triggers, "facts": facts, "contexts": contexts}[name].update(
                    {key: _expression(source, text, macros, key) for key, text in source.data.items()}
                )
    provisions: dict[str, Provision] = {}
    profiles: dict[str, Profile] = {}
    sources: dict[str, TomlSource] = {}
    for shown, (path, root) in files.items():
        if shown.startswith("provisions/"):
            provision = _provision(path, root, macros, documents)
            if provision.trigger and provision.trigger not in triggers:
                raise TomlSource(path, shown).wrong("trigger", f"there is no trigger “{provision.trigger}”", provision.trigger)
            provisions[provision.id] = provision
        else:
            profile, source = _profile(path)
            profiles[profile.id], sources[profile.id] = profile, source
    for profile in profiles.values():
        for key in ("headline", "extra", "without"):
            for identity in getattr(profile, key):
                if identity not in provisions:
                    raise sources[profile.id].wrong(key, f"there is no provision “{identity}”", identity)
    for source in wordings:
        for identity, wording in source.data.items():
            if identity not in provisions or not isinstance(wording, str):
                raise source.wrong(identity, f"there is no provision “{identity}”" if identity not in provisions else "a wording must be text", identity)
            provisions[identity] = replace(provisions[identity], wording=wording)
    digest = sha256_of([p for p in read if ROOT in p.parents or p.parent == ROOT], ROOT)
    if extra is not None:
        digest += "+" + sha256_of([p for p in read if Path(extra) in p.parents], Path(extra)).removeprefix("sha256:")[:16]
    return Catalogue(provisions, profiles, documents, triggers, facts, contexts, digest, tuple(coverage))
