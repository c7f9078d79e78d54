"""The pairs of ``pairs.toml``: base drafts, and what is planted in each to make the new draft."""

import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def load() -> list[dict]:
    """Every pair with its ``old`` and ``new`` text. An edit must find its words exactly once."""
    with (HERE / "pairs.toml").open("rb") as file:
        data = tomllib.load(file)
    pairs = []
    for pair in data["pair"]:
        base = data["base"][pair["base"]]
        old = _edited(base["text"], pair.get("before", []), pair["name"])
        new = _edited(old, pair["edits"], pair["name"])
        pairs.append({"profile": base["profile"], **pair, "old": old, "new": new})
    return pairs


def _edited(text: str, edits: list[list[str]], name: str) -> str:
    for before, after in edits:
        assert text.count(before) == 1, f"{name}: “{before}” stands {text.count(before)} times"
        text = text.replace(before, after)
    return text
