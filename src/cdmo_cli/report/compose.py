"""From a model to the bytes of a report."""

from __future__ import annotations

from collections.abc import Sequence

from cdmo_cli.check import Verdict
from cdmo_cli.errors import ModelError
from cdmo_cli.market.model import Model
from cdmo_cli.report import html, pdf, sections
from cdmo_cli.report.context import Context
from cdmo_cli.report.frame import Frame, frame
from cdmo_cli.report.options import Options
from cdmo_cli.report.redact import Edition
from cdmo_cli.report.view import View
from cdmo_cli.tables.model import SheetTables


def render(
    model: Model,
    verdict: Verdict | None,
    edition: Edition,
    options: Options = Options(),  # noqa: B008
    tables: Sequence[SheetTables] = (),
) -> bytes:
    """The PDF of one edition: PDF/A-3a and PDF/UA-1, the same bytes for the same input.

    `verdict` is what `check` found in the same workbook; None where it was not asked. `tables` are those that the model
    was made from, for lists that are no part of a market: the sheet of sources. Raises ModelError for a model without
    any figure or a text with an unknown token, and MissingLibrary where Pango is not installed.
    """
    document, around = _document(model, verdict, edition, options, tables)
    return pdf.pdf(document, epoch=around.epoch)


def compose(
    model: Model,
    verdict: Verdict | None,
    edition: Edition,
    options: Options = Options(),  # noqa: B008
    tables: Sequence[SheetTables] = (),
) -> str:
    """The HTML that `render` makes the PDF from; everything is inside it."""
    return _document(model, verdict, edition, options, tables)[0]


def _document(
    model: Model, verdict: Verdict | None, edition: Edition, options: Options, tables: Sequence[SheetTables]
) -> tuple[str, Frame]:
    if not len(model.observations):
        raise ModelError(
            "there are no figures that a report could show",
            hint="`cdmo inspect` says what was understood of the workbook",
            path=model.path or None,
        )
    view = View.of(model, edition)
    book = sections.book(Context(view, verdict, options, tables=tuple(tables)))
    around = frame(view, book)
    return html.html(book, around), around
