"""What stands around the chapters: title, running head, footer, dates, order links. All of it may be missing."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from cdmo_cli.errors import ConfigError
from cdmo_cli.report import charts, numbers
from cdmo_cli.report.brand import LINKS, Brand
from cdmo_cli.report.charts.model import AnyChart, Size, Spiral
from cdmo_cli.report.exhibits import Book, Exhibit
from cdmo_cli.report.findings import known
from cdmo_cli.report.fonts import balanced
from cdmo_cli.report.marks import Mark, cover_mark, head_mark
from cdmo_cli.report.sections import common, wording
from cdmo_cli.report.style import current
from cdmo_cli.report.view import View

# Where neither the workbook nor SOURCE_DATE_EPOCH gives a date, the same date always: equal input, equal bytes.
_NO_DATE = dt.date(2000, 1, 1)
_LONGEST, _RUNNING = 120, 56  # characters of the title on the cover, and in the running head
_ILLUSTRATIVE = "Illustrative figures, not for citation"
_ADDRESS = re.compile(r"(?i)(https?://[^\s<>\"]+|mailto:[^\s<>\"]+)$")
_FIRST = ("type", "application", "region")
_NO_SPLIT = ("country", "company", "publisher", "scenario")
_MOST_SPLITS = 3
_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %Y", "%b %Y", "%Y-%m", "%d/%m/%Y")


@dataclass(frozen=True)
class Link:
    """A way to order: what it does and where it leads. `href` is empty where the workbook names no web address."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """A line of the cover's key."""

    text: str
    warm: bool = False


@dataclass(frozen=True)
class Frame:
    """The words around the chapters."""

    title: str  # "CDMO Outsourcing Market"
    period: str
    subtitle: str
    report: str  # "Report 918786"
    edition: str  # "Edition 1, November 2026"
    running: str
    footer: str
    document_title: str
    publisher: str
    illustrative: str  # the sentence, empty when the flag is not set
    note: str
    sample: bool
    created: dt.date
    dated: bool
    links: tuple[Link, ...]
    art: AnyChart
    mark: Mark  # on the cover
    head_mark: Mark  # in the running head
    brand: str  # what stands beside the mark on the cover
    legend: tuple[Legend, ...]
    exhibit_list: tuple[Exhibit, ...]
    sample_lead: str
    order: str  # the heading of the order panel
    offer: str
    disclaimer: str
    imprint: tuple[str, ...]  # by line
    guide: tuple[tuple[str, str], ...]

    @property
    def cover_lines(self) -> tuple[str, ...]:
        """Report, edition, and that this is the sample, as far as they are known."""
        lines = (self.report, self.edition, "Sample edition" if self.sample else "")
        return tuple(line for line in lines if line)

    @property
    def stamp(self) -> str:
        """The date for the file's metadata."""
        return self.created.isoformat() + "T00:00:00Z"

    @property
    def epoch(self) -> int:
        """The date in seconds since 1970."""
        return int(dt.datetime(self.created.year, self.created.month, self.created.day, tzinfo=dt.UTC).timestamp())


