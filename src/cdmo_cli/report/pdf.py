"""HTML to PDF: the only importer of WeasyPrint.

One file is PDF/A-3a and PDF/UA-1 at once: WeasyPrint writes the first, and a finisher adds to the XMP metadata what
the second asks for. Templates reach no file and no network, and the same input gives the same bytes.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import io
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdmo_cli.errors import MissingLibrary, TemplateError
from cdmo_cli.report import isolation

_INSTALL = (
    "install Pango: on Debian and Ubuntu `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`, "
    "on macOS `brew install pango`; on Windows see WeasyPrint's page on installation"
)

_ADDRESS = re.compile(r'Error fetching "(.*)"', re.DOTALL)
_DATA = re.compile(r"(data:[\w/+.-]*)[;,][^\s'\")]{40,}")  # a file written out: no words for a person

# Where Homebrew and MacPorts put libraries; the system's own folder last, since a value takes the place of the default.
_MAC_LIBRARIES = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib", "/usr/lib")

# The identification of PDF/UA-1 and, because PDF/A allows no property that it does not know, its description
# (ISO 14289-1, 5; ISO 19005-3, 6.6.2.3.3).
_PDF_UA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that the PDF carries; `kind` is its media type."""

    name: str
    data: bytes
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, with its number of pages and what is to be said of the render: no words where all went well."""

    data: bytes
    pages: int
    remarks: tuple[str, ...] = ()


def pdf(
    html: str,
    *,
    epoch: int,
    enclosures: Sequence[Enclosure] = (),
    draft: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Printed:
    """Render a document whose resources are all inside it.

    `epoch` (seconds since 1970) dates the fonts and the enclosures, so that the bytes do not depend on the day. A
    `draft` has no tags, is no PDF/A, and carries nothing. `tell` is told what is being done.

    A document that brings fonts is set in these alone: none of the machine's can be embedded. Raises TemplateError
    where none of them can be used or the document points outside itself, and MissingLibrary where Pango is not
    installed.
    """
    weasyprint = _weasyprint()
    own_fonts = html.count("@font-face")
    with (
        isolation.variable("SOURCE_DATE_EPOCH", str(epoch)),  # fontTools reads the date of the subsets from it
        isolation.no_system_fonts() if own_fonts else contextlib.nullcontext(),
        isolation.no_collection(),
        isolation.listening(tell) as remarks,
        _closed(weasyprint),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves the colour profile open
        fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
        document = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None).render()
        if own_fonts and sum(remark.startswith("Font-face") for remark in remarks()) == own_fonts:
            raise TemplateError("none of the report’s fonts can be used", hint="report.fonts names others")
        attached = [_attachment(weasyprint, fetcher, each, epoch) for each in enclosures] if not draft else []
        data: bytes = document.write_pdf(
            finisher=None if draft else _add_pdf_ua,
            pdf_variant=None if draft else "pdf/a-3a",
            pdf_identifier=hashlib.sha256(html.encode("utf-8")).hexdigest()[:32].encode("ascii"),
            attachments=attached or None,
        )
    return Printed(data, len(document.pages), tuple(_brief(remark) for remark in remarks()))


def _brief(text: str) -> str:
    """A message without the files that are written out in it."""
    return _DATA.sub(r"\1…", text)


class Outside(TemplateError):
    """A document that points to a file or into the network: `address` is where to."""

    def __init__(self, message: str, *, hint: str = "", path: Path | str | None = None, address: str = "") -> None:
        super().__init__(message, hint=hint, path=path)
        self.address = address


@contextlib.contextmanager
def _closed(weasyprint: Any) -> Iterator[None]:
    """Turn what WeasyPrint raises for an address outside the document, which is no Exception and would end the program
    with a traceback, into a TemplateError."""
    try:
        yield
    except weasyprint.urls.FatalURLFetchingError as error:
        found = _ADDRESS.search(str(error))
        address = _brief(found[1] if found else str(error))
        raise Outside(
            f"the report points to ‘{address}’, and nothing outside it is read",
            hint='{{ asset("picture.svg") }} puts a file of your templates folder into it',
            address=address,
        ) from error


def _attachment(weasyprint: Any, fetcher: Any, enclosure: Enclosure, epoch: int) -> Any:
    """An enclosure for WeasyPrint: as a data URI, since it would guess the media type of others by what the machine
    knows."""
    when = dt.datetime.fromtimestamp(epoch, tz=dt.UTC)
    return weasyprint.Attachment(
        url=f"data:{enclosure.kind};base64,{base64.b64encode(enclosure.data).decode('ascii')}",
        url_fetcher=fetcher,
        name=enclosure.name,
        description=enclosure.description,
        created=when,
        modified=when,
        relationship="Data",
    )


def _weasyprint() -> Any:
    """WeasyPrint, imported quietly: without Pango it prints a banner to stdout, where only results belong."""
    _show_libraries()
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that the machine has no fonts: a document brings its own
            import weasyprint
            import weasyprint.urls
    except OSError as problem:
        raise MissingLibrary(f"WeasyPrint cannot load Pango: {problem}", hint=_INSTALL) from problem
    return weasyprint


def _show_libraries() -> None:
    """Say on macOS where Pango may be: a Python that Homebrew did not install looks in none of its folders. What the
    user has set stays."""
    if sys.platform == "darwin":
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", os.pathsep.join(_MAC_LIBRARIES))


def _add_pdf_ua(_document: Any, document: Any) -> None:
    """Put the identification of PDF/UA-1 beside that of PDF/A in the document's XMP metadata."""
    reference = document.catalog["Metadata"]
    number = int((reference.decode("ascii") if isinstance(reference, bytes) else str(reference)).split()[0])
    metadata = document.objects[number]
    metadata.stream = [_with_pdf_ua(b"".join(_as_bytes(part) for part in metadata.stream))]


def _with_pdf_ua(xmp: bytes) -> bytes:
    return re.sub(rb"</rdf:RDF>", lambda end: _PDF_UA + end[0], xmp, count=1)


def _as_bytes(part: bytes | str) -> bytes:
    return part if isinstance(part, bytes) else part.encode("utf-8")
