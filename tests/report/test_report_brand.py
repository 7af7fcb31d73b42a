"""A brand from the settings: what follows from it on the page, and how what cannot be used is said."""

from __future__ import annotations

import base64
import dataclasses
import re
import struct
import zlib
from pathlib import Path

import pytest
from html_lint import complaints, faint_words
from hypothesis import given
from hypothesis import strategies as st

from cdmo_cli import report
from cdmo_cli.config import Colours, Fonts, ReportSettings
from cdmo_cli.errors import ConfigError
from cdmo_cli.market.model import Model
from cdmo_cli.report import brand, colours, fonts
from cdmo_cli.report.brand import Brand
from cdmo_cli.report.charts.palette import contrast, text_on, year_on
from cdmo_cli.report.colours import ROLES, palette
from cdmo_cli.report.html import cover_title
from cdmo_cli.report.options import Options
from cdmo_cli.report.page import LETTER, page_height
from cdmo_cli.report.style import Style, using
from cdmo_cli.resources import resources

HEX = st.integers(0, 0xFFFFFF).map("#{:06X}".format)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} 40"><rect width="{w}" height="40" fill="{fill}"/></svg>'


def logo_file(folder: Path, text: str, name: str = "logo.svg") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def settings(**values: object) -> ReportSettings:
    return ReportSettings(**values)  # type: ignore[arg-type]


def composed(model: Model, chosen: ReportSettings, edition: report.Edition = "full", **more: object) -> str:
    return report.compose(model, None, edition, Options(report=chosen, **more))  # type: ignore[arg-type]


def refused(chosen: ReportSettings) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        Brand.of(chosen)
    return caught.value


# Colours


def test_the_house_s_colours_stay_as_they_are() -> None:
    assert dict(palette().roles) == ROLES
    assert palette().ramp == colours.RAMP


@given(ink=HEX, highlight=HEX, bar=HEX, cover=HEX)
def test_whatever_the_colours_what_follows_from_them_is_readable(
    ink: str, highlight: str, bar: str, cover: str
) -> None:
    made = palette(ink, highlight, bar, cover)
    for role, value in made.roles.items():
        assert re.fullmatch("#[0-9A-F]{6}", value), role
    with using(Style(palette=made)):
        for role in ("secondary", "note"):
            assert contrast(role, "paper") >= 4.5
            assert contrast(role, "band") >= 4.5
        for role in ("cover-text", "cover-secondary", "cover-period", "cover-warm"):
            assert contrast(role, "cover") >= 4.5, role
        for role in ("cover-rule", "cover-dot"):
            assert contrast(role, "cover") >= 3.0, role
        for fill in made.roles:
            assert contrast(text_on(fill), fill) >= 4.5, fill
        for fill in (*made.ramp, "cover-dot"):
            assert contrast(year_on(fill), fill) >= 4.5


@given(bar=HEX)
def test_a_derived_scale_keeps_the_contrasts_of_the_house_s(bar: str) -> None:
    roles = palette(bar=bar).roles
    for role in ("tint", "hairline", "chip", *(f"sequential-{level}" for level in range(1, 6))):
        assert colours.luminance(roles[role]) == pytest.approx(colours.luminance(ROLES[role]), abs=0.02)


@pytest.mark.parametrize(("name", "value"), [("ink", "#9A9A9A"), ("highlight", "#FF7A00"), ("highlight", "#00B140")])
def test_a_faint_colour_is_refused_with_one_that_would_do(name: str, value: str) -> None:
    error = refused(settings(colours=Colours(**{name: value})))
    assert error.message.startswith(f"report.colours.{name}: text in {value} has a contrast of ")
    instead = error.hint.removesuffix(" would do")
    Brand.of(settings(colours=Colours(**{name: instead})))


def test_bars_in_the_grey_of_the_highlight_are_refused() -> None:
    error = refused(settings(colours=Colours(highlight="#0057B8", bars="#B8411B")))
    assert error.message.startswith("report.colours.bars: ")
    assert "the same grey" in error.message
    instead = re.search("#[0-9A-F]{6}", error.hint)
    assert instead is not None
    Brand.of(settings(colours=Colours(highlight="#0057B8", bars=instead[0])))


