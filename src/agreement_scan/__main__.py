"""``python -m agreement_scan``."""

from .cli import main

main()