def frame(view: View, book: Book, brand: Brand) -> Frame:
    """The frame of an edition around its chapters. Raises ConfigError for a link to a report without an id."""
    facts = view.model.facts
    publisher = brand.publisher or facts.publisher
    title = _title(view)
    title = view.prose(title)
    short = shortened(title)
    created, dated = _date(facts.date)
    illustrative = _ILLUSTRATIVE if facts.illustrative else ""
    report = f"Report {facts.report_id}" if facts.report_id else ""
    edition = _edition(facts.edition, created if dated else None, facts.date)
    footer_edition = edition
    if view.sample:
        footer_edition = f"Sample of {edition[0].lower() + edition[1:]}" if edition else "Sample"
    period = view.period
    tokens = {"id": facts.report_id, "title": short, "publisher": publisher}
    texts = {key: _put(text, tokens) for key, text in brand.texts.items()}
    mark = cover_mark(brand.logo, publisher)
    footer = (report or view.file, footer_edition, illustrative, texts.get("footer", ""))
    return Frame(
        title=wording.brief(title if len(balanced(title, 40, 132)) <= 3 else short, _LONGEST),
        period=period,
        subtitle=_subtitle(view),
        report=report,
        edition=edition,
        running=f"{wording.brief(short, _RUNNING)} {period.replace(' to ', '–')}".strip()
        + (" · Sample" if view.sample else ""),
        footer=" · ".join(part for part in footer if part),
        document_title=f"{title}, {period}".rstrip(", ") + (" (sample)" if view.sample else ""),
        publisher=publisher,
        illustrative=illustrative,
        note=view.prose(facts.note) if facts.illustrative or facts.note else "",
        sample=view.sample,
        created=created,
        dated=dated,
        links=_links({**facts.links, **brand.links}, facts.report_id, texts),
        art=_art(view),
        mark=mark,
        head_mark=head_mark(brand.logo),
        brand="" if mark.says_name else publisher,
        legend=_legend(view),
        exhibit_list=tuple(exhibit for section in book.sections for exhibit in section.exhibits),
        sample_lead=texts.get("sample")
        or "Chapters, exhibits and their numbers are those of the full report. Hidden figures are marked XX.",
        order=texts.get("order") or ("Order the full report" if view.sample else "Order or ask"),
        offer=texts.get("offer") or _offer(view),
        disclaimer=texts.get("disclaimer", ""),
        imprint=tuple(line.strip() for line in texts.get("imprint", "").splitlines() if line.strip()),
        guide=_guide(view),
    )


def _put(text: str, tokens: Mapping[str, str]) -> str:
    """The text with its tokens resolved."""
    return re.sub(r"\{(\w+)\}", lambda token: tokens.get(token[1], token[0]), text)


def _art(view: View) -> Spiral:
    """The spiral of the cover, as large as the page: drawn from the sizes, in the sample from nothing."""
    page = current().page
    return replace(_spiral(view), width=page.width * 72 / 25.4, height=page.height * 72 / 25.4)


def _spiral(view: View) -> Spiral:
    sizes = _sizes(view)
    if view.sample or len(sizes) < 2 or any(after.value < before.value for before, after in itertools.pairwise(sizes)):
        return Spiral(alt="A spiral of dots, not drawn from the data")
    return Spiral(
        alt=f"A spiral of dots: the {view.noun} in {sizes[0].label} and its growth to {sizes[-1].label}",
        base=sizes[0],
        forecast=sizes[1:],
    )


def _sizes(view: View) -> tuple[Size, ...]:
    """The forecast's sizes that the cover can show: known and positive."""
    if view.cube.kind != "currency":
        return ()
    series = {year: figure.value for year, figure in view.series().items() if view.start <= year <= view.final}
    if not all(known(value) and value > 0 for value in series.values()):
        return ()
    return tuple(Size(str(year), value) for year, value in series.items())


def _legend(view: View) -> tuple[Legend, ...]:
    """What the dots mean. Their number is rounded year by year, as the drawing does it."""
    art = _art(view)
    if art.base is None:
        return (Legend("The dots are not drawn from the data."),)
    money = view.money
    unit = charts.spiral_unit([art.base.value, *(size.value for size in art.forecast)])
    base = round(art.base.value / unit)
    grown = round(art.forecast[-1].value / unit) - base
    whole = 0 if float(unit).is_integer() else 2
    return (
        Legend(f"One dot is {money.full(unit, whole)}."),
        Legend(f"{base} pale dots: the {view.noun} in {art.base.label}."),
        Legend(f"{grown} warm dots: the growth to {art.forecast[-1].label}.", warm=True),
    )


def _guide(view: View) -> tuple[tuple[str, str], ...]:
    """How exhibits are to be read."""
    appendix = "the full report’s data appendix" if view.sample else "the data appendix"
    return (
        (
            "Headings",
            "state a finding, computed from unrounded figures; the line below gives measure, unit, place and years",
        ),
        ("Forecast years", "are tinted columns and dashed lines; one colour marks what the heading is about"),
        ("% a year", f"is compound annual growth, {view.period} unless the exhibit says otherwise"),
        ("Source", f"is the sheet and the range of cells of the workbook; {appendix} gives each figure’s cell"),
    )