@pytest.mark.parametrize("bars", ["#FFFFFF", "#F4F4F0", "#FFF3B0"])
def test_bars_that_the_paper_swallows_are_refused(bars: str) -> None:
    error = refused(settings(colours=Colours(bars=bars)))
    assert error.message.startswith(f"report.colours.bars: {bars} is hardly seen on the ground of charts")
    instead = error.hint.removesuffix(" would do")
    Brand.of(settings(colours=Colours(bars=instead)))


@pytest.mark.parametrize("cover", ["#0057B8", "#FFD100", "#FFFFFF", "#7A7A7A"])
def test_every_word_is_readable_in_a_brand_s_colours(full_model: Model, cover: str) -> None:
    chosen = settings(colours=Colours(ink="#1A1A1A", highlight="#7B2D8E", bars="#9AA5A0", cover=cover))
    document = composed(full_model, chosen, "sample")
    assert complaints(document, cover) == []
    assert faint_words(document, cover) == []
    assert "#C2430A" not in document
    assert "#0B2233" not in document


# Logo


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '<image href="http://evil.example/x.png" width="9" height="9"/>',
        '<use href="http://evil.example/x.svg#a"/>',
        '<rect onclick="x()" width="1" height="1"/>',
        "<style>@import url(http://evil.example/x.css);</style>",
        '<rect style="fill:url(http://evil.example/x)" width="1" height="1"/>',
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
        '<animate attributeName="x"/>',
    ],
)
def test_an_svg_logo_keeps_only_what_draws(tmp_path: Path, bad: str) -> None:
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><path d="M0 0h9v9z" fill="#123456"/>{bad}</svg>'
    )
    made = Brand.of(settings(logo=logo_file(tmp_path, text))).logo
    assert made is not None
    clean = base64.b64decode(made.uri.partition(",")[2]).decode("utf-8")
    for trace in ("script", "evil", "onclick", "foreignObject", "animate", "import"):
        assert trace not in clean
    assert 'd="M0 0h9v9z"' in clean
    assert made.ratio == 2.0
    assert made.colours == ("#123456",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><text>Acme</text></svg>', "has text"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', "neither viewBox nor width"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "cannot be read"),
        ("<svg xmlns='http://www.w3.org/2000/svg'", "cannot be read"),
        ("<html/>", "it is no SVG"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><script/></svg>', "nothing in it draws"),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><defs><path d="M0 0h9"/></defs></svg>', "nothing"),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><g>'
            '<image href="data:image/png;base64,iVBORw=="/></g></svg>',
            "nothing in it draws: its picture is a file of its own",
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><g id="a"><use href="#a"/></g></svg>',
            "is made of itself",
        ),
    ],
)
def test_a_logo_that_cannot_be_used_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = logo_file(tmp_path, text)
    error = refused(settings(logo=path))
    assert error.message.startswith(f"report.logo: {path}: ")
    assert message in error.message


def test_a_logo_that_is_no_picture_or_not_there(tmp_path: Path) -> None:
    assert "neither SVG nor PNG" in refused(settings(logo=logo_file(tmp_path, "GIF89a", "logo.gif"))).message
    assert "cannot be read" in refused(settings(logo=tmp_path / "none.svg")).message
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n broken")
    assert "the PNG is damaged" in refused(settings(logo=broken)).message
    whole = png(20, 20)
    broken.write_bytes(whole.replace(whole[whole.index(b"IDAT") + 4 : whole.index(b"IDAT") + 12], b"xxxxxxxx"))
    assert "the PNG is damaged" in refused(settings(logo=broken)).message


def test_a_logo_that_is_not_there_gets_the_nearest_name(tmp_path: Path) -> None:
    logo_file(tmp_path, SVG.format(w=80, fill="#123456"), "acme-logo.svg")
    assert refused(settings(logo=tmp_path / "acme_logo.svg")).hint == f"did you mean {tmp_path / 'acme-logo.svg'}?"


