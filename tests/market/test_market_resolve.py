from __future__ import annotations

from collections.abc import Collection

import pytest

from cdmo_cli.market import load_taxonomy
from cdmo_cli.market.resolve import Lexicon, Match, is_rest, is_total
from cdmo_cli.market.words import bare_key, key, slug

LEXICON = Lexicon(load_taxonomy())
PLACES = LEXICON.geography


def found(text: str, dimensions: Collection[str], under: str | None = None) -> Match:
    match = LEXICON.find(text, dimensions, under)
    assert match is not None
    return match


@pytest.mark.parametrize(
    ("text", "how", "dimension", "member"),
    [
        ("United Kingdom", "name", "country", "united-kingdom"),
        ("U.K.", "alias", "country", "united-kingdom"),
        ("UK", "alias", "country", "united-kingdom"),
        ("Great Britain", "alias", "country", "united-kingdom"),
        ("USA", "alias", "country", "united-states"),
        ("U.S.", "alias", "country", "united-states"),
        ("US", "alias", "country", "united-states"),
        ("united states", "name", "country", "united-states"),
        ("UAE", "alias", "country", "united-arab-emirates"),
        ("KSA", "alias", "country", "saudi-arabia"),
        ("China Taiwan", "name", "country", "taiwan"),
        ("Taiwan", "alias", "country", "taiwan"),
        ("Korea", "alias", "country", "south-korea"),
        ("Korea, Rep.", "alias", "country", "south-korea"),
        ("Türkiye", "alias", "country", "turkey"),
        ("Germany*", "name", "country", "germany"),
        ("Germany (a)", "name", "country", "germany"),
        ("Germany [1]", "name", "country", "germany"),
        ("DEU", "alias", "country", "germany"),
        ("IT", "alias", "country", "italy"),
        ("Asia-Pacific", "name", "region", "asia-pacific"),
        ("Asia Pacific", "alias", "region", "asia-pacific"),
        ("APAC", "alias", "region", "asia-pacific"),
        ("Middle East & Africa", "name", "region", "middle-east-africa"),
        ("Middle East and Africa", "alias", "region", "middle-east-africa"),
        ("Rest of Europe", "name", "country", "rest-of-europe"),
        ("Other Europe", "alias", "country", "rest-of-europe"),
        ("Rest of APAC", "alias", "country", "rest-of-asia-pacific"),
        ("Europe, other", "alias", "country", "rest-of-europe"),
        ("ROW", "alias", "region", "rest-of-world"),
        ("RoW", "alias", "region", "rest-of-world"),
        ("Rest of the World", "alias", "region", "rest-of-world"),
        ("Asia Pacific (APAC)", "alias", "region", "asia-pacific"),
        ("Europe (20 %)", "alias", "region", "europe"),
        ("1. North America", "alias", "region", "north-america"),
        ("• Germany", "alias", "country", "germany"),
        ("of which: Germany", "alias", "country", "germany"),
        ("Korea (Republic of)", "alias", "country", "south-korea"),
        ("Venezuela (Bolivarian Republic of)", "new", "country", "venezuela"),
        ("Myanmar/Burma", "new", "country", "myanmar"),
        ("Sudan and South Sudan", "new", "country", "sudan-and-south-sudan"),
        ("EMEA", "grouping", "region", "emea"),
        ("DACH", "grouping", "country", "dach"),
        ("EU-27", "grouping", "country", "eu"),
        ("Switzerland", "new", "country", "switzerland"),
        ("Viet Nam", "new", "country", "vietnam"),
        ("Bosnia and Herzegovina", "new", "country", "bosnia-and-herzegovina"),
        ("Trinidad and Tobago", "new", "country", "trinidad-and-tobago"),
        ("Iran, Islamic Rep.", "new", "country", "iran"),
        ("Argentina Korea", "merged", "country", "argentina-korea"),
        ("Brazil & Mexico", "merged", "country", "brazil-mexico"),
        ("Brazil/Mexico", "merged", "country", "brazil-mexico"),
    ],
)
def test_places(text: str, how: str, dimension: str, member: str) -> None:
    match = LEXICON.find(text, PLACES)
    assert match is not None
    assert (match.how, match.dimension, match.member) == (how, dimension, member)


@pytest.mark.parametrize(
    "text", ["Saudi", "Arabia", "it", "Germny", "Oncology", "", "–", "Manufacturing & Supply", "Europe (excl. UK)"]
)
def test_what_names_no_place(text: str) -> None:
    assert LEXICON.find(text, PLACES) is None


def test_merged_names_carry_both_candidates() -> None:
    match = LEXICON.find("Argentina Korea", PLACES)
    assert match is not None
    assert match.candidates == ("argentina", "south-korea")


