"""Findings as words: headings, leads and points. Every sentence is made only when its condition holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdmo_cli.market.model import Member
from cdmo_cli.report import findings, numbers
from cdmo_cli.report.findings import Change, known, verb
from cdmo_cli.report.numbers import Money

_TOP = 3
_APART = 2.0  # points of percent between two shares that are worth a comparison
_CONCENTRATES = 50.0  # points of the HHI
_ROUNDED = 0.5  # points by which rounded shares may exceed their whole
_PACE = 0.25  # points of a growth rate between history and forecast that are more than rounding
_WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Czech Republic", "Dominican Republic")


def first(*candidates: str | None) -> str:
    """The first sentence whose condition held."""
    return next((candidate for candidate in candidates if candidate), "")


def join(*sentences: str | None) -> str:
    """Those sentences whose condition held, one after the other."""
    return " ".join(sentence for sentence in sentences if sentence)


def says(subject: Change | Member, now: tuple[str, str], then: tuple[str, str], *, past: bool) -> str:
    """The form of a verb that suits a name and the time: `now` and `then` are its singular and plural."""
    return verb(subject, *(then if past else now))


def _did(subject: Change | Member, word: str, past: str, *, is_past: bool) -> str:
    """As `says`, for a verb whose forms are `add`, `adds`, `added`."""
    return says(subject, (f"{word}s", word), (past, past), past=is_past)


def brings(changes: Sequence[Change], money: Money, final: int, *, past: bool = False) -> str | None:
    """`Biologics bring six of every ten new dollars to 2031`: for a member that brings most of the growth."""
    lead = findings.top(changes, "added")
    part = findings.share_of_growth(lead, changes) if lead else None
    if lead is None or part is None or part <= 50:
        return None
    tenths, bring = findings.of_ten(part), _did(lead, "bring", "brought", is_past=past)
    name = called(lead.label, start=True)
    if tenths and money.people:
        return f"{name} {bring} {numbers.words(tenths)} of every ten new {money.people} to {final}"
    return f"{name} {bring} {numbers.percent(part, 0)} of the growth to {final}"


def adds_most(changes: Sequence[Change], final: int, *, among: str = "", past: bool = False) -> str | None:
    """`Asia-Pacific adds most, and grows fastest`; where several tie for fastest, or one that has no name does, the
    year instead."""
    lead, fast = findings.top(changes, "added"), findings.top(changes, "cagr")
    if lead is None or lead.added <= 0:
        return None
    adds = f"{called(lead.label, start=True)} {_did(lead, 'add', 'added', is_past=past)} most{among}"
    if fast is None or fast.member.rest:
        return f"{adds} to {final}"
    grows = _did(fast, "grow", "grew", is_past=past)
    if fast.member.code == lead.member.code:
        return f"{adds} and {grows} fastest"
    return f"{adds}; {called(fast.label)} {grows} fastest"


def brings_part(changes: Sequence[Change], *, past: bool = False) -> str | None:
    """`Asia-Pacific brings 42 % of the growth`: the largest part of it."""
    lead = findings.top(changes, "added")
    part = findings.share_of_growth(lead, changes) if lead is not None else None
    if lead is None or part is None:
        return None
    brings = _did(lead, "bring", "brought", is_past=past)
    return f"{called(lead.label, start=True)} {brings} {numbers.percent(part, 0)} of the growth"


def gains_share(changes: Sequence[Change], *, past: bool = False) -> str | None:
    """`Biologics gain 7.1 percentage points of share from small molecules`, `Asia-Pacific gains most share, North
    America loses most`."""
    up, down = findings.gainer(changes), findings.loser(changes)
    if up is None:
        return None
    gains = f"{called(up.change.label, start=True)} {_did(up.change, 'gain', 'gained', is_past=past)}"
    if len(changes) == 2 and down is not None:
        return f"{gains} {numbers.points(up.points / 100)} of share from {called(inner(down.change))}"
    if down is None:
        return f"{gains} {numbers.points(up.points / 100)} of share"
    return f"{gains} most share, {called(inner(down.change))} {_did(down.change, 'lose', 'lost', is_past=past)} most"


def shrinks(changes: Sequence[Change], final: int, *, past: bool = False) -> str | None:
    """`All five shrink to 2031`, `Russia shrinks, the other four grow`, `Five of the eight shrink`; None where none
    does, or several but less than half."""
    falling = findings.shrinking(changes)
    if not falling or len(changes) < 2:
        return None
    count = len(changes)
    one, many = ("shrank", "shrank") if past else ("shrinks", "shrink")
    if len(falling) == count:
        return f"{'Both' if count == 2 else 'All ' + numbers.words(count)} {many} to {final}"
    growing = [change for change in changes if change.added > 0]
    if 1 < len(falling) < count / 2:
        return None
    if len(falling) > 1 or falling[0].member.rest or len(growing) < count - 1:
        words = numbers.words(len(falling))
        return f"{words[:1].upper()}{words[1:]} of the {numbers.words(count)} {one if len(falling) == 1 else many}"
    lone = falling[0]
    shrink = f"{called(lone.label, start=True)} {verb(lone, one, many)}"
    if count == 2:
        other = growing[0]
        if other.member.rest:
            return f"{shrink} to {final}"
        return f"{shrink}, {called(inner(other))} {'grew' if past else verb(other, 'grows', 'grow')}"
    return f"{shrink}, the other {numbers.words(count - 1)} {'grew' if past else 'grow'}"


def tie(changes: Sequence[Change], money: Money, *, past: bool = False) -> str | None:
    """`Biologics and small molecules add the same, USD 10.0 billion each`: where the two that add most are equal."""
    ranked = sorted(findings.named(changes), key=lambda change: -change.added)
    if len(ranked) < 2 or any(change.member.rest and change.added >= ranked[0].added for change in changes):
        return None
    if ranked[0].added <= 0 or ranked[0].added != ranked[1].added or ranked[0].label == ranked[1].label:
        return None
    if findings.share_of_growth(ranked[0], changes) is None:  # parts and their sums may stand side by side
        return None
    equal = [change for change in ranked if change.added == ranked[0].added]
    adds = f"{'added' if past else 'add'} the same, {money.full(ranked[0].added)} each"
    if len(equal) > 2:
        return f"{numbers.words(len(equal)).capitalize()} {adds}"
    return f"{called(equal[0].label, start=True)} and {called(inner(equal[1]))} {adds}"


def concentrates(changes: Sequence[Change], plural: str) -> str | None:
    """`The regions become less equal in size`: what the HHI of their shares says, from 50 points on."""
    rise = findings.concentrating(changes)
    if rise is None or len(changes) < 3 or abs(rise) < _CONCENTRATES:
        return None
    return f"The {plural} become {'less' if rise > 0 else 'more'} equal in size"


def pace(subject: str, before: float, after: float, year: int) -> str | None:
    """`Growth slows after 2024, from 5.5 % to 5.2 % a year`: what turns between history and forecast, percent a year.

    None where they are less than a quarter of a point apart, or one is not known.
    """
    if not known(before, after) or abs(before - after) < _PACE:
        return None
    then, now = numbers.percent(abs(before)), numbers.percent(abs(after))
    if min(round(before, 1), round(after, 1)) < 0 < max(round(before, 1), round(after, 1)):
        rates = [numbers.with_percent(numbers.signed(rate)) for rate in (before, after)]
        return (
            f"{subject} turns {'up' if after > 0 else 'down'} after {year}: {rates[0]} a year before, {rates[1]} after"
        )
    if before <= 0 and after <= 0:
        return f"The decline {'slows' if after > before else 'quickens'} after {year}, from {then} to {now} a year"
    return f"Growth {'quickens' if after > before else 'slows'} after {year}, from {then} to {now} a year"


def turns(series: Mapping[int, float], subject: str, *, past: bool = False) -> str | None:
    """`The market peaks in 2027`, `The market is smallest in 2020 and grows from there`."""
    found = findings.turn(series)
    if found is None:
        return None
    if found.peak:
        return f"{subject} {'peaked' if past else 'peaks'} in {found.year}"
    return f"{subject} {'was' if past else 'is'} smallest in {found.year}, and {'grew' if past else 'grows'} from there"


def passes(leader: Change, chaser: Change, year: int, *, past: bool = False) -> str:
    """`Biologics pass small molecules in 2029`, `China passed the United States in 2004`."""
    first, second = called(chaser.label, start=True), called(inner(leader))
    return f"{first} {'passed' if past else verb(chaser, 'passes', 'pass')} {second} in {year}"


def called(label: str, *, start: bool = False) -> str:
    """A place's name with its article: `the United States`, `The United Kingdom`."""
    return f"{'The' if start else 'the'} {label}" if label.startswith(_WITH_ARTICLE) else label


