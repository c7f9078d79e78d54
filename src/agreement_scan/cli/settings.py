"""The options of a command, from its flags and whatever stands around it."""

from __future__ import annotations

from pathlib import Path

from ..errors import BadConfiguration, UsageError
from ..options import Options, gather


def gathered(**flags: str | None) -> Options:
    """The options of a command: defaults < configuration file < environment < its flags, of which None was not given.

    Raises UsageError for a wrong flag and BadConfiguration for what stands in a file or the environment, also for a profile
    that the catalogue does not have.
    """
    from ..catalogue import load_catalogue

    options, origin = gather(flags)
    if options.profile and origin["profile"] != "flag":
        try:
            load_catalogue(Path(options.catalogue) if options.catalogue else None).members(options.profile)
        except UsageError as error:
            raise BadConfiguration(f"{origin['profile']}: {error.message}", error.hint) from None
    return options
