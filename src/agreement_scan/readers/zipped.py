"""The parts of zipped XML formats (DOCX, ODT), read within limits and without any of XML's tricks."""

from __future__ import annotations

import io
import zipfile
import zlib

from ..errors import DamagedInput, EncryptedInput, TooLarge
from .source import Source


class Parts:
    """The parts of a zipped document, by name. Entities, DTDs, networks and very deep or very large parts are refused."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._left = source.limits.unpacked
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(source.data))
            self.names = frozenset(self._archive.namelist())
        except Exception:
            raise self._damaged("the zip is broken") from None

    def _damaged(self, what: str) -> DamagedInput:
        return DamagedInput(f"{self._source.name}: {what}", "open it in its own program and save it again")

    def bytes(self, name: str) -> bytes:
        """The bytes of a part. Raises TooLarge when all parts together unpack to more than the limit, DamagedInput."""
        try:
            with self._archive.open(name) as part:
                data = part.read(self._left + 1)
        except KeyError:
            raise self._damaged(f"the part {name} is missing") from None
        except NotImplementedError:  # a kind of compression nobody uses here; before RuntimeError, which it is one of
            raise self._damaged(f"the part {name} cannot be unpacked") from None
        except RuntimeError:  # how zipfile says that a part is encrypted
            raise EncryptedInput(f"{self._source.name}: the file is protected by a password", "save a copy without the password") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise self._damaged(f"the part {name} cannot be unpacked") from None
        if len(data) > self._left:
            limit = self._source.limits.unpacked
            raise TooLarge(f"{self._source.name}: it unpacks to more than {limit:,} bytes", "check where the file is from; split it if it is genuine")
        self._left -= len(data)
        return data

    def xml(self, name: str):
        """The root element of an XML part (lxml). Raises DamagedInput, TooLarge."""
        from lxml import etree

        data = self.bytes(name)
        # resolve_entities=False keeps entities unexpanded and no_network stops fetching; a DTD has no place here at all
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged(f"the part {name} is not well-formed XML (line {error.lineno})") from None
        if root.getroottree().docinfo.doctype:
            raise self._damaged(f"the part {name} declares a document type, which such files never do")
        return root

    def optional(self, name: str):
        """The root element of a part, or None where there is no such part."""
        return self.xml(name) if name in self.names else None
