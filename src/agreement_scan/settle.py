"""What only the whole text can tell of the rules' readings: cures, findings reported once, weak ones that count only alone."""

from __future__ import annotations

from .catalogue import Catalogue, Provision
from .rules import Candidate


def settle(candidates: list[Candidate], catalogue: Catalogue) -> list[Candidate]:
    """Applies what the provisions say of the whole text: cures, findings reported once, weak ones that count only alone."""
    by_provision: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_provision.setdefault(candidate.provision, []).append(candidate)
    kept: set[int] = set()
    for identity, group in by_provision.items():
        kept.update(id(c) for c in _settle_one(catalogue.provisions[identity], group))
    return [c for c in candidates if id(c) in kept]


def _settle_one(provision: Provision, group: list[Candidate]) -> list[Candidate]:
    limited = [c for c in group if c.status == "present" and not _curable(c)]
    if limited:
        for candidate in group:
            if candidate.status == "contrary" and _curable(candidate):
                candidate.status = "present"
                candidate.softened = f"is limited by {limited[0].passage.clause.label}"
    present = [c for c in group if c.status == "present"]
    if provision.weak_only_alone and present:
        group = [c for c in group if c.status != "weak"]
    if provision.once:
        for status in ("present", "weak"):
            first = next((c for c in group if c.status == status), None)
            group = [c for c in group if c.status != status or c is first]
    return group


def _curable(candidate: Candidate) -> bool:
    return candidate.compiled is not None and candidate.compiled.rule.curable
