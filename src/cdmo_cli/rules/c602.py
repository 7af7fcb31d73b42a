"""Revenue of a whole group taken for that of its contract services.

**What it checks.** Revenues of companies in a market of contract services, against the published ones that the
taxonomy knows. A figure is named where it is the revenue of the whole group while that of the contract services is
another, or is not reported apart at all. Companies that publish no revenue of contract services are named where a
table lists them beside the revenue of others. Lines that say "group" of themselves are right.

**Why it matters.** A group sells other things too: instruments, additives, consumer goods. Its revenue makes it look
like the leader of a market in which it is one supplier among many.

**How to mend it.** Give the revenue of the segment, or write "group" in a column "Kind", or leave the cell empty and
say why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdmo_cli.market.model import CompanyFact, Naming
from cdmo_cli.rules import labels, revenues, words
from cdmo_cli.rules.model import Expected, Finding, Rule
from cdmo_cli.rules.revenues import Revenue
from cdmo_cli.rules.subject import Subject

NAMES = ("C602", "group-revenue")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every figure of a group, and one for the companies listed that report nothing else."""
    found = revenues.revenues(subject)
    marked = {revenue.company.code for revenue in found if revenue.kind == "group"}
    told: set[str] = set()
    for revenue in found:
        group = of_group(subject, revenue)
        if group is not None and revenue.company.code not in told:
            told.add(revenue.company.code)
            yield _figure(subject, revenue, group)
    printed = {revenue.company.code for revenue in found}
    listed = [naming for naming in _beside_revenues(subject, found) if naming.member not in marked | told | printed]
    if listed:
        yield _listed(subject, listed)


def of_group(subject: Subject, revenue: Revenue) -> CompanyFact | None:
    """The revenue of the group that a figure is, where the contract services' own is another one or is not known of
    any year; None for a figure that says of itself that it is the group's."""
    known = revenues.facts_of(subject, revenue.company.code)
    own = [fact for fact in known if fact.kind == "cdmo"]
    of_year = [fact for fact in own if fact.fiscal_year == revenue.year]
    if revenue.kind == "group" or (own and not of_year):
        return None
    if any(revenues.matches(revenue, fact) for fact in of_year):
        return None
    groups = (fact for fact in known if fact.kind == "group" and fact.fiscal_year == revenue.year)
    return next((fact for fact in groups if revenues.matches(revenue, fact)), None)


def _figure(subject: Subject, revenue: Revenue, group: CompanyFact) -> Finding:
    position = revenue.position
    own = next(
        (
            fact
            for fact in revenues.facts_of(subject, revenue.company.code)
            if fact.kind == "cdmo" and fact.fiscal_year == revenue.year
        ),
        None,
    )
    scale = float(subject.judgement.system.cells.scale[position])
    apart = "it reports no contract services apart"
    expected = None
    if own is not None:
        apart = f"its contract services came to {revenues.fact_money(own)} ({revenues.fact_source(own)})"
        value, half = own.value * own.scale / scale, revenues.fact_half(own) / scale
        expected = Expected(value, value - half, value + half) if own.currency == revenue.currency else None
    printed = float(subject.judgement.system.cells.value[position])
    return Finding(
        rule=NAMES[0],
        name=NAMES[1],
        severity="warning",
        message=f"{words.member(subject, position)}'s {revenues.money(subject, position)} for {revenue.year} is the"
        f" revenue of the whole group ({revenues.fact_source(group)}); {apart}",
        place=words.place(subject, position),
        observed=printed,
        expected=expected,
        evidence="declared",
        group=revenues.group(revenue),
        explains=True,
        impact=words.amount(subject, position, printed - expected.low if expected is not None else printed),
        labels=words.path(subject, position),
    )


def _beside_revenues(subject: Subject, found: Sequence[Revenue]) -> list[Naming]:
    """The companies known to publish only the revenue of a group, each where a table of revenues first lists it."""
    blocks = [words.block_of(subject, revenue.position) for revenue in found]
    names: dict[str, Naming] = {}
    for naming in subject.model.names:
        if naming.dimension != "company" or naming.member is None or naming.how not in ("name", "alias"):
            continue
        kinds = {fact.kind for fact in revenues.facts_of(subject, naming.member)}
        block = words.block_at(subject, labels.place(naming))
        if kinds == {"group"} and any(block is other for other in blocks if other is not None):
            names.setdefault(naming.member, naming)
    return list(names.values())


def _listed(subject: Subject, names: Sequence[Naming]) -> Finding:
    told = []
    for naming in names:
        latest = max(revenues.facts_of(subject, naming.member or ""), key=lambda fact: fact.fiscal_year)
        told.append(f"{words.short(naming.text)} ({revenues.fact_money(latest)} in {latest.fiscal_year})")
    verb, whole = ("publishes", "its whole group") if len(names) == 1 else ("publish", "their whole groups")
    message = (
        f"{words.listing(told)} {verb} revenue only of {whole}, not of the contract services that the table lists"
        f" {'it' if len(names) == 1 else 'them'} for"
    )
    return labels.finding(NAMES, "warning", message, names, [naming.text for naming in names])


RULE = Rule(*NAMES, "warning", "The revenue of a whole group stands for that of its contract services", check)
