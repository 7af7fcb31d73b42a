"""HTML to PDF: the only importer of WeasyPrint.

One file is PDF/A-3a and PDF/UA-1 at once: WeasyPrint writes the first, and a finisher adds to the XMP metadata what
the second asks for. Templates reach no file and no network, and the same input gives the same bytes.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import os
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from cdmo_cli.errors import MissingLibrary

_INSTALL = (
    "install Pango: on Debian and Ubuntu `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`, "
    "on macOS `brew install pango`; on Windows see WeasyPrint's page on installation"
)

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


def pdf(html: str, *, epoch: int) -> bytes:
    """Render a document whose resources are all inside it.

    `epoch` (seconds since 1970) dates the fonts, so that the bytes do not depend on the day. Raises MissingLibrary
    where Pango is not installed.
    """
    weasyprint = _weasyprint()
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
    with _environment("SOURCE_DATE_EPOCH", str(epoch)), _no_collection(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves the colour profile open
        document = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None)
        data: bytes = document.write_pdf(
            finisher=_add_pdf_ua,
            pdf_variant="pdf/a-3a",
            pdf_identifier=hashlib.sha256(html.encode("utf-8")).hexdigest()[:32].encode("ascii"),
        )
    return data


def _weasyprint() -> Any:
    """WeasyPrint, imported quietly: without Pango it prints a banner to stdout, where only results belong."""
    _show_libraries()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
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


@contextlib.contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    """Set a variable for the time of a render; fontTools reads the date of the subsets from it."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Rendering makes millions of objects that all live to its end: looking for garbage costs 8 % and finds none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
