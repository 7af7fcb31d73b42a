from __future__ import annotations

from pathlib import Path

import pycountry
import pytest

from cdmo_cli.errors import ConfigError
from cdmo_cli.market import load_taxonomy
from cdmo_cli.market.facts import with_unread_taxonomy
from cdmo_cli.market.hierarchy import complete
from cdmo_cli.market.resolve import Lexicon
from cdmo_cli.market.words import key
from cdmo_cli.read.model import Sheet
from cdmo_cli.tables.model import SheetTables

COUNTRIES = {
    "north-america": ["united-states", "canada"],
    "europe": ["germany", "france", "united-kingdom", "italy", "russia"],
    "asia-pacific": [
        *("china", "japan", "south-korea", "india", "australia", "taiwan", "indonesia", "thailand", "malaysia"),
    ],
    "latin-america": ["mexico", "brazil", "argentina", "colombia"],
    "middle-east-africa": ["turkey", "saudi-arabia", "united-arab-emirates"],
}


def dimension(code: str):
    found = load_taxonomy().dimension(code)
    assert found is not None
    return found


def test_five_regions_hold_their_23_countries_and_a_rest_each() -> None:
    country = dimension("country")
    for region, codes in COUNTRIES.items():
        here = [m for m in country.members if m.parent == region]
        assert [m.code for m in here if not m.rest] == codes
        assert [m.code for m in here if m.rest] == [f"rest-of-{region}"]
    assert [m.code for m in dimension("region").members] == list(COUNTRIES)
    assert sum(not m.rest for m in country.members) == 23
    assert country.within == "region"


def test_country_codes_are_those_of_iso_3166() -> None:
    for member in dimension("country").members:
        if member.rest:
            assert member.iso is None
            continue
        found = pycountry.countries.get(alpha_3=member.iso)
        assert found is not None, member.code
        iso = {key(n) for n in (found.name, getattr(found, "common_name", ""), getattr(found, "official_name", ""))}
        assert iso & {key(n) for n in (member.label, *member.aliases)}, member.code


def test_taiwan_is_iso_twn_with_the_label_of_the_report() -> None:
    taiwan = next(m for m in dimension("country").members if m.code == "taiwan")
    assert (taiwan.iso, taiwan.label, taiwan.parent) == ("TWN", "China Taiwan", "asia-pacific")


def test_the_other_dimensions() -> None:
    assert [m.code for m in dimension("type").members] == ["small-molecules", "biologics"]
    assert [m.code for m in dimension("application").members] == ["api", "drug"]
    assert sorted(m.code for m in dimension("company").members) == [
        *("aenova", "almac", "catalent", "famar", "fareva", "lonza", "lubrizol", "recipharm", "siegfried"),
        "thermo-fisher",
    ]
    assert [d.code for d in load_taxonomy().dimensions if d.partition] == ["type", "application", "region", "country"]
    assert dimension("company").open


def test_groupings_name_members_that_are_there() -> None:
    groupings = {g.label: g for g in load_taxonomy().groupings}
    for label in ("EMEA", "DACH", "BRICS", "ASEAN", "Benelux", "Nordics", "EU", "G7", "GCC", "Americas", "OECD"):
        assert label in groupings
    assert groupings["EMEA"].members == ("europe", "middle-east-africa")
    assert "EU-27" in groupings["EU"].aliases


def test_company_facts_give_catalent_both_years_with_a_source() -> None:
    catalent = {f.fiscal_year: f for f in load_taxonomy().facts if f.company == "catalent" and f.kind == "group"}
    catalent.update({f.fiscal_year: f for f in load_taxonomy().facts if f.company == "catalent"})
    assert catalent[2019].value * catalent[2019].scale == pytest.approx(2.518e9, rel=1e-3)
    assert catalent[2020].value * catalent[2020].scale == pytest.approx(3.094e9, rel=1e-3)
    assert catalent[2019].year_end == "2019-06-30"
    assert all(f.source for f in load_taxonomy().facts)


def test_a_region_is_complete_with_its_rest_member_and_not_without() -> None:
    country, region, kind = dimension("country"), dimension("region"), dimension("type")
    assert not complete(country, set(COUNTRIES["europe"]), "europe")
    assert complete(country, {*COUNTRIES["europe"], "rest-of-europe"}, "europe")
    assert complete(country, {"germany", "rest-of-europe"}, "europe")
    assert complete(region, set(COUNTRIES))
    assert not complete(region, set(COUNTRIES) - {"latin-america"})
    assert complete(kind, {"small-molecules", "biologics"})
    assert not complete(dimension("company"), {m.code for m in dimension("company").members})


