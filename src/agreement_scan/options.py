"""Options of a scan: defaults < configuration file < environment < flags."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .errors import BadConfiguration, UsageError

CONFIG_NAMES = ("agreement-scan.toml", ".agreement-scan.toml")
ENVIRONMENT = "AGREEMENT_SCAN_"
BESIDE = ("debug",)  # variables that are no option of a scan


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen for one scan. Empty strings and None mean "decide from the text"."""

    profile: str = ""
    language: str = ""
    catalogue: str = ""  # a folder laid over the shipped catalogue
    password: str = ""
    changes: str = "both"  # tracked changes: both | accept | reject
    model: str = "on"  # on | off | encoder: what reads beside the rules

    def shown(self) -> dict[str, Any]:
        """The options that shape a result, for the run block: no password, no path."""
        return {"changes": self.changes, "model": self.model, "catalogue": Path(self.catalogue).name if self.catalogue else ""}


CHOICES = {"changes": ("both", "accept", "reject"), "model": ("on", "off", "encoder")}


def check(options: Options, flags: bool) -> Options:
    """The options if every choice is known. Raises UsageError for a wrong flag, BadConfiguration for what stands in a file or the environment."""
    for name, allowed in CHOICES.items():
        if getattr(options, name) not in allowed:
            error = UsageError if flags else BadConfiguration
            raise error(f"{'flags' if flags else 'configuration'}: “{name}” cannot be “{getattr(options, name)}”.", f"Choose one of: {', '.join(allowed)}.")
    return options


def gather(flags: dict[str, Any], folder: Path | None = None) -> tuple[Options, dict[str, str]]:
    """Options from all layers, and where each value came from. ``flags`` that are None were not given.

    The nearest ``agreement-scan.toml`` of the folder or above counts. Raises BadConfiguration and UsageError.
    """
    names = {f.name for f in fields(Options)}
    options, origin = Options(), {n: "default" for n in names}
    path = find_config(folder or Path.cwd())
    if path is not None:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise BadConfiguration(f"{path.name}: {error}", "Correct the file or remove it.") from None
        for key, value in data.items():
            if key not in names:
                raise BadConfiguration(f"{path.name}: unknown setting “{key}”.", f"Known settings: {', '.join(sorted(names))}.")
            if not isinstance(value, str):
                raise BadConfiguration(f"{path.name}: “{key}” must be a text.", 'Write it in quotes: key = "value".')
            if key == "catalogue":
                value = str(path.parent / value)  # the file names a folder beside itself, wherever the command is given
            options, origin[key] = replace(options, **{key: value}), path.name
    _known_variables(names)
    for name in sorted(names):
        value = os.environ.get(ENVIRONMENT + name.upper())
        if value is not None:
            options, origin[name] = replace(options, **{name: value}), ENVIRONMENT + name.upper()
    check(options, flags=False)
    for name, value in flags.items():
        if value is not None and name in names:
            options, origin[name] = replace(options, **{name: value}), "flag"
    return check(options, flags=True), origin


def _known_variables(names: set[str]) -> None:
    """Raises BadConfiguration for a variable that nobody reads: it is a slip of the pen, and what it asks for would not be done."""
    known = sorted(ENVIRONMENT + n.upper() for n in (*names, *BESIDE))
    for variable in sorted(os.environ):
        if variable.startswith(ENVIRONMENT) and variable not in known:
            near = get_close_matches(variable, known, 1, 0.8)
            raise BadConfiguration(f"{variable}: unknown setting in the environment.", f"{f'Did you mean {near[0]}? ' if near else ''}Known settings: {', '.join(known)}.")


def find_config(folder: Path) -> Path | None:
    """The nearest configuration file in a folder or above it."""
    for place in (folder, *folder.parents):
        for name in CONFIG_NAMES:
            if (place / name).is_file():
                return place / name
    return None
