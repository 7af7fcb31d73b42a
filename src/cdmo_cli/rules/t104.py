"""The same figure differs from place to place.

**What it checks.** Figures of the same measure, period, currency and members that are printed in several tables: the
world of 2024 by type and by region, the region at the head of its own sheet and in the overview. Each counts as the
interval it was rounded from, so that 212 and 211.9 agree. Figures are not compared where the sheet sets them apart:
actual and forecast, price bases, scenarios, editions, group and CDMO revenue, other publishers' estimates. Whether two
tables speak of the same thing at all, their other figures tell; where these do not suffice it is a warning.

**Why it matters.** Two figures for one thing cannot both be right, and a reader will quote either. Mostly one of the
tables is of an older edition, or one of them was corrected alone.

**How to mend it.** Keep one table as the source and let the others fetch from it by formula. Where the two differ on
purpose, say in the heading how: the scenario, the price basis, the edition.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.address import a1
from cdmo_cli.identities.model import Identity
from cdmo_cli.rules import words
from cdmo_cli.rules.judged import judged_finding
from cdmo_cli.rules.model import Finding, Rule
from cdmo_cli.rules.subject import Subject

NAMES = ("T104", "total-differs-elsewhere")


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for every figure that is denied by another place where it is printed."""
    for component, identity, judged in subject.judgement.failing():
        if identity.repeat:
            message = _message(subject, identity)
            yield judged_finding(subject, NAMES, component, identity, judged, message)


def _message(subject: Subject, identity: Identity) -> str:
    here, there = identity.total, identity.parts[0]
    places = max(words.decimals(subject, here), words.decimals(subject, there))
    rate = words.rate_name(subject, here)
    if words.same_unit(subject, here, there):
        own, other = (words.shown(subject, position, places=places) for position in (here, there))
    else:
        own, other = (f"{words.shown(subject, p)} {words.unit_name(subject, p)}".rstrip() for p in (here, there))
    where, elsewhere = _where(subject, here, there)
    return f"{words.name(subject, here)}{rate} is {own} {where}, but {other} {elsewhere}"


def _where(subject: Subject, here: int, there: int) -> tuple[str, str]:
    one, two = words.place(subject, here), words.place(subject, there)
    if one.sheet != two.sheet:
        return f"on “{words.sheet_name(subject, one.sheet)}”", f"on “{words.sheet_name(subject, two.sheet)}”"
    return f"in {a1(one.row, one.column)}", f"in {a1(two.row, two.column)}"


RULE = Rule(*NAMES, "error", "One and the same figure is printed with different values", check)
