"""A random little market whose figures are all true at once, with the labels that analysts print."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

from layouts_habits import Habits

# Printed label → label of the taxonomy.
TYPES = [
    {"Small molecules": "Small molecules", "Biologics": "Biologics"},
    {"Small molecule": "Small molecules", "Large molecule": "Biologics"},
    {"Chemical drugs": "Small molecules", "Biopharmaceuticals": "Biologics"},
]
APPLICATIONS = [
    {"API": "API", "Drug": "Drug"},
    {"Drug substance": "API", "Drug product": "Drug"},
    {"APIs": "API", "Finished dosage forms": "Drug"},
]
REGIONS = [
    {
        "North America": "North America",
        "Europe": "Europe",
        "Asia-Pacific": "Asia-Pacific",
        "Latin America": "Latin America",
        "Middle East & Africa": "Middle East & Africa",
    },
    {
        "North America": "North America",
        "Europe": "Europe",
        "APAC": "Asia-Pacific",
        "LATAM": "Latin America",
        "MEA": "Middle East & Africa",
    },
    {
        "North America": "North America",
        "Europe": "Europe",
        "Asia Pacific": "Asia-Pacific",
        "Latin America": "Latin America",
        "Middle East and Africa": "Middle East & Africa",
    },
]
COUNTRIES = {
    "North America": {"United States": "United States", "Canada": "Canada"},
    "Europe": {
        "Germany": "Germany",
        "France": "France",
        "UK": "United Kingdom",
        "Italy": "Italy",
        "Rest of Europe": "Rest of Europe",
    },
    "Asia-Pacific": {
        "China": "China",
        "Japan": "Japan",
        "South Korea": "South Korea",
        "India": "India",
        "Australia": "Australia",
        "Rest of Asia-Pacific": "Rest of Asia-Pacific",
    },
    "Latin America": {"Mexico": "Mexico", "Brazil": "Brazil", "Rest of Latin America": "Rest of Latin America"},
    "Middle East & Africa": {
        "Turkey": "Turkey",
        "Saudi Arabia": "Saudi Arabia",
        "UAE": "United Arab Emirates",
        "Rest of Middle East & Africa": "Rest of Middle East & Africa",
    },
}
OWN = {
    "Phase": ["Preclinical", "Phase I", "Phase II", "Phase III", "Commercial"],
    "Service": ["Formulation", "Packaging", "Analytical testing", "Fill-finish", "Logistics"],
    "Dosage form": ["Tablets", "Capsules", "Injectables", "Inhalers", "Creams & ointments"],
    "End user": ["Big pharma", "Mid-size pharma", "Biotech", "Academia"],
    "Therapy area": ["Oncology", "Cardiology", "Diabetes care", "Neurology", "Others"],
    "Technology": ["Lyophilisation", "Spray drying", "Hot-melt extrusion", "3D printing"],
}
COMPANIES = {
    "Lonza": "Lonza Group",
    "Catalent": "Catalent",
    "Recipharm": "Recipharm",
    "Siegfried": "Siegfried Holding",
    "Almac Group": "Almac Group",
    "Northwind Pharma": "Northwind Pharma",
    "Helix CDMO": "Helix CDMO",
}


@dataclass(frozen=True)
class Part:
    """A member as printed, and what it is: dimension → label. `*` begins a dimension of the workbook's own."""

    label: str
    members: dict[str, str]
    parts: tuple[Part, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from every other part, whatever their labels."""
        return "|".join(f"{dimension}={label}" for dimension, label in sorted(self.members.items()))

    def leaves(self) -> list[Part]:
        return [leaf for part in self.parts for leaf in part.leaves()] if self.parts else [self]


@dataclass(frozen=True)
class Axis:
    """A way to divide the whole: the heading over the labels, and the parts."""

    heading: str
    parts: tuple[Part, ...]

    @property
    def nested(self) -> bool:
        return any(part.parts for part in self.parts)

    def flat(self) -> list[Part]:
        """All parts, a parent before its own."""
        return [p for part in self.parts for p in (part, *part.parts)]


@dataclass
class Market:
    """Figures as whole numbers of 10^-decimals: (leaf of the first axis, leaf of the second or None, year) → units."""

    axes: tuple[Axis, ...]
    years: list[int]
    decimals: int
    units: dict[tuple[str, str | None, int], int] = field(default_factory=dict)

    def whole(self) -> dict[int, int]:
        """The totals by year, in units of the last decimal."""
        return {year: round(self.size(year) * 10**self.decimals) for year in self.years}

    def size(self, year: int, first: Part | None = None, second: Part | None = None) -> float:
        """The printed size of a part (of a crossing of two parts, of the whole)."""
        rows = self.axes[0].parts if first is None else (first,)
        columns: list[str | None] = [None]
        if len(self.axes) > 1:
            over = self.axes[1].parts if second is None else (second,)
            columns = [leaf.key for part in over for leaf in part.leaves()]
        keys = itertools.product([leaf.key for part in rows for leaf in part.leaves()], columns)
        return float(sum(self.units[row, column, year] for row, column in keys) / 10**self.decimals)


def axis(habits: Habits, kind: str, *, nested: bool = False) -> Axis:
    """The parts of one dimension, some of its members left out."""
    made = _axis(habits, kind, nested=nested)
    if kind == "region" and habits.pick("regions as", ("usual", "capitals")) == "capitals":
        return replace(made, parts=tuple(replace(part, label=part.label.upper()) for part in made.parts))
    return made


def _axis(habits: Habits, kind: str, *, nested: bool = False) -> Axis:
    draw = habits.random(f"axis {kind}")
    if kind == "type":
        return _listed(habits.pick("type heading", ("Type", "Molecule type", "Modality")), "type", draw.choice(TYPES))
    if kind == "application":
        return _listed("Application", "application", draw.choice(APPLICATIONS))
    if kind == "company":
        chosen = dict(draw.sample(sorted(COMPANIES.items()), draw.randint(3, 6)))
        return _listed("Company", "company", chosen)
    if kind == "region":
        return _geography(habits, nested)
    if kind == "country":
        region = draw.choice(["Europe", "Asia-Pacific"])
        parts = tuple(
            Part(p, {"region": region, "country": label}) for p, label in COUNTRIES[region].items() if "Rest" not in p
        )
        return Axis("Country", parts)
    heading = draw.choice(sorted(OWN))
    labels = draw.sample(OWN[heading], draw.randint(3, len(OWN[heading])))
    return Axis(heading, tuple(Part(label, {f"*{heading}": label}) for label in labels))


def _listed(heading: str, dimension: str, labels: dict[str, str]) -> Axis:
    return Axis(heading, tuple(Part(printed, {dimension: label}) for printed, label in labels.items()))


def _geography(habits: Habits, nested: bool) -> Axis:
    draw = habits.random("axis region")
    names = draw.choice(REGIONS)
    kept = sorted(draw.sample(range(5), draw.randint(2, 5)))
    parts = []
    for printed, label in [list(names.items())[i] for i in kept]:
        inner: tuple[Part, ...] = ()
        if nested:
            countries = COUNTRIES[label]
            inner = tuple(Part(p, {"region": label, "country": c}) for p, c in countries.items())
        parts.append(Part(printed, {"region": label}, inner))
    heading = habits.pick(
        "region heading", ("Region", "Geography", "Regions", "Region / country" if nested else "Area")
    )
    return Axis(heading, tuple(parts))


def crossed(outer: Axis, inner: Axis) -> Axis:
    """Every part of the first axis divided by the second: types under each region."""
    parts = tuple(
        replace(part, parts=tuple(replace(under, members={**part.members, **under.members}) for under in inner.parts))
        for part in outer.parts
    )
    return Axis(f"{outer.heading} / {inner.heading.lower()}", parts)


def market(habits: Habits, axes: tuple[Axis, ...], whole: dict[int, int] | None = None) -> Market:
    """Sizes that grow, rounded at the leaves; every total is the sum of what is printed.

    `whole` fixes the totals by year, in units of the last decimal, so that several divisions of one market agree.
    """
    draw = habits.random("market " + "/".join(axis.heading for axis in axes))
    count = habits.pick("years", (5, 8, 3, 2, 9, 4, 1))
    start = habits.random("start year").randint(2019, 2024)
    decimals = habits.pick("decimals", (1, 0, 2)) if count > 1 else 1  # a lone 2030 in whole numbers could be a year
    made = Market(axes, list(whole) if whole else list(range(start, start + count)), decimals)
    magnitude = 10 ** draw.uniform(1.3, 3.7)
    firsts = [leaf.key for part in axes[0].parts for leaf in part.leaves()]
    seconds = [leaf.key for part in axes[1].parts for leaf in part.leaves()] if len(axes) > 1 else [None]
    keys = list(itertools.product(firsts, seconds))
    for first, second in keys:
        size, growth = magnitude * draw.uniform(0.3, 3), 1 + draw.uniform(-0.03, 0.14)
        for i, year in enumerate(made.years):
            made.units[first, second, year] = max(round(size * growth**i * 10**made.decimals), 1)
    for year, total in (whole or {}).items():
        before = sum(made.units[first, second, year] for first, second in keys)
        for first, second in keys[:-1]:
            made.units[first, second, year] = max(1, made.units[first, second, year] * total // before)
        rest = sum(made.units[first, second, year] for first, second in keys[:-1])
        made.units[(*keys[-1], year)] = max(1, total - rest)
    return made
