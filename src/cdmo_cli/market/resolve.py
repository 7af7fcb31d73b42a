"""One label to what it names: a member, a grouping, several members in one cell, or nothing known."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from cdmo_cli.market.countries import countries
from cdmo_cli.market.model import Dimension, Member, Taxonomy
from cdmo_cli.market.words import bare_key, key, slug, strip_footnote

How = Literal["name", "alias", "new", "own", "total", "grouping", "merged", "split", "unknown"]

_TOTALS = frozenset(
    (
        *("total", "totals", "grand total", "overall", "sum", "all", "world", "world total", "total world", "global"),
        *("worldwide", "globe", "total market", "market total", "global total", "total global", "overall market"),
        *(
            "global market",
            "world market",
            "all regions",
            "all countries",
            "all types",
            "all applications",
            "insgesamt",
        ),
        *("insgesamt", "gesamt", "summe", "welt", "subtotal", "sub total", "entire market", "whole market", "market"),
        *("weltweit", "monde", "mundo", "total mundial", "total general"),
    )
)
_OTHERS = frozenset(
    (
        "other",
        "others",
        "rest",
        "remaining",
        "all other",
        "all others",
        "other countries",
        "rest of market",
        "remainder",
        # German, French, Spanish
        *(
            "ubrige",
            "ubriges",
            "sonstige",
            "sonstiges",
            "andere",
            "autres",
            "reste",
            "otros",
            "resto",
            "resto de paises",
        ),
        *("ubrige lander", "sonstige lander", "andere lander", "autres pays", "otros paises"),
    )
)
_WORLD = frozenset(
    (
        *("row", "rest of world", "rest of the world", "other regions", "other countries and regions", "rest of globe"),
        *("rest der welt", "ubrige welt", "reste du monde", "autres regions", "resto del mundo", "otras regiones"),
    )
)
_REST_OF = re.compile(r"^(?:rest of(?: the)?|remaining|remainder of|all other|others?(?: in| of)?|ro) (.+)$")
_REST_ABROAD = re.compile(
    r"^(?:(?:ubrige|sonstige|restliche|andere)[srn]?|rest (?:von |des )?"
    r"|(?:reste|autres(?: pays)?|autre)(?: de la| de l(?=[aeio])| du| des| de(?= )| d(?=[aeio]))?"
    r"|(?:resto|otros|otras|otros paises)(?: de la| de los| del| de)?) ?(.+)$"
)
_OF_REST = re.compile(r"^(.+?) (?:rest|others?|remainder|other countries|rest of region)$")
_TOTAL_OF = re.compile(r"^(?:(?:sub)?total|all|overall|entire|whole|total for|total of) (.+)$")
_OF_TOTAL = re.compile(r"^(.+?) (?:(?:sub)?totals?|overall|in total|sum)$")
_SEPARATOR = re.compile(r"\s*(?:&|\+|/|,|;|\band\b|\s)\s*")
_BRACKETS = re.compile(r"\s*([^()]+?)\s*[(\[]([^()\[\]]+)[)\]]\s*")
_ABBREVIATION = re.compile(r"[A-Z]{2,5}|[\d.,]+\s*%?")
_TWO_NAMES = 120  # characters: a longer text is a sentence, and every cut of it would be looked up
NEAR = 84.0  # of 100: "Germny" is near Germany, "Austria" not near Australia


@dataclass(frozen=True, slots=True)
class Match:
    """What a label was found to be. `made` is the member to add to the model where no dimension has it yet."""

    how: How
    dimension: str | None = None
    member: str | None = None
    candidates: tuple[str, ...] = ()
    made: Member | None = None


def is_total(text: str) -> bool:
    """Whether the label says that it is the whole: Total, World, All regions, Gesamt."""
    return key(text) in _TOTALS


def is_rest(text: str) -> bool:
    """Whether the label is what its siblings leave and says no more: Others, RoW, Rest."""
    return key(text) in _OTHERS or key(text) in _WORLD


class Lexicon:
    """The names of a taxonomy, ready to be looked up. Each lookup is remembered: labels repeat."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._dimensions = {d.code: d for d in taxonomy.dimensions}
        self._everyday = frozenset(d.code for d in taxonomy.dimensions if d.everyday)
        self._index: dict[str, list[tuple[Member, bool]]] = {}
        self._bare: dict[str, list[Member]] = {}
        self._iso: dict[str, Member] = {}
        self._groupings = {key(n): g for g in taxonomy.groupings for n in (g.label, *g.aliases)}
        self._remembered: dict[tuple[str, frozenset[str], str | None], Match | None] = {}
        self._headed: dict[str, frozenset[str]] = {}
        for dimension in taxonomy.dimensions:
            for member in dimension.members:
                self._add(member)

    def _add(self, member: Member) -> None:
        self._index.setdefault(key(member.label), []).append((member, True))
        for alias in member.aliases:
            self._index.setdefault(key(alias), []).append((member, False))
        for name in (member.label, *member.aliases):
            self._bare.setdefault(bare_key(name), []).append(member)
        if member.iso:
            self._iso[member.iso] = member

    # -- dimensions

    @property
    def geography(self) -> frozenset[str]:
        """The dimensions of places: the one whose members have ISO codes, and what it stands within."""
        codes = {m.dimension for m in self._iso.values()}
        return frozenset(codes | {d.within for c in codes if (d := self._dimensions[c]).within})

    def family(self, code: str) -> frozenset[str]:
        """The dimension with those that it stands within or that stand within it: region and country are one."""
        linked = {code}
        for dimension in self.taxonomy.dimensions:
            if dimension.within is not None and {dimension.code, dimension.within} & linked:
                linked |= {dimension.code, dimension.within}
        return frozenset(linked)

    def is_open(self, code: str) -> bool:
        """Whether a workbook may lengthen that dimension."""
        return self._dimensions[code].open

    def is_everyday(self, code: str) -> bool:
        """Whether names of one word in that dimension are everyday words, which need something that says so."""
        return self._dimensions[code].everyday

    def speaks(self, text: str) -> bool:
        """Whether a name of such a dimension says by itself what it is: "Low case" does, "Low" does not."""
        return len(key(text).split()) > 1

    def headed(self, heading: str) -> frozenset[str]:
        """The dimensions that a heading names: "Region / country", "By type". Empty for none."""
        if heading not in self._headed:
            words = key(heading)
            forms = {words, re.sub(r"^by ", "", words), *map(key, re.split(r"[/,]|\band\b|&", heading))}
            self._headed[heading] = frozenset(
                d.code for d in self.taxonomy.dimensions if words and any(key(h) in forms for h in d.headings)
            )
        return self._headed[heading]

    # -- labels

    def find(self, text: str, dimensions: Collection[str] | None = None, under: str | None = None) -> Match | None:
        """What a label names among `dimensions` (all of them for None); None for a label that names nothing known.

        `under` is the code of the member that it stands under: "Others" under Europe is the rest of Europe. Everyday
        words are looked up only among the one dimension whose members they are.
        """
        among = frozenset(dimensions) if dimensions is not None else frozenset(self._dimensions)
        remembered = (text, among, under)
        if remembered not in self._remembered:
            self._remembered[remembered] = self._find(text, among, under)
        return self._remembered[remembered]

    def _find(self, text: str, among: frozenset[str], under: str | None) -> Match | None:
        if not key(text):
            return None
        return (
            self._exact(text, among)
            or self._explained(text, among)
            or self._rest(text, among, under)
            or self._grouping(text, among)
            or self._country(text, among, under)
            or self._merged(text, among)
        )

    def _exact(self, text: str, among: frozenset[str]) -> Match | None:
        plain = strip_footnote(text)
        if len(among) > 1 and self._everyday and not self.speaks(text):
            among -= self._everyday
        found = [(m, is_name) for m, is_name in self._index.get(key(text), []) if m.dimension in among]
        if found:
            member = found[0][0]
            same = plain.casefold() == member.label.casefold()
            return Match("name" if same else "alias", member.dimension, member.code)
        code = self._iso_member(plain)
        if code is not None and code.dimension in among:
            return Match("alias", code.dimension, code.code)
        bare = [m for m in self._bare.get(bare_key(text), []) if m.dimension in among]
        return Match("alias", bare[0].dimension, bare[0].code) if bare else None

    def _explained(self, text: str, among: frozenset[str]) -> Match | None:
        """A name with its own abbreviation or figure in brackets: "Asia Pacific (APAC)", "Europe (20 %)"; a name with
        something else there ("Europe (excl. UK)") is another thing."""
        match = _BRACKETS.fullmatch(text)
        whole = self._exact(match[1], among) if match else None
        if match is None or whole is None:
            return None
        inside = self._exact(match[2], among)
        same = inside is not None and inside.member == whole.member
        harmless = inside is None and _ABBREVIATION.fullmatch(match[2]) is not None
        return replace(whole, how="alias") if same or harmless else None

    def is_code(self, text: str) -> bool:
        """Whether a label is known as nothing but the two or three letters of a country."""
        plain = strip_footnote(text)
        if len(plain) not in (2, 3) or not plain.isupper() or key(plain) in self._index:
            return False
        return bool(self._iso) and plain in countries().by_code

    def _iso_member(self, text: str) -> Member | None:
        """By ISO code, in capitals as codes are written: `IT` is Italy, `it` is a word."""
        if len(text) not in (2, 3) or not text.isupper() or not text.isascii():
            return None
        alpha3 = countries().by_code.get(text)
        return self._iso.get(alpha3) if alpha3 else None

    def _rest(self, text: str, among: frozenset[str], under: str | None) -> Match | None:
        words = key(text)
        if words in _WORLD and among & self.geography:
            return self._rest_of_world(text, among & self.geography)
        if words in _OTHERS or words in _WORLD:
            return self._rest_of(under, text, among) if under else self._plain_others(text, among)
        for pattern in (_REST_OF, _REST_ABROAD, _OF_REST):
            match = pattern.match(words)
            if match is None:
                continue
            whole = self._exact(match[1], among) or self._grouping(match[1], among)
            if whole is not None and whole.member is not None:
                return self._rest_of(whole.member, text, among)
            if set(self.headed(match[1])) & among:
                return self._plain_others(text, among)
        return None

    def _rest_of(self, parent: str, text: str, among: frozenset[str]) -> Match | None:
        home = next((d for c, d in self._dimensions.items() if c in among and _holds(d, parent)), None)
        if home is None:
            return None
        inner = next((d for d in self._dimensions.values() if d.within == home.code and d.code in among), home)
        known = next((m for m in inner.members if m.rest and m.parent == parent), None)
        if known is not None:
            same = strip_footnote(text).casefold() == known.label.casefold()
            return Match("name" if same else "alias", inner.code, known.code)
        label = next(m.label for m in home.members if m.code == parent)
        made = Member(f"rest-of-{parent}", f"Rest of {label}", inner.code, parent=parent, rest=True, known=False)
        return Match("alias", inner.code, made.code, made=made)

    def _rest_of_world(self, text: str, places: frozenset[str]) -> Match:
        outer = next((c for c in places if self._dimensions[c].within not in places), min(places))
        made = Member("rest-of-world", "Rest of world", outer, rest=True, known=False)
        return Match("alias", outer, made.code, made=made)

    def _plain_others(self, text: str, among: frozenset[str]) -> Match | None:
        if among == frozenset(self._dimensions):
            return None  # of what, is not known
        if among & self.geography:
            return self._rest_of_world(text, among & self.geography)
        outer = [d for c, d in self._dimensions.items() if c in among and d.within not in among]
        home = outer[0] if outer else self._dimensions[min(among)]
        known = next((m for m in home.members if m.rest and m.parent is None), None)
        if known is not None:
            return Match("alias", home.code, known.code)
        made = Member(f"other-{slug(home.plural)}", strip_footnote(text), home.code, rest=True, known=False)
        return Match("alias", home.code, made.code, made=made)

    def _grouping(self, text: str, among: frozenset[str]) -> Match | None:
        grouping = self._groupings.get(key(text))
        if grouping is None or grouping.dimension not in among:
            return None
        made = Member(slug(grouping.label), grouping.label, grouping.dimension, known=False)
        return Match("grouping", grouping.dimension, made.code, grouping.members, made)

    def _country(self, text: str, among: frozenset[str], under: str | None) -> Match | None:
        """A real country that the taxonomy leaves out becomes a member, in the region that it stands under."""
        homes = {m.dimension for m in self._iso.values()} & among
        if not homes:
            return None
        found = countries().find(text)
        if found is None:
            return None
        alpha3, label = found
        listed = self._iso.get(alpha3)
        if listed is not None:  # by a name that the taxonomy does not have
            return Match("alias", listed.dimension, listed.code)
        home = self._dimensions[min(homes)]
        above = self._dimensions.get(home.within) if home.within else None
        parent = under if above is not None and under is not None and _holds(above, under) else None
        made = Member(slug(label), label, home.code, parent=parent, iso=alpha3, known=False)
        return Match("new", home.code, made.code, made=made)

    def _merged(self, text: str, among: frozenset[str]) -> Match | None:
        """Two names in one cell, each known by itself: "Argentina Korea", "Brazil & Mexico".

        Two spellings of one ("Myanmar/Burma") are that one. A pair joined by "and" of which the taxonomy lists
        only one or none ("Sudan and South Sudan") is a territory of its own, as statistics have them.
        """
        if "(" in text or len(text) > _TWO_NAMES:
            return None
        for left, joint, right in _halves(strip_footnote(text)):
            first = self._exact(left, among) or self._country(left, among, None)
            second = self._exact(right, among) or self._country(right, among, None)
            if first is None or second is None or first.dimension != second.dimension:
                continue
            if first.member is None or second.member is None or first.dimension is None:
                continue
            if first.member == second.member:
                return first if first.how == "new" else replace(first, how="alias")
            made = Member(slug(text), strip_footnote(text), first.dimension, known=False)
            territory = joint and (first.how == "new" or second.how == "new")
            how: How = "new" if territory else "merged"
            return Match(how, first.dimension, made.code, (first.member, second.member), made)
        return None

    def named(self, text: str, among: Collection[str] | None = None) -> Match | None:
        """What a title names: as `find`, but by full names and aliases only, as short codes are words elsewhere."""
        match = self.find(text, among)
        if match is None or match.how not in ("name", "alias", "new", "grouping") or match.member is None:
            return None
        written_out = key(text) in self._index or key(text) in self._groupings or len(key(text)) > 3
        return match if written_out else None

    def nearest(self, text: str, among: Collection[str]) -> tuple[str, ...]:
        """The members spelled most like a label, best first, three at most; empty when none is near."""
        from rapidfuzz import fuzz, process

        names = self._spellings(frozenset(among))
        words = key(text.split("(")[0]) or key(text)  # "Italy (including San Marino)" is near Italy
        if len(words) < 4:
            return ()
        hits = process.extract(words, names.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=3)
        return tuple(dict.fromkeys(names[name] for name, _, _ in hits))

    def _spellings(self, among: frozenset[str]) -> dict[str, str]:
        return {words: m.code for words, found in self._index.items() for m, _ in found if m.dimension in among}

    def whole_of(self, text: str, among: Collection[str]) -> Match | None:
        """The member in "Total Europe" or "North America total"; None where a total names no member."""
        words = key(text)
        for pattern in (_TOTAL_OF, _OF_TOTAL):
            match = pattern.match(words)
            if match is not None:
                found = self._exact(match[1], frozenset(among)) or self._grouping(match[1], frozenset(among))
                if found is not None:
                    return found
        return None


def _holds(dimension: Dimension, code: str) -> bool:
    return any(m.code == code for m in dimension.members)


def _halves(text: str) -> Iterator[tuple[str, str, str]]:
    """Every way to cut a text in two at a space or a joint, with the joint ("" for a space)."""
    for match in _SEPARATOR.finditer(text):
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        if left and right:
            yield left, match[0].strip(), right
