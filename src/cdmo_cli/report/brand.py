"""Whose report it is and how it looks: a frozen value made from the settings, everything in it checked.

Raises ConfigError that names the setting, its place in cdmo.toml where that is known, and what would do.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel import Locale, UnknownLocaleError

from cdmo_cli.config import ReportSettings
from cdmo_cli.errors import ConfigError
from cdmo_cli.report import templating
from cdmo_cli.report.colours import READABLE, Palette, contrast, palette, readable
from cdmo_cli.report.faces import Face, Kind, house_sans, house_serif
from cdmo_cli.report.logo import BadLogo, Picture, picture
from cdmo_cli.report.numbers import number, percent
from cdmo_cli.report.page import PAGES, Format
from cdmo_cli.report.style import Style, using

TEXTS: Final[dict[str, str]] = {
    "order": "the heading of the order panel",
    "offer": "the sentence below that heading",
    "sample": "the sentence on the sample's page of contents",
    "footer": "words at the end of every page's footer",
    "disclaimer": "small print on the last page",
    "imprint": "who publishes the report, on the last page",
    "enquire-label": "what the link `enquire` is called; every link has such a label",
}
"""The words of a report that `[report.texts]` can replace: {id}, {title} and {publisher} are put in."""

LINKS: Final[dict[str, str]] = {
    "enquire": "Enquire before buying",
    "purchase": "Purchase",
    "sample": "Request a sample",
}
"""The links that have a name of their own, in their order; others follow as they are written."""

_TOKENS: Final = ("id", "title", "publisher")
_SCHEME = re.compile(r"(?i)(https?://[^\s<>\"]+|mailto:[^\s<>\"@]+@[^\s<>\"]+)$")
_BASIC: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,%()-"
_APART: Final = 1.25  # the least contrast at which two greys are told apart
_SEEN: Final = 1.8  # the least contrast of a bar to what it stands on; the house's has 2.9
_BAND: Final = "band"  # the darkest ground of text but for fills, on which text is black or white

Where = Callable[[tuple[str, ...]], str | None]


@dataclass(frozen=True)
class Brand:
    """A publisher's name, logo, links and words, and the style that follows from colours, fonts, format and locale."""

    style: Style = field(default_factory=Style)
    publisher: str = ""
    logo: Picture | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        settings: ReportSettings,
        format: Format = "a4",
        where: Where | None = None,
        given: Collection[str] = (),
    ) -> Brand:
        """The brand that settings describe. `where` tells the place of a setting in its file, `given` names those that
        are from the command line instead. Raises ConfigError."""
        checks = _Checks(where or (lambda _: None), given)
        sans = checks.font("sans", settings.fonts.sans)
        serif = checks.font("serif", settings.fonts.serif)
        style = Style(
            palette=checks.palette(settings),
            sans=house_sans(sans, serif),
            serif=house_serif(serif, sans),
            locale=checks.locale(settings.locale),
            page=PAGES[format],
            templates=settings.templates,
        )
        checks.symbols(style)
        return cls(
            style=style,
            publisher=settings.publisher.strip(),
            logo=checks.logo(settings.logo),
            links=MappingProxyType(checks.links(settings.links)),
            texts=MappingProxyType(checks.texts(settings.texts, settings.links)),
        )


def examine(
    settings: ReportSettings, format: Format = "a4", file: Path | None = None, given: Collection[str] = ()
) -> tuple[str, ...]:
    """Check all settings of a report before anything is read, and say what does nothing: strange files and blocks in
    the templates folder. `file` is the configuration that was named, as `config.load` got it; `given` are the settings
    that an option of the command line set.

    Raises ConfigError and TemplateError.
    """
    where = places(file)
    brand = Brand.of(settings, format, where, given)
    try:
        return (*_thin(settings, brand), *templating.overrides(settings.templates))
    except ConfigError as error:
        missing = f"there is no folder {settings.templates}"
        raise _Checks(where, given).wrong(("templates",), missing) from error


def _thin(settings: ReportSettings, brand: Brand) -> Iterator[str]:
    """Headings and totals need weights: said where a brand's sans has only one."""
    face = brand.style.sans.faces[0]
    if settings.fonts.sans is not None and not (face.variable or face.beside):
        yield (
            f"report.fonts.sans: {settings.fonts.sans.name} has one weight, so nothing is set bold; "
            "a variable font would be, or files of its other weights beside it"
        )