@pytest.mark.parametrize(
    ("name", "nearest"), [("deutsch", "de"), ("French", "fr"), ("de_XX", "de"), ("pt_BZ", "pt_BR"), ("xx", "")]
)
def test_an_unknown_locale_gets_those_that_may_be_meant(name: str, nearest: str) -> None:
    hint = refused(settings(locale=name)).hint
    assert nearest in hint.removeprefix("the nearest are ").split(", ") if nearest else hint.startswith("the names are")


def test_the_nearest_locale_is_asked_for_by_its_option() -> None:
    error = refused(settings(locale="xx"))
    assert error.message == "report.locale: there is no locale ‘xx’"
    with pytest.raises(ConfigError) as caught:
        brand.examine(settings(locale="xx"), given=("locale",))
    assert (caught.value.message, caught.value.path) == ("--locale: there is no locale ‘xx’", None)
    with pytest.raises(ConfigError, match=r"^--templates: there is no folder none$"):
        brand.examine(settings(templates=Path("none")), given=("templates",))


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x20\x40\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_logo_stands_on_the_cover_and_in_the_running_head(full_model: Model, tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(png(60, 20))
    document = composed(full_model, settings(logo=path, publisher="Acme Research"))
    mark = re.search(r'<img src="(data:[^"]*)" alt="([^"]*)" style="width:([\d.]+)mm;height:([\d.]+)mm">', document)
    assert mark is not None
    assert mark[2] == "Logo of Acme Research"
    plate = base64.b64decode(mark[1].partition(",")[2]).decode("utf-8")
    assert 'fill="#FFFFFF"' in plate  # a picture of unknown colours gets white paper on the dark cover
    assert "data:image/png;base64," in plate
    head = re.search(
        r"@top-left \{.*?url\((data:image/png;base64,[^)]*)\) no-repeat 0 50% / ([\d.]+)mm 4.2mm", document, re.S
    )
    assert head is not None
    assert float(head[2]) == pytest.approx(12.6)
    assert "<span style=" not in document.partition("cover-edition")[0].partition("<body>")[2]  # wide: it is the name
    assert complaints(document) == []


@pytest.mark.parametrize(
    ("fill", "on_cover", "in_head"), [("#101010", True, False), ("#FFFFFF", False, True), ("#E25A1C", False, False)]
)
def test_a_logo_gets_a_plate_only_where_it_would_not_be_seen(
    full_model: Model, tmp_path: Path, fill: str, on_cover: bool, in_head: bool
) -> None:
    path = logo_file(tmp_path, SVG.format(w=40, fill=fill))
    document = composed(full_model, settings(logo=path, publisher="Acme"))

    def plated(uri: str) -> bool:
        return "<image" in base64.b64decode(uri.partition(",")[2]).decode("utf-8")

    mark = re.search(r'<img src="(data:[^"]*)"', document)
    head = re.search(r"@top-left \{.*?url\((data:[^)]*)\)", document, re.DOTALL)
    assert mark is not None
    assert head is not None
    assert (plated(mark[1]), plated(head[1])) == (on_cover, in_head)
    assert ">Acme</span>" in document  # a square mark does not say the name


# Fonts


def test_a_brand_s_fonts_are_embedded_and_measured(full_model: Model) -> None:
    files = resources() / "fonts"
    own = settings(
        fonts=Fonts(
            sans=files / "source-serif-4-latin-wght-normal.woff2", serif=files / "inter-latin-wght-normal.woff2"
        )
    )
    document = composed(full_model, own)
    assert document.count("font-family: 'Brand Sans'; src: url(data:font/woff2;base64,") == 1
    assert document.count("font-family: 'Brand Serif'; src:") == 1
    assert "font: 400 9.5pt/13.5pt 'Brand Serif', " in document
    assert "font-family=\"'Brand Sans', Inter" not in document.partition("<svg")[0]
    assert re.search(r"<svg [^>]*font-family=\"'Brand Sans'", document)
    usual = fonts.width("Every figure", 24)
    with using(Brand.of(own).style):
        assert fonts.width("Every figure", 24) != usual
    assert fonts.width("Every figure", 24) == usual


def cut(folder: Path, weight: int, name: str) -> Path:
    """A font of one weight."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(resources() / "fonts" / "inter-latin-wght-normal.woff2")
    one = instantiateVariableFont(font, {"wght": weight}, inplace=True)
    one["OS/2"].usWeightClass = weight
    one.flavor = None
    path = folder / name
    one.save(path)
    return path


def test_files_of_other_weights_come_along(one_year_model: Model, tmp_path: Path) -> None:
    regular, _ = cut(tmp_path, 400, "Acme-Regular.ttf"), cut(tmp_path, 700, "Acme-Bold.ttf")
    document = composed(one_year_model, settings(fonts=Fonts(sans=regular)))
    assert "font-family: 'Brand Sans'; font-weight: 400; src: url(data:font/ttf;base64," in document
    assert "font-family: 'Brand Sans'; font-weight: 700; src: url(data:font/ttf;base64," in document
    with using(Brand.of(settings(fonts=Fonts(sans=regular))).style):
        own = [fonts.width("Every figure", 24, weight=weight) for weight in (400, 700)]
    assert own == pytest.approx([fonts.width("Every figure", 24, weight=weight) for weight in (400, 700)], rel=1e-3)
    assert brand.examine(settings(fonts=Fonts(sans=regular))) == ()


def test_a_font_of_one_weight_is_said(tmp_path: Path) -> None:
    said = brand.examine(settings(fonts=Fonts(sans=cut(tmp_path, 400, "Acme.ttf"))))
    assert len(said) == 1
    assert said[0].startswith("report.fonts.sans: Acme.ttf has one weight")


def test_a_broken_or_missing_font_is_named_with_its_setting_and_line(tmp_path: Path) -> None:
    config = tmp_path / "cdmo.toml"
    config.write_text('[report]\npublisher = "A"\n\n[report.fonts]\nserif = "broken.woff2"\n', encoding="utf-8")
    whole = (resources() / "fonts" / "inter-latin-wght-normal.woff2").read_bytes()
    broken = tmp_path / "broken.woff2"
    for data, message in (
        (whole[:200], "is damaged"),
        (whole[: len(whole) // 2], "is damaged"),
        (b"wOF2", "is damaged"),
        (b"<html>", "is no font that cdmo knows"),
    ):
        broken.write_bytes(data)
        with pytest.raises(ConfigError, match=message) as caught:
            brand.examine(settings(fonts=Fonts(serif=broken)), "a4", config)
        assert caught.value.path == f"{config}:5"
        assert caught.value.message.startswith("report.fonts.serif: ")
    broken.unlink()
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        brand.examine(settings(fonts=Fonts(serif=broken)), "a4", config)


def test_a_font_without_latin_letters_is_refused() -> None:
    greek = resources() / "fonts" / "inter-greek-wght-normal.woff2"
    assert "lacks BCDEF" in refused(settings(fonts=Fonts(sans=greek))).message


# Links and texts


def test_links_and_texts_take_the_place_of_the_workbook_s(full_model: Model) -> None:
    chosen = settings(
        publisher="Acme & Sons",
        links={
            "purchase": "https://acme.example/buy/{id}?a=1&b=2",
            "enquire": "mailto:desk@acme.example",
            "press-office": "https://acme.example/press",
        },
        texts={
            "order": "Get {title}",
            "offer": "By {publisher}, no. {id}",
            "sample": "A sample by {publisher}.",
            "disclaimer": "No <advice>.",
            "imprint": "Acme Ltd\nLondon",
            "footer": "Confidential",
            "purchase-label": "Buy",
        },
    )
    document = composed(full_model, chosen, "sample")
    assert 'href="https://acme.example/buy/918786?a=1&amp;b=2">acme.example/buy/918786?a=1&amp;b=2</a>' in document
    assert 'href="mailto:desk@acme.example">desk@acme.example</a>' in document
    assert "Press office" in document
    assert '<p class="order-label">Buy</p>' in document
    assert "<h2>Get " in document
    assert "By Acme &amp; Sons, no. 918786" in document
    assert '<p class="lead">A sample by Acme &amp; Sons.</p>' in document
    assert '<p class="disclaimer">No &lt;advice&gt;.</p>' in document
    assert "Acme Ltd<br>London" in document
    assert "\u00b7 Confidential" in document
    assert '<meta name="author" content="Acme &amp; Sons">' in document
    assert complaints(document) == []


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "ftp://x.example", "acme.example", "https://a b", "mailto:x", ""]
)
def test_a_link_that_leads_nowhere_is_refused(target: str) -> None:
    error = refused(settings(links={"enquire": target}))
    assert error.message.startswith("report.links.enquire: ")
    assert "https://" in error.hint


def test_words_for_nothing_are_refused() -> None:
    assert "order" in refused(settings(texts={"ordr": "x"})).hint
    assert refused(settings(texts={"order": "{name}"})).message == "report.texts.order: {name} stands for nothing"
    assert "{id}" in refused(settings(links={"sample": "https://x.example/{report}"})).hint


def test_an_id_that_the_workbook_has_not(full_model: Model) -> None:
    model = dataclasses.replace(full_model, facts=dataclasses.replace(full_model.facts, report_id=""))
    with pytest.raises(ConfigError, match="the workbook has no report id"):
        composed(model, settings(links={"enquire": "https://acme.example/{id}"}))


def test_links_of_the_settings_make_an_order_page(one_year_model: Model) -> None:
    assert 'id="order"' not in composed(one_year_model, settings())
    assert 'id="order"' in composed(one_year_model, settings(links={"enquire": "https://acme.example"}))


# The page


def test_a_page_of_letter_keeps_the_width_of_the_text(full_model: Model) -> None:
    assert LETTER.width - 2 * LETTER.side == pytest.approx(174.0)
    assert page_height("a4") == 255.0
    assert page_height("letter") == pytest.approx(241.4)
    document = composed(full_model, settings(), "sample", format="letter")
    assert "size: 215.9mm 279.4mm" in document
    assert "margin: 20.0mm 20.95mm 18.0mm" in document
    assert "no-repeat 0 0 / 215.9mm 279.4mm" in document
    assert re.search(r'class="chart chart-spiral" width="612pt" height="792pt"', document)
    assert complaints(document) == []


def test_a_heading_too_wide_for_its_line_gives_up_its_no_break_spaces() -> None:
    assert fonts.balanced("CDMO Outsourcing\u00a0Market", 40, 140) == ("CDMO", "Outsourcing\u00a0Market")
    assert fonts.balanced("CDMO Outsourcing\u00a0Market", 40, 100) == ("CDMO", "Outsourcing", "Market")


def test_the_documentation_lists_every_text() -> None:
    page = (Path(__file__).parents[2] / "docs" / "branding.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([\w-]+)` \| (.+) \|$", page, re.MULTILINE)) == brand.TEXTS


def test_the_documentation_lists_every_block() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "branding.md").read_text(encoding="utf-8")
    for name in ("base.html", "sections/cover.html", "sections/section.html"):
        blocks = re.findall(r"\{% block (\w+) %\}", (resources() / name).read_text(encoding="utf-8"))
        listed = re.search(rf"((?:`\w+`,\s)*`\w+`)\sin\s{re.escape(name)}", page)
        assert listed is not None
        assert re.findall(r"`(\w+)`", listed[1]) == blocks, name


@pytest.mark.parametrize(
    ("title", "points", "lines"),
    [
        ("CDMO Outsourcing Market", 40, 2),
        ("Outsourcing market by region and country", 40, 3),
        ("Contract development and manufacturing outsourcing for medicines", 32, 4),
        ("Exports of pharmaceutical products by country of destination and product group", 26, 3),
    ],
)
def test_a_long_title_is_set_smaller(title: str, points: int, lines: int) -> None:
    size, broken = cover_title(title)
    assert (size, len(broken)) == (points, lines)
    assert max(fonts.width(line, size) for line in broken) <= 132
