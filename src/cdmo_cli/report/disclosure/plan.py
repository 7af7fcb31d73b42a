"""Which figures the settings show: the plan, before it is proved.

Without settings the sample shows the growth of the whole market over the forecast, and the table of one past year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from cdmo_cli.config import SampleSettings
from cdmo_cli.errors import ConfigError
from cdmo_cli.market.model import MEASURES, Dimension, Member
from cdmo_cli.report.disclosure.items import Catalogue, Item

_YEAR = re.compile(r"(?:19|20|21)\d\d")
_WORDS = "size Biologics 2024, share Europe 2024, cagr Biologics, cagr 2019 2024, added Europe"

# What is hidden first to protect other figures, and what last: whole chapters and regions, the past year's table,
# figures that were named one by one, the headline.
COSTS = {"region": 1.0, "section": 1.2, "table": 4.0, "figure": 8.0, "headline": 40.0}

# A size is what a reader came for; what is computed from sizes goes before them.
LESS: Mapping[str, float] = {"size": 1.0, "cell": 1.0, "cagr": 0.9, "share": 0.8, "added": 0.6}


@dataclass(frozen=True)
class Plan:
    """What an edition shows: everything, or the items in `shown`, each with what it costs to hide it.

    `kept` may not be hidden. `table` is year and dimension (None: the market as a whole) of the past year's table,
    None where there is none.
    """

    everything: bool = True
    shown: Mapping[Item, float] = field(default_factory=dict)
    kept: frozenset[Item] = frozenset()
    table: tuple[int, str | None] | None = None

    def without(self, items: Iterable[Item]) -> Plan:
        """The same plan with some items hidden."""
        hidden = frozenset(items)
        return replace(self, shown={item: cost for item, cost in self.shown.items() if item not in hidden})


def plan(catalogue: Catalogue, settings: SampleSettings | None = None) -> Plan:
    """What the sample shows by its settings. Raises ConfigError for words that name no figure of the workbook."""
    settings = settings or SampleSettings()
    table = _table(catalogue, settings.table)
    shown: dict[Item, float] = {}

    def show(items: Iterable[Item], why: str) -> None:
        for item in items:
            if catalogue.figure(item) is not None or item in catalogue.positions:
                shown[item] = max(shown.get(item, 0.0), COSTS[why] * _worth(catalogue, item))

    for region in settings.regions:
        show(_of_member(catalogue, _region(catalogue, region)), "region")
    for section in settings.sections:
        show(_of_section(catalogue, section), "section")
    if table is not None:
        show(_of_table(catalogue, *table), "table")
    show((read_item(catalogue, words, "figures") for words in settings.figures), "figure")
    show(_headline(catalogue, settings.headline), "headline")
    kept = frozenset(read_item(catalogue, words, "keep") for words in settings.keep)
    for item in sorted(kept - shown.keys()):
        raise ConfigError(
            f"sample.keep: the plan does not show ‘{catalogue.words(item)}’, so that it cannot be kept",
            hint="name it in sample.figures, too",
        )
    return Plan(False, shown, kept, table)


def _worth(catalogue: Catalogue, item: Item) -> float:
    """What a figure is worth beside a size."""
    if item.kind == "cell":
        measure = MEASURES[int(catalogue.model.observations.measure[item.position])]
        return LESS["share"] if measure in ("share", "growth", "cagr") else 1.0
    return LESS[item.kind]


def default_table(catalogue: Catalogue) -> tuple[int, str | None] | None:
    """The past year's table that a sample shows by itself, so that the full edition has it too."""
    return _table(catalogue, "auto")


def _headline(catalogue: Catalogue, headline: str) -> list[Item]:
    cube = catalogue.cube
    if headline == "growth":
        return [catalogue.cagr(cube.start_year, cube.final_year)]
    if headline == "base":
        return [catalogue.size(cube.base_year or cube.start_year)]
    if headline == "final":
        return [catalogue.size(cube.final_year)]
    return []


def _table(catalogue: Catalogue, words: str) -> tuple[int, str | None] | None:
    """Year and dimension of the past year's table.

    By itself the first year before the base year and the forecast: the growth that is shown does not reach back to it,
    and no other figure is shown from which it could be carried forward.
    """
    cube = catalogue.cube
    if words == "none" or cube.kind != "currency":
        return None
    if words != "auto":
        return _stated_table(catalogue, words)
    first = min(cube.base_year or cube.start_year, cube.start_year)
    past = [year for year in cube.years if year < first]
    for dimension in ("type", "application", "region"):
        members = cube.members(dimension)
        for year in past:
            if members and all(cube.size(year, **{dimension: member.code}) for member in members):
                return year, dimension
    return (past[0], None) if past else None