def places(file: Path | None) -> Where:
    """Where a setting stands in the configuration that `config.load(file)` reads: `cdmo.toml:12`."""
    from cdmo_cli.config import found
    from cdmo_cli.config.source import named, place

    path = found(file)
    source = named(path) if path is not None else None
    return lambda keys: place(source, keys) if source is not None else None


@dataclass(frozen=True)
class _Checks:
    """The settings one by one, each turned into what it means or into a ConfigError. `given` are those that an option
    of the command line set: the message names it."""

    where: Where
    given: Collection[str] = ()

    def wrong(self, keys: tuple[str, ...], message: str, hint: str = "") -> ConfigError:
        if keys[0] in self.given:
            return ConfigError(f"--{keys[0]}: {message}", hint=hint)
        place = self.where(("report", *keys))
        return ConfigError(f"report.{'.'.join(keys)}: {message}", hint=hint, path=place)

    def palette(self, settings: ReportSettings) -> Palette:
        chosen = settings.colours
        made = palette(chosen.ink, chosen.highlight, chosen.bars, chosen.cover)
        ground = made.colour(_BAND)
        for name, value in (("ink", chosen.ink), ("highlight", chosen.highlight)):
            ratio = contrast(value, ground) if value else READABLE
            if ratio < READABLE:
                raise self.wrong(
                    ("colours", name),
                    f"text in {value} has a contrast of {ratio:.1f} to 1 on the ground of charts, {ground}; "
                    f"it takes {READABLE} to 1",
                    f"{readable(value, ground)} would do",
                )
        strong, bars = made.colour("highlight"), made.colour("bar")
        if chosen.bars and contrast(bars, ground) < _SEEN:
            raise self.wrong(
                ("colours", "bars"),
                f"{bars} is hardly seen on the ground of charts, {ground}",
                f"{readable(bars, ground, _SEEN)} would do",
            )
        if contrast(strong, bars) < _APART:
            key = "bars" if chosen.bars else "highlight"
            raise self.wrong(
                ("colours", key),
                f"{bars} and the highlight {strong} are the same grey on paper without colour",
                f"bars of {readable(bars, strong, 1.6)} would do",
            )
        return made

    def font(self, name: str, path: Path | None) -> Face | None:
        if path is None:
            return None
        face = self._file(name, path)
        if face.variable:
            return face
        return replace(face, beside=tuple(self._others(name, path, face)))

    def _file(self, name: str, path: Path) -> Face:
        """One font file, checked."""
        keys, hint = ("fonts", name), "a woff2, ttf or otf file is wanted"
        try:
            data = path.read_bytes()
        except OSError as error:
            raise self.wrong(keys, f"the font {path} cannot be read: {error.strerror}", _near(path) or hint) from error
        kind = _kind(data)
        if kind is None:
            raise self.wrong(keys, f"{path} is no font that cdmo knows", hint)
        face = Face(f"Brand {name.capitalize()}", data, kind)
        try:
            lacking = [char for char in _BASIC if ord(char) not in face.glyphs]
            widths = [face.at(400)[face.glyphs[ord(char)]].width for char in _BASIC if char not in lacking]
            restricted = face.font["OS/2"].fsType & 0x000F == 0x0002
        except Exception as error:  # fontTools raises whatever a damaged table leads to
            raise self.wrong(keys, f"the font {path} is damaged: {error or type(error).__name__}", hint) from error
        if lacking or not all(widths):
            missing = "".join(lacking) or "widths"
            raise self.wrong(keys, f"the font {path} lacks {missing}", "a font for text is wanted, with latin letters")
        if restricted:
            raise self.wrong(keys, f"the font {path} does not allow to be embedded", "ask its foundry for a licence")
        return face

    def _others(self, name: str, path: Path, face: Face) -> Iterator[Face]:
        """The other weights of a font that has one: files beside it that are called alike (`Acme-Regular.woff2`,
        `Acme-Bold.woff2`), say that they are of its family, and are upright. The first of each weight."""
        weights = {face.weight}
        stem = path.stem.rpartition("-")[0] or path.stem
        for other in sorted(path.parent.glob(f"{glob.escape(stem)}*{glob.escape(path.suffix)}")):
            if other == path or not other.is_file():
                continue
            found = self._file(name, other)
            if found.upright and not found.variable and found.name == face.name and found.weight not in weights:
                weights.add(found.weight)
                yield found

    def locale(self, name: str) -> Locale:
        try:
            return Locale.parse(name.strip().replace("-", "_"))
        except (UnknownLocaleError, ValueError, TypeError) as error:
            nearest = _nearest_locales(name)
            hint = f"the nearest are {', '.join(nearest)}" if nearest else "the names are such as en_GB, de_CH, fr"
            raise self.wrong(("locale",), f"there is no locale ‘{name}’", hint) from error

    def symbols(self, style: Style) -> None:
        """A locale whose signs no font has would print its numbers as gaps."""
        with using(style):
            strange = style.sans.printed(number(-1234567.8) + percent(1.5))[1]
        if strange:
            raise self.wrong(
                ("locale",),
                f"no font has the signs {' '.join(sorted(strange))} of the locale {style.locale}",
                "set report.fonts.sans to a font that has them, or another locale",
            )

    def logo(self, path: Path | None) -> Picture | None:
        if path is None:
            return None
        try:
            return picture(path)
        except OSError as error:
            raise self.wrong(("logo",), f"the logo {path} cannot be read: {error.strerror}", _near(path)) from error
        except BadLogo as error:
            message, *hint = error.args
            raise self.wrong(("logo",), f"{path}: {message}", *hint) from error

    def links(self, links: Mapping[str, str]) -> dict[str, str]:
        for key, target in links.items():
            if not _SCHEME.match(target.strip().replace("{id}", "id")):
                raise self.wrong(
                    ("links", key),
                    f"‘{target}’ is no address that a reader could follow",
                    "it begins with https://, http:// or mailto: and has no spaces, quotes or angle brackets",
                )
            self._tokens(("links", key), target, ("id",))
        return {key: target.strip() for key, target in links.items()}

    def texts(self, texts: Mapping[str, str], links: Mapping[str, str]) -> dict[str, str]:
        known = {*TEXTS, *(f"{key}-label" for key in (*LINKS, *links))}
        for key, text in texts.items():
            if key not in known:
                raise self.wrong(("texts", key), "there is no such text", f"the texts are {', '.join(sorted(known))}")
            self._tokens(("texts", key), text, _TOKENS)
        return {key: text.strip() for key, text in texts.items()}

    def _tokens(self, keys: tuple[str, ...], text: str, known: tuple[str, ...]) -> None:
        strange = [token for token in re.findall(r"\{([^{}]*)\}", text) if token not in known]
        if strange:
            *others, last = (f"{{{token}}}" for token in known)
            listed = f"{', '.join(others)} and {last} are" if others else f"{last} is"
            raise self.wrong(keys, f"{{{strange[0]}}} stands for nothing", f"only {listed} put in")