def inner(subject: Change | Member) -> str:
    """A member's name inside a sentence: types are common nouns, names of places and abbreviations stay."""
    label = subject.label
    member = subject.member if isinstance(subject, Change) else subject
    common = member.dimension == "type" and not any(char.isupper() for char in label[1:])
    return label[:1].lower() + label[1:] if common else label


def both_add(changes: Sequence[Change], money: Money, *, past: bool = False) -> str | None:
    """`Biologics add USD 53.6 billion, small molecules USD 36.9 billion`."""
    lead = findings.top(changes, "added")
    other = next((change for change in changes if lead and change.member.code != lead.member.code), None)
    if lead is None or other is None or other.added <= 0:
        return None
    adds = _did(lead, "add", "added", is_past=past)
    return f"{called(lead.label, start=True)} {adds} {money.full(lead.added)}, {inner(other)} {money.full(other.added)}"


def overtaking(
    changes: Sequence[Change], series: Mapping[str, Mapping[int, float]], start: int, *, past: bool = False
) -> str | None:
    """The overtaking of one of the three largest named members within the forecast, if there is one."""
    order = sorted(findings.named(changes), key=lambda change: change.first, reverse=True)
    for place, leader in enumerate(order[:_TOP]):
        for chaser in order[place + 1 :]:
            behind = {year: value for year, value in series[chaser.member.code].items() if year >= start}
            ahead = {year: value for year, value in series[leader.member.code].items() if year >= start}
            year = findings.overtakes(behind, ahead)
            if year is not None:
                return passes(leader, chaser, year, past=past)
    return None