def _stated_table(catalogue: Catalogue, words: str) -> tuple[int, str | None]:
    *name, year = words.split() or [""]
    dimension = _dimension(catalogue, " ".join(name)) if name else None
    cube = catalogue.cube
    if not _YEAR.fullmatch(year) or (name and dimension is None) or cube.size(int(year)) is None:
        raise ConfigError(
            f"sample.table: ‘{words}’ is no table of this workbook",
            hint=nearest(words, _tables(catalogue))
            or "write auto, none, or a dimension and a year, such as: type 2019",
        )
    return int(year), dimension.code if dimension else None


def _tables(catalogue: Catalogue) -> list[str]:
    """All tables of one year that there are, in the words of the setting."""
    cube = catalogue.cube
    by = [name for each in catalogue.model.dimensions if cube.members(each.code) for name in (each.code, each.label)]
    return ["auto", "none", *(f"{name} {year}" for name in by for year in cube.years), *map(str, cube.years)]


def _of_table(catalogue: Catalogue, year: int, dimension: str | None) -> list[Item]:
    cube = catalogue.cube
    members = cube.members(dimension) if dimension else ()
    found = [catalogue.size(year), *(catalogue.size(year, {member.dimension: member.code}) for member in members)]
    return [item for item in found if cube.size(year, **dict(item.members)) is not None]


def _dimension(catalogue: Catalogue, words: str) -> Dimension | None:
    wanted = words.casefold().strip()
    for dimension in catalogue.model.dimensions:
        if wanted in {dimension.code.casefold(), dimension.label.casefold(), dimension.plural.casefold()}:
            return dimension
    return None


def _region(catalogue: Catalogue, words: str) -> Member:
    wanted = words.casefold().strip()
    for dimension in catalogue.model.dimensions:
        for member in dimension.members:
            names = {name.casefold() for name in (member.label, member.code, *member.aliases)}
            if dimension.code in ("region", "country") and wanted in names and _of_member(catalogue, member):
                return member
    places = [m.label for code in ("region", "country") for m in catalogue.cube.members(code)]
    raise ConfigError(
        f"sample.regions: ‘{words}’ is no region or country of this workbook",
        hint=nearest(words, places) or "write it as the workbook does",
    )


def _of_member(catalogue: Catalogue, member: Member) -> list[Item]:
    """All sizes and growth of a member and of what is inside it; no shares, which would tell the whole."""
    inside = [cell for cell in catalogue.cells if (member.dimension, member.code) in cell]
    return [item for cell in inside for item in _of_cell(catalogue, cell)]


def _of_cell(catalogue: Catalogue, cell: tuple[tuple[str, str], ...], *, shares: bool = False) -> list[Item]:
    """The sizes and the growth of some members in all years, and what the workbook says of them otherwise."""
    cube = catalogue.cube
    members = dict(cell)
    found = [catalogue.size(year, members) for year in cube.series(**members)]
    span = (cube.start_year, cube.final_year)
    found += [catalogue.cagr(*span, members), catalogue.added(*span, members)]
    kinds = ("cagr", "share") if shares else ("cagr",)
    found += [item for item in catalogue.positions if item.members == cell and item.kind in kinds]
    if shares and cell:
        found += [catalogue.share(year, members) for year in (*cube.years, None)]
    return list(dict.fromkeys(found))


def _of_section(catalogue: Catalogue, words: str) -> list[Item]:
    """The figures of a chapter: `market`, `companies`, or the dimensions it is by: `by-type`, `regions`,
    `type-by-region`. The totals of its parts belong to it: a reader could add them up."""
    name = re.sub(r"[\s_]+", "-", words.casefold().strip())
    whole = _of_cell(catalogue, catalogue.members({}))
    if name in ("market", "market-size", "summary"):
        return whole
    if name == "companies":
        data = catalogue.model.observations
        held = data.members.get("company")
        told = [] if held is None else [Item("cell", position=int(p)) for p in (held >= 0).nonzero()[0]]
        if not told:
            raise _no_figures(catalogue, words)
        return told
    parts = [part for part in re.split(r"-?\bby\b-?", name) if part]
    found = [_dimension(catalogue, part.replace("-", " ")) for part in parts]
    if not parts or any(dimension is None for dimension in found):
        raise ConfigError(
            f"sample.sections: ‘{words}’ is no chapter with figures",
            hint=nearest(name, _chapters(catalogue))
            or "write market, companies, or what it is by: by-type, regions, type-by-region",
        )
    codes = {dimension.code for dimension in found if dimension is not None}
    codes |= {dimension.within for dimension in found if dimension is not None and dimension.within}
    by = {cell: {code for code, _ in cell} - catalogue.cube.scope.keys() for cell in catalogue.cells}
    cells = [cell for cell, own in by.items() if own == codes]
    if not cells:
        raise _no_figures(catalogue, words)
    totals = [cell for cell, own in by.items() if own and own < codes]
    return [*whole, *(item for cell in (*totals, *cells) for item in _of_cell(catalogue, cell, shares=True))]