def test_a_real_country_outside_the_taxonomy_is_a_new_member_under_its_region() -> None:
    match = LEXICON.find("Switzerland", PLACES, under="europe")
    assert match is not None
    assert match.made is not None
    assert (match.made.parent, match.made.iso, match.made.known) == ("europe", "CHE", False)


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("Lonza", "lonza"),
        ("Lonza Group AG", "lonza"),
        ("LONZA AG", "lonza"),
        ("The Lubrizol", "lubrizol"),
        ("Lubrizol Corporation", "lubrizol"),
        ("Thermo Fisher Scientific Inc.", "thermo-fisher"),
        ("Siegfried", "siegfried"),
        ("Catalent, Inc.", "catalent"),
        ("Famar Health Care Services S.A.", "famar"),
        ("Aenova", "aenova"),
    ],
)
def test_companies(text: str, member: str) -> None:
    match = LEXICON.find(text, ["company"])
    assert match is not None
    assert match.member == member


def test_an_unknown_company_is_not_forced_into_a_known_one() -> None:
    assert LEXICON.find("Samsung Biologics", ["company"]) is None
    assert LEXICON.nearest("Samsung Biologics", ["company"]) == ()


@pytest.mark.parametrize(
    ("text", "near"),
    [("Germny", ("germany",)), ("Columbia", ("colombia",)), ("Brasill", ("brazil",)), ("Wakanda", ()), ("Oman", ())],
)
def test_the_nearest_known_has_a_high_bar(text: str, near: tuple[str, ...]) -> None:
    assert LEXICON.nearest(text, PLACES) == near


def test_others_depends_on_where_it_stands() -> None:
    assert found("Others", PLACES, under="europe").member == "rest-of-europe"
    assert found("Others", PLACES).member == "rest-of-world"
    of_types = found("Others", ["type"])
    assert of_types.member == "other-types"
    assert of_types.made is not None
    assert of_types.made.rest
    assert LEXICON.find("Others") is None


def test_totals_and_rests() -> None:
    assert all(is_total(t) for t in ("Total", "World", "GLOBAL", "Grand total", "All regions", "Gesamt"))
    assert not any(is_total(t) for t in ("Total Europe", "Globalisation", "Worldline"))
    assert all(is_rest(t) for t in ("Others", "RoW", "Rest", "All other"))
    assert LEXICON.whole_of("Total Europe", PLACES).member == "europe"
    assert LEXICON.whole_of("North America total", PLACES).member == "north-america"
    assert LEXICON.whole_of("Total revenue", PLACES) is None


def test_headings_name_dimensions() -> None:
    assert LEXICON.headed("Region / country") == {"region", "country"}
    assert LEXICON.headed("By type") == {"type"}
    assert LEXICON.headed("Sector") == frozenset()


def test_keys() -> None:
    assert key("U.K.") == key("UK") == "uk"
    assert key("Asia-Pacific") == key("asia pacific*") == "asia pacific"
    assert key("Middle East & Africa") == key("Middle East and Africa")
    assert key("The Lubrizol") == "lubrizol"
    assert key("Côte d’Ivoire") == "cote divoire"
    assert bare_key("Siegfried Holding AG") == "siegfried"
    assert bare_key("Group") == "group"
    assert slug("Türkiye & Co.") == "turkiye-co"
    assert slug("—") == "x"


@pytest.mark.parametrize(
    ("text", "member"),
    [
        *(("Nordamerika", "north-america"), ("Lateinamerika", "latin-america"), ("Asie-Pacifique", "asia-pacific")),
        *(("Naher Osten und Afrika", "middle-east-africa"), ("América Latina", "latin-america"), ("Europa", "europe")),
        *(("Kanada", "canada"), ("Frankreich", "france"), ("Vereinigte Staaten", "united-states")),
        *(("États-Unis", "united-states"), ("Allemagne", "germany"), ("Reino Unido", "united-kingdom")),
        *(("Großbritannien", "united-kingdom"), ("Österreich", "austria"), ("Südkorea", "south-korea")),
        *(("Übriges Europa", "rest-of-europe"), ("Sonstiges Europa", "rest-of-europe")),
        *(("Reste de l'Europe", "rest-of-europe"), ("Autres pays d’Europe", "rest-of-europe")),
        *(("Resto de Europa", "rest-of-europe"), ("Rest Europa", "rest-of-europe")),
        *(("Resto de América Latina", "rest-of-latin-america"), ("Übriges Asien-Pazifik", "rest-of-asia-pacific")),
        ("Rest der Welt", "rest-of-world"),
    ],
)
def test_german_french_and_spanish_names(text: str, member: str) -> None:
    match = Lexicon(load_taxonomy()).find(text, ("region", "country"))
    assert match is not None
    assert match.member == member


def test_a_long_text_is_not_cut_into_names() -> None:
    assert Lexicon(load_taxonomy()).find("word " * 2200, ("region", "country")) is None