def milestone(
    series: Mapping[int, float], start: int, money: Money, subject: str = "The market", *, past: bool = False
) -> str | None:
    """`The market passes USD 300 billion in 2031`."""
    found = findings.milestone(series, start)
    if found is None:
        return None
    whole = float(found.threshold).is_integer()
    amount = money.full(found.threshold, 0 if whole else 1)
    return f"{subject} {'passed' if past else 'passes'} {amount} {'in' if found.exact else 'by'} {found.year}"


def base_and_growth_share(changes: Sequence[Change], noun: str = "market", *, past: bool = False) -> str | None:
    """`Biologics are 36 % of the market and 59 % of its growth`: where the two are apart."""
    lead = findings.top(changes, "added")
    if lead is None:
        return None
    base, growth = findings.base_share(lead, changes), findings.share_of_growth(lead, changes)
    if base is None or growth is None or abs(growth - base) < _APART:
        return None
    return (
        f"{called(lead.label, start=True)} {says(lead, ('is', 'are'), ('was', 'were'), past=past)} "
        f"{numbers.percent(base, 0)} of the {noun} "
        f"and {numbers.percent(growth, 0)} of its growth"
    )


def gap(changes: Sequence[Change], start: int, final: int) -> str | None:
    """How the distance between the two largest of the first year develops, in points of share."""
    two = sorted(findings.named(changes), key=lambda change: change.first, reverse=True)[:2]
    if len(two) < 2:
        return None
    shares = [(findings.base_share(each, changes), findings.final_share(each, changes)) for each in two]
    (a0, a1), (b0, b1) = shares
    if a0 is None or a1 is None or b0 is None or b1 is None or a1 <= b1:
        return None
    before, after = a0 - b0, a1 - b1
    if abs(before - after) < 1 or a0 + b0 > 100 + _ROUNDED or a1 + b1 > 100 + _ROUNDED:
        return None  # too little, or the two are not apart: one holds the other
    move = "narrows" if after < before else "widens"
    return (
        f"{two[0].label} {verb(two[0], 'holds', 'hold')} {numbers.percent(a0)} of the market in {start} and "
        f"{inner(two[1])} {numbers.percent(b0)}. By {final} the gap between them {move} from "
        f"{numbers.number(before)} to "
        f"{numbers.points(after)}."
    )


def stays_larger(changes: Sequence[Change], final: int, money: Money) -> str | None:
    """What the largest member does when another adds more."""
    largest = findings.top(changes, "last")
    lead = findings.top(changes, "added")
    if largest is None or lead is None or largest.member.code == lead.member.code:
        return None
    final_part, base_part = findings.final_share(largest, changes), findings.base_share(largest, changes)
    if final_part is None or base_part is None:
        return None
    name = largest.label
    still = f"{verb(largest, 'it is', 'they are')} still the {'larger' if len(changes) == 2 else 'largest'}"
    return (
        f"{name} {verb(largest, 'grows', 'grow')} {numbers.percent(largest.cagr)} a year and "
        f"{verb(largest, 'adds', 'add')} {money.full(largest.added)}. In {final} {still}, "
        f"with {numbers.percent(final_part)} of the market, {_moved(final_part - base_part)}."
    )


def _moved(difference: float) -> str:
    if abs(difference) < 0.05:
        return "as much as at the start"
    return f"{numbers.points(difference)} {'more' if difference > 0 else 'less'} than at the start"


def compounding(first_size: float, last_size: float, cagr: float, years: int) -> str | None:
    """`Growth of 5.2 % a year compounds to 42.6 % over seven years.`"""
    if not known(first_size, last_size, cagr) or first_size <= 0 or years < 2:
        return None
    total = 100 * (last_size / first_size - 1)
    span = f"{numbers.words(years)} years"
    if total <= 0:
        if round(total, 1) == 0:
            return f"Over {span} the size does not change."
        return f"At {numbers.percent(cagr)} a year the size falls by {numbers.percent(abs(total))} over {span}."
    return f"Growth of {numbers.percent(cagr)} a year compounds to {numbers.percent(total)} over {span}."


def last_step(series: Mapping[int, float], money: Money, start: int, final: int, *, past: bool = False) -> str | None:
    """What the last year adds, beside the first."""
    years = [start, start + 1, final - 1, final]
    if final - start < 3 or any(year not in series or not known(series[year]) for year in years):
        return None
    early, late = series[start + 1] - series[start], series[final] - series[final - 1]
    if early <= 0 or late <= 0:
        return None
    compare = (
        f", against {money.full(early)} in the first"
        if abs(late / early - 1) >= 0.05
        else ", about as much as the first"
    )
    return f"The last of those years {'added' if past else 'adds'} {money.full(late)}{compare}."