def _no_figures(catalogue: Catalogue, words: str) -> ConfigError:
    return ConfigError(
        f"sample.sections: the workbook has no figures for ‘{words}’",
        hint=nearest(words, _chapters(catalogue)) or "leave it out",
    )


def _chapters(catalogue: Catalogue) -> list[str]:
    """The chapters with figures, in the words of the setting."""
    cells = [{code for code, _ in cell} - catalogue.cube.scope.keys() for cell in catalogue.cells]
    codes = [each.code for each in catalogue.model.dimensions if any(each.code in own for own in cells)]
    crossed = [f"{one}-by-{other}" for one in codes for other in codes if {one, other} in cells]
    held = catalogue.model.observations.members.get("company")
    companies = ["companies"] if held is not None and bool((held >= 0).any()) else []
    return ["market", *companies, *(f"by-{code}" for code in codes), *crossed]


def read_item(catalogue: Catalogue, words: str, setting: str = "figures") -> Item:
    """The figure that words name: `size Biologics 2024`. Raises ConfigError where there is no such figure."""
    name, *rest = words.split() or [""]
    years = tuple(int(word) for word in rest if _YEAR.fullmatch(word))
    label = " ".join(word for word in rest if not _YEAR.fullmatch(word))
    members = _labelled(catalogue, label)
    cube = catalogue.cube
    span = years if len(years) == 2 else (cube.start_year, cube.final_year) if not years else None
    item = None
    if members is not None:
        if name in ("size", "share") and len(years) == 1:
            item = catalogue.size(years[0], members) if name == "size" else catalogue.share(years[0], members)
        elif name == "share" and not years:
            item = catalogue.share(None, members)
        elif name in ("cagr", "added") and span is not None:
            item = catalogue.cagr(*span, members) if name == "cagr" else catalogue.added(*span, members)
    if item is None or (catalogue.figure(item) is None and item not in catalogue.positions):
        raise ConfigError(
            f"sample.{setting}: ‘{words}’ is no figure of this workbook",
            hint=nearest(words, map(catalogue.words, _figures(catalogue))) or f"write one of: {_WORDS}",
        )
    return item


def _figures(catalogue: Catalogue) -> list[Item]:
    """The figures that words can name."""
    own = [item for item in catalogue.positions if item.kind != "cell"]
    spans = [item for cell in catalogue.cells for item in catalogue.rates(cell)]
    added = [catalogue.added(*catalogue.spans[0], dict(cell)) for cell in catalogue.cells]
    sizes = [catalogue.size(year, dict(cell)) for cell in catalogue.cells for year in catalogue.cube.years]
    return list(dict.fromkeys((*own, *spans, *added, *sizes)))


def nearest(words: str, known: Iterable[str]) -> str:
    """What may be meant by words that name nothing; nothing where none is alike."""
    from rapidfuzz import process, utils

    found = process.extractOne(words, list(known), processor=utils.default_process, score_cutoff=70)
    return f"did you mean ‘{found[0]}’?" if found else ""


def _labelled(catalogue: Catalogue, label: str) -> dict[str, str] | None:
    """The members that a label names: one, or several behind one another (`Biologics Europe`); None for others."""
    names = {
        name.casefold(): member
        for dimension in reversed(catalogue.model.dimensions)
        for member in dimension.members
        for name in (*member.aliases, member.code, member.label)
    }
    words, found = label.casefold().split(), {}
    while words:
        for length in range(len(words), 0, -1):
            member = names.get(" ".join(words[:length]))
            if member is not None:
                found[member.dimension] = member.code
                words = words[length:]
                break
        else:
            return None
    return found