EV = """
code = "ev"
market = "Electric vehicles"

[[dimension]]
code = "drive"
label = "Drive"
plural = "Drives"
partition = true
members = ["Battery electric", { code = "phev", label = "Plug-in hybrid", aliases = ["PHEV"] }]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_its_own_replaces_the_built_in(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(write(tmp_path, EV))
    assert (taxonomy.code, taxonomy.market) == ("ev", "Electric vehicles")
    assert [d.code for d in taxonomy.dimensions] == ["drive"]
    assert [m.code for m in taxonomy.dimensions[0].members] == ["battery-electric", "phev"]
    assert taxonomy.dimensions[0].headings == ("Drive",)


def test_extends_adds_members_aliases_and_dimensions(tmp_path: Path) -> None:
    text = (
        'extends = "pharma-cdmo"\n'
        + EV.replace('code = "ev"\nmarket = "Electric vehicles"', "")
        + (
            '[[dimension]]\ncode = "type"\nmembers = [{ code = "biologics", label = "Biologics", aliases = ["Bio"] },'
            ' { label = "Cell and gene therapy" }]\n'
        )
    )
    taxonomy = load_taxonomy(write(tmp_path, text))
    kind = taxonomy.dimension("type")
    assert kind is not None
    assert [m.code for m in kind.members] == ["small-molecules", "biologics", "cell-and-gene-therapy"]
    assert "Bio" in kind.members[1].aliases
    assert "Large molecules" in kind.members[1].aliases
    assert kind.partition
    assert taxonomy.dimension("drive") is not None
    assert taxonomy.market == "CDMO outsourcing"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code = \n", "not valid TOML: Invalid value (at line 1, column 8)"),
        ("code = 'x'\n", "dimension: missing: a taxonomy needs at least one [[dimension]]"),
        ("\n[[dimension]]\ncode = 'a'\n", "line 2: dimension[1].label: missing"),
        (
            "[[dimension]]\ncode='a'\nlabel='A'\n\n[[dimension]]\ncode='b'\nlabel='B'\nmembers = [{ iso = 'X' }]",
            "line 5: dimension[2].members[1].label: missing",
        ),
        (
            "[[dimension]]\ncode = 'a'\nlabel = 'A'\nmembers = [{ label = 'X', parent = 'y' }]",
            "line 1: dimension[1].members[1].parent: there is no member 'y' (of 'X')",
        ),
        (
            "[[dimension]]\ncode = 'a'\nlabel = 'A'\nmembers = ['X', 'x']",
            "line 1: dimension[1].members[2].code: 'x' is there twice",
        ),
        ("colour = 'red'\n", "line 1: colour: is no field of a taxonomy"),
        ("extends = 'else'\n", "line 1: extends: must be \"pharma-cdmo\", not 'else'"),
        (
            "extends = 'pharma-cdmo'\n[[fact]]\ncompany = 'nobody'\nfiscal_year = 2020\nyear_end = '2020-12-31'\n"
            "kind = 'group'\nvalue = 1\ncurrency = 'USD'\nscale = 1e6\nsource = 's'\n",
            "line 2: fact[1].company: 'nobody' is no company",
        ),
        (
            "extends = 'pharma-cdmo'\n[[fact]]\ncompany = 'lonza'\nfiscal_year = 'x'\nyear_end = '2020-12-31'\n"
            "kind = 'group'\n",
            "line 2: fact[1].fiscal_year: must be a number, not 'x'",
        ),
    ],
)
def test_a_bad_file_is_told_with_line_and_field(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_taxonomy(path)
    assert message in caught.value.message
    assert caught.value.path == path


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the taxonomy"):
        load_taxonomy(tmp_path / "none.toml")


def test_a_users_member_wins_over_a_grouping_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'extends = "pharma-cdmo"\n[[dimension]]\ncode = "region"\nmembers = ["Americas", "Greater China"]\n',
        encoding="utf-8",
    )
    taxonomy = load_taxonomy(path)
    assert not {"Americas", "Greater China"} & {g.label for g in taxonomy.groupings}
    match = Lexicon(taxonomy).find("Americas", ("region", "country"))
    assert match is not None
    assert (match.how, match.member) == ("name", "americas")


@pytest.mark.parametrize(("header", "count"), [("Name", 1), ("Dimension", 0)])
def test_a_sheet_taxonomy_of_another_form_is_told(header: str, count: int) -> None:
    sheet = Sheet("Taxonomy", 0, [[header, "Member"], ["Region", "Americas"]])
    tables = with_unread_taxonomy(SheetTables(0, "Taxonomy", True, ()), sheet)
    told = [(part.range.a1, part.why) for part in tables.not_understood]
    why = "a sheet named Taxonomy needs the columns Dimension | Member | Parent | Aliases | Rest"
    assert told == [("A1:B1", why)] * count