def _near(path: Path) -> str:
    """The file of the same folder that may be meant, as a hint."""
    from rapidfuzz import process

    if path.exists() or not path.parent.is_dir():
        return ""
    names = [other.name for other in path.parent.iterdir() if other.is_file()]
    found = process.extractOne(path.name, names, score_cutoff=80)
    return f"did you mean {path.with_name(found[0])}?" if found else ""


def _nearest_locales(name: str) -> list[str]:
    """Three locales that may be meant: of the same language, given by its code or its name in English or in itself, the
    most alike."""
    from babel.localedata import locale_identifiers
    from rapidfuzz import process

    known = locale_identifiers()
    languages = {label.casefold(): code for code, label in (Locale("en").languages or {}).items()}
    for each in sorted(each for each in known if "_" not in each):
        languages.setdefault((Locale.parse(each).get_language_name(each) or each).casefold(), each)
    word = re.split(r"[^\w]|_|\d", name.casefold())[0]
    code = languages.get(word, word)
    alike = [each for each in known if each.split("_")[0] == code]
    return [found[0] for found in process.extract(name.replace("-", "_"), alike, limit=3)]


_KINDS: Final[dict[bytes, Kind]] = {
    b"wOF2": "woff2",
    b"OTTO": "opentype",
    b"\x00\x01\x00\x00": "truetype",
    b"true": "truetype",
}


def _kind(data: bytes) -> Kind | None:
    """The kind of font file, by its first bytes."""
    return _KINDS.get(data[:4])
