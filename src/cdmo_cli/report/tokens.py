"""Figures in prose: `{size Biologics 2031}` becomes the figure that the model has, never one that was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cdmo_cli.address import a1
from cdmo_cli.errors import ModelError
from cdmo_cli.market.model import Member, Text
from cdmo_cli.report import numbers
from cdmo_cli.report.view import View

_TOKEN = re.compile(r"\{([^{}]*)\}")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_SENTENCE_END = re.compile(r"(?:^|[.!?]\s+|\n\s*)$")
_KNOWN = (
    "{size 2024}, {size Biologics 2031}, {share Biologics 2024}, {cagr}, {cagr Biologics}, {cagr 2019 2024}, {added}, "
    "{added Biologics}, {base}, {start}, {final}, {countries}, {companies}"
)


_FIGURES = ("size", "share", "cagr", "added")  # tokens that ask for figures; others ask for years and counts


class _Unknown(Exception):
    """A token that means nothing; the message says why."""


@dataclass(frozen=True)
class Resolver:
    """Puts an edition's figures into the workbook's prose."""

    view: View

    def paragraphs(self, text: Text) -> tuple[str, ...]:
        """The text with its tokens resolved, split at line breaks.

        Raises ModelError with sheet and cell for a token that is not known or for which there is no figure.
        """
        return tuple(line.strip() for line in self.words(text, text.text).splitlines() if line.strip())

    def words(self, text: Text, words: str) -> str:
        """Words that belong to a text, such as its heading, with their tokens resolved. Raises as `paragraphs`."""
        masked = "".join(
            words[start:end] if token else self.view.prose(words, start, end) for start, end, token in _pieces(words)
        )
        try:
            resolved = _TOKEN.sub(self._placed, masked)
        except _Unknown as problem:
            model = self.view.model
            sheet = model.sheets[text.sheet] if text.sheet < len(model.sheets) else str(text.sheet + 1)
            raise ModelError(
                f"sheet ‘{sheet}’, cell {a1(text.row, text.column)}: {problem}",
                hint=f"write one of: {_KNOWN}",
                path=model.path or None,
            ) from None
        return "\n".join(numbers.bind(part) for part in resolved.splitlines())

    def shown(self, words: str) -> bool | None:
        """Whether all figures that the tokens of some words ask for are shown; None where they ask for none."""
        asked = [match[1] for match in _TOKEN.finditer(words) if match[1].startswith(_FIGURES)]
        return all(self._is_shown(body) for body in asked) if asked else None

    def _is_shown(self, body: str) -> bool:
        try:
            return numbers.HIDDEN not in self.token(body)
        except _Unknown:  # `words` says so where the text is printed
            return False

    def names_member(self, words: str) -> bool:
        """Whether words name a member of the market: a type, a region, a company."""
        return self._names.search(words) is not None

    @cached_property
    def _names(self) -> re.Pattern[str]:
        names = {
            name
            for dimension in self.view.model.dimensions
            for member in dimension.members
            for name in (member.label, *member.aliases)
            if len(name) > 2
        }
        either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)

    def _placed(self, match: re.Match[str]) -> str:
        """The words for a token where it stands: a count that begins a sentence has a capital letter."""
        words = self.token(match[1])
        return words[:1].upper() + words[1:] if _SENTENCE_END.search(match.string[: match.start()]) else words

    def token(self, body: str) -> str:
        """The words for one token."""
        name, *rest = body.split() or [""]
        years = tuple(int(word) for word in rest if _YEAR.fullmatch(word))
        label = " ".join(word for word in rest if not _YEAR.fullmatch(word))
        members = self._members(label) if label else {}
        match name, len(years):
            case "size", 1:
                return self._size(body, years[0], members)
            case "share", 1:
                return self._share(body, years[0], members)
            case "cagr", 0 | 2:
                return numbers.percent(self._span(body, years, members)[0])
            case "added", 0 | 2:
                return self.view.money.full(self._span(body, years, members)[1])
            case (("base" | "start" | "final" | "countries" | "companies"), 0) if not label:
                return self._count_or_year(name)
            case _:
                raise _Unknown(f"the token {{{body}}} is not known")

    def _size(self, body: str, year: int, members: dict[str, str]) -> str:
        figure = self.view.size(year, **members)
        if figure is None:
            raise _Unknown(f"there is no figure for {{{body}}}")
        return self.view.money.full(figure.value)

    def _share(self, body: str, year: int, members: dict[str, str]) -> str:
        figure = self.view.share(year, **members)
        if figure is None:
            raise _Unknown(f"there is no figure for {{{body}}}")
        return numbers.percent(figure.value)

    def _span(self, body: str, years: tuple[int, ...], members: dict[str, str]) -> tuple[float, float]:
        start, end = years if years else (None, None)
        span = self.view.span(start, end, **members)
        if span is None:
            raise _Unknown(f"there are no two figures for {{{body}}}")
        return span.cagr, span.added

    def _count_or_year(self, name: str) -> str:
        view = self.view
        match name:
            case "countries":
                return numbers.words(len(view.named("country")))
            case "companies":
                return numbers.words(len(view.companies()))
            case "start":
                return str(view.start)
            case "final":
                return str(view.final)
            case _:
                return str(view.cube.base_year or view.start)

    def _members(self, label: str) -> dict[str, str]:
        member = find_member(self.view, label)
        if member is None:
            raise _Unknown(f"‘{label}’ is no member of this market")
        return {member.dimension: member.code}


def find_member(view: View, label: str) -> Member | None:
    """The member of that name or alias."""
    wanted = label.casefold()
    for dimension in view.model.dimensions:
        for member in dimension.members:
            if wanted in {name.casefold() for name in (member.label, member.code, *member.aliases)}:
                return member
    return None


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """The text in pieces from start to end: words (False) and tokens (True)."""
    end = 0
    for match in _TOKEN.finditer(text):
        yield end, match.start(), False
        yield match.start(), match.end(), True
        end = match.end()
    yield end, len(text), False