def _offer(view: View) -> str:
    """What the full report holds."""
    parts = []
    if view.years:
        parts.append(f"every figure of {view.years[0]} to {view.years[-1]}" if len(view.years) > 1 else "every figure")
    countries, companies = len(view.named("country")), len(view.companies())
    if countries:
        parts.append(f"{numbers.words(countries)} {'country' if countries == 1 else 'countries'}")
    if companies:
        parts.append(f"{numbers.words(companies)} {'company' if companies == 1 else 'companies'}")
    parts.append("the cell of the workbook behind each number")
    text = ", ".join(parts[:-1]) + " and " + parts[-1]
    return f"The full report holds {text}."


def _title(view: View) -> str:
    """The market's name without its years, which the period gives."""
    title = re.sub(r"[,:]?\s*\(?(?:19|20)\d\d\s*(?:[-–]|to)\s*(?:19|20)\d\d\)?\s*$", "", view.name).strip(" ,:–-")
    return title[:1].upper() + title[1:] if title else "Report"


def shortened(title: str) -> str:
    """`CDMO Outsourcing Market`: an abbreviation in brackets takes the place of the words that it stands for."""
    found = re.search(r"\s*\(([A-Z]{2,8})\)", title)
    if found is None:
        return title
    words = title[: found.start()].split()
    letters = found[1]
    for count in range(len(letters), min(len(words), 2 * len(letters)) + 1):
        initials = "".join(word[0] for word in words[-count:] if word[0].isupper() or len(word) > 3)
        if initials.upper() == letters:
            return " ".join((*words[:-count], letters)) + title[found.end() :]
    return title


def _subtitle(view: View) -> str:
    """What the report is about: the dimensions that it has figures for."""
    codes = [each.code for each in view.model.dimensions if each.within is None and each.code not in _NO_SPLIT]
    order = sorted(codes, key=lambda code: _FIRST.index(code) if code in _FIRST else len(_FIRST))
    names = [view.model.dimension(code).label.lower() for code in order if view.members(code)][:_MOST_SPLITS]
    if view.companies():
        names.append("company")
    if not view.years and not any(view.cube.has(code) for code in codes) and not view.companies():
        return "The figures, and the cells where they stand"
    if not names:
        return "Size and forecast" if common.ahead(view) else "Size by year" if view.start != view.final else "Size"
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    what = (
        "Shares"
        if view.cube.kind == "shares"
        else "Growth and shares"
        if view.cube.kind == "index"
        else "Size and forecast"
        if common.ahead(view)
        else "Size"
    )
    return f"{what} by {listed}"


def _edition(text: str, created: dt.date | None, printed: str) -> str:
    """`Edition 1, November 2026`."""
    number = text if not text or re.match(r"(?i)edition|ed\b", text) else f"Edition {text}"
    when = numbers.date(created, "MMMM y").replace(numbers.NBSP, " ") if created else printed
    return ", ".join(part for part in (number, when) if part)


def _date(text: str) -> tuple[dt.date, bool]:
    """The report's date, and whether it was stated; else SOURCE_DATE_EPOCH, else a fixed day."""
    cleaned = text.strip().split("T")[0].split(" 00:")[0]
    for pattern in _FORMATS:
        try:
            return dt.datetime.strptime(cleaned, pattern).date(), True
        except ValueError:
            continue
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date(), False
    return _NO_DATE, False


def _links(links: Mapping[str, str], report_id: str, texts: Mapping[str, str]) -> tuple[Link, ...]:
    """The ways to order, in the order of `LINKS`. What is no address is printed without being one."""
    found = []
    for key in (*LINKS, *(key for key in links if key not in LINKS)):
        target = links.get(key, "").strip()
        if not target:
            continue
        if "{id}" in target:
            if not report_id:
                raise ConfigError(
                    f"report.links.{key} has {{id}}, and the workbook has no report id",
                    hint="write one on the workbook's sheet Report (Report id), or give the link without {id}",
                )
            target = target.replace("{id}", quote(report_id, safe=""))
        label = texts.get(f"{key}-label") or LINKS.get(key) or key.replace("-", " ").replace("_", " ").capitalize()
        text = re.sub(r"(?i)^(https?://(www\.)?|mailto:)", "", target)
        found.append(Link(label, text, target if _ADDRESS.match(target) else ""))
    return tuple(found)
