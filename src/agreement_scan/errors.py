"""Every error a user can meet: what happened, where, the way out, and the exit code.

Exit codes (documented in the README): 0 ran; 1 a ``--fail-on`` condition is met; 2 usage; 3 unreadable input;
4 unsupported language; 5 bad catalogue or configuration; 6 missing extra; 7 output not writable; 70 our bug.
"""

from __future__ import annotations


class AgreementScanError(Exception):
    """Base of all errors this package raises on purpose.

    ``message`` says what and where, ``hint`` the way out; ``exit_code`` is what the command line ends with.
    """

    exit_code = 70

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self):  # keeps message and hint when a worker process hands the error back
        return (type(self), (self.message, self.hint))


class UsageError(AgreementScanError):
    """The request itself does not make sense (exit 2)."""

    exit_code = 2


class UnreadableInput(AgreementScanError):
    """The draft cannot be read (exit 3). ``code`` names the reason for tables and logs."""

    exit_code = 3
    code = "unreadable"


class MissingInput(UnreadableInput):
    """No such file, or it may not be opened."""

    code = "missing"


class EmptyInput(UnreadableInput):
    """The file holds no bytes, or no text at all."""

    code = "empty"


class DamagedInput(UnreadableInput):
    """The file's structure is broken."""

    code = "damaged"


class EncryptedInput(UnreadableInput):
    """The file needs a password."""

    code = "encrypted"


class ScannedInput(UnreadableInput):
    """No page has a text layer: the file needs OCR first."""

    code = "needs-ocr"


class WrongFormat(UnreadableInput):
    """The bytes are not of any format we read, or not what the suffix says."""

    code = "wrong-format"


class TooLarge(UnreadableInput):
    """The file is beyond the size limits (see ``options``)."""

    code = "too-large"


class UnsupportedLanguage(AgreementScanError):
    """There is no language pack for the text (exit 4)."""

    exit_code = 4


class BadCatalogue(AgreementScanError):
    """A provision, profile or language file is wrong; the message points to file, line and column (exit 5)."""

    exit_code = 5


class BadConfiguration(AgreementScanError):
    """A configuration file or environment variable is wrong (exit 5)."""

    exit_code = 5


class MissingExtra(AgreementScanError):
    """An optional package is needed (exit 6); the hint is the exact install command."""

    exit_code = 6


class NotWritable(AgreementScanError):
    """The output cannot be written (exit 7)."""

    exit_code = 7
