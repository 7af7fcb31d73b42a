"""From a model to a report: its document, what it carries, and the bytes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cdmo_cli.check import Verdict
from cdmo_cli.errors import ModelError
from cdmo_cli.market.cube import Cube
from cdmo_cli.market.model import Model
from cdmo_cli.report import attachment, glyphs, html, pdf, sections
from cdmo_cli.report.brand import Brand
from cdmo_cli.report.context import Context
from cdmo_cli.report.disclosure import Catalogue, Disclosure, disclose
from cdmo_cli.report.exhibits import Book
from cdmo_cli.report.frame import Frame, frame
from cdmo_cli.report.options import Options
from cdmo_cli.report.pdf import Printed
from cdmo_cli.report.redact import Edition
from cdmo_cli.report.style import using
from cdmo_cli.report.view import View
from cdmo_cli.tables.model import SheetTables

_DRAFT = "Draft"


def render(
    model: Model,
    verdict: Verdict | None,
    edition: Edition,
    options: Options = Options(),  # noqa: B008
    tables: Sequence[SheetTables] = (),
) -> bytes:
    """The PDF of one edition: PDF/A-3a and PDF/UA-1, the same bytes for the same input.

    The arguments and errors are those of `produce`.
    """
    return produce(model, verdict, edition, options, tables).data


def produce(
    model: Model,
    verdict: Verdict | None,
    edition: Edition,
    options: Options = Options(),  # noqa: B008
    tables: Sequence[SheetTables] = (),
) -> Printed:
    """The PDF of one edition, its number of pages, and what is to be said of it.

    `verdict` is what `check` found in the same workbook; None where it was not asked. `tables` are those that the model
    was made from, for lists that are no part of a market: the sheet of sources.

    Raises ModelError for a model without any figure or a text with an unknown token, ConfigError and TemplateError for
    settings and templates that cannot be used, Undisclosable for a sample that would give hidden figures away,
    UsageError for what may not be attached, and MissingLibrary where Pango is not installed.
    """
    with _making(model, verdict, edition, options, tables) as made:
        document, strange = html.document(made.book, made.around)
        carried = () if options.draft else attachment.enclosures(made.view, made.book, made.around, options, verdict)
    options.tell("setting the pages")
    printed = pdf.pdf(document, epoch=made.around.epoch, enclosures=carried, draft=options.draft, tell=options.progress)
    return replace(printed, remarks=(*_remarks(made.view, strange), *printed.remarks))


def compose(
    model: Model,
    verdict: Verdict | None,
    edition: Edition,
    options: Options = Options(),  # noqa: B008
    tables: Sequence[SheetTables] = (),
) -> str:
    """The HTML that `render` makes the PDF from; everything is inside it."""
    with _making(model, verdict, edition, options, tables) as made:
        return html.html(made.book, made.around)


def prove_sample(model: Model, options: Options = Options()) -> Disclosure:  # noqa: B008
    """What the sample edition shows, proved to give nothing else away: for `options.proved`, before any edition is
    rendered. Raises ModelError, ConfigError and Undisclosable as `produce`."""
    _refuse_empty(model)
    options.tell("proving that the sample gives nothing away")
    system = options.judgement.system if options.judgement is not None else None
    return disclose(Catalogue(Cube.of(model)), options.sample, system, options.known)


@dataclass(frozen=True)
class _Made:
    """An edition before it is set: what may be seen, the chapters, and what stands around them."""

    view: View
    book: Book
    around: Frame


@contextlib.contextmanager
def _making(
    model: Model, verdict: Verdict | None, edition: Edition, options: Options, tables: Sequence[SheetTables]
) -> Iterator[_Made]:
    """An edition, and its style for as long as it is worked on."""
    _refuse_empty(model)
    brand = Brand.of(options.report, options.format)
    with using(brand.style):
        proved = (options.proved or prove_sample(model, options)) if edition == "sample" else None
        view = View.of(model, edition, proved=proved)
        book = sections.book(Context(view, verdict, options, tables=tuple(tables)))
        around = frame(view, book, brand)
        if options.draft:
            around = replace(around, footer=" · ".join(part for part in (_DRAFT, around.footer) if part))
        yield _Made(view, book, around)


def _refuse_empty(model: Model) -> None:
    """Raises ModelError for a model without any figure."""
    if not len(model.observations):
        raise ModelError(
            "there are no figures that a report could show",
            hint="`cdmo inspect` says what was understood of the workbook",
            path=model.path or None,
        )


def _remarks(view: View, strange: frozenset[str]) -> Iterator[str]:
    """How much is known from elsewhere, what had to be hidden besides, and the characters that no font has."""
    for known in view.known:
        name = known.path.replace("\\", "/").rsplit("/", 1)[-1]
        yield f"of {name} {known.matched} of {known.figures} figures are this market’s"
    for each in view.protected:
        where = f" ({each.cells})" if each.cells else ""
        yield f"hidden as well: {each.words}{where}; it would give {each.given} away"
    if strange:
        lacking = f"no font of the report has these characters: {glyphs.named(strange)}"
        yield f"{lacking}; [report.fonts] in cdmo.toml names one that does"
