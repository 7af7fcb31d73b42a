"""What was checked in the workbook's figures, what could not be, and what was found: for the page on data quality."""

from __future__ import annotations

from collections.abc import Iterator

from cdmo_cli.address import a1
from cdmo_cli.check import Reported, Verdict
from cdmo_cli.identities.model import Identity, Judged, Judgement
from cdmo_cli.report import numbers
from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Column, Facts, Item, KeyFigure, Plain, Point, Row, Table
from cdmo_cli.report.sections import common
from cdmo_cli.rules import ALL_RULES

_MOST_GAPS = 12
_MOST_WAIVED = 12
_MOST_FINDINGS = 200
_KINDS = {
    "sum": "Totals of their parts",
    "difference": "Differences",
    "share": "Shares of their whole",
    "growth": "Growth of one year",
    "cagr": "Growth a year over several",
    "repeat": "The same figure in two places",
}
_MOST_IN_WORDS = 12
_ALL_FIGURES = 99.5  # percent of the figures from which all but a few are said to be checked
_RULES = {rule.code: rule for rule in ALL_RULES}


def figures(verdict: Verdict) -> tuple[KeyFigure, ...]:
    """Coverage: figures read, figures that stand in an identity, errors."""
    read = sum(file.coverage.numeric_cells for file in verdict.files)
    held = sum(file.coverage.in_identities for file in verdict.files)
    tables = sum(file.coverage.tables for file in verdict.files)
    errors = sum(each.finding.severity == "error" for each in verdict.findings)
    part = 100 * held / read if read else 0.0
    many = f"all but {_many(read - held)}" if _ALL_FIGURES <= part < 100 else numbers.percent(part, 0)
    note = f"{many} of them: in a total, share or rate"
    return (
        KeyFigure(numbers.number(read, 0), "Figures read", f"in {_many(tables)} table{'' if tables == 1 else 's'}"),
        KeyFigure(numbers.number(held, 0), "Figures checked", note if read else ""),
        KeyFigure(
            numbers.number(errors, 0),
            "Error" if errors == 1 else "Errors",
            _others(verdict, errors),
            highlight=errors > 0,
        ),
    )


def _others(verdict: Verdict, errors: int) -> str:
    """What stands beside the errors: findings of less weight, and how many of all are accepted."""
    others = len(verdict.findings) - errors
    accepted = len(verdict.findings) - len(verdict.active())
    words = "warning or remark" if others == 1 else "warnings and remarks"
    text = f"and {_many(others)} {words}" if others else "no warnings or remarks"
    return f"{text}; {_many(accepted)} accepted" if accepted else text


def checked(context: Context) -> list[Item]:
    """What was checked, by kind, and how it came out; not in the sample, since that tells of hidden figures."""
    judgement = context.options.judgement
    if judgement is None or not judgement.judged or context.view.sample:
        return []
    kinds: dict[str, list[tuple[Identity, Judged]]] = {}
    for identity, judged in zip(judgement.system.identities, judgement.judged, strict=True):
        kinds.setdefault("repeat" if identity.repeat else identity.kind, []).append((identity, judged))
    rows = [Row(_KINDS[kind], _counts(kinds[kind])) for kind in _KINDS if kind in kinds]
    if len(rows) > 1:
        rows.append(Row("All", _counts([pair for pairs in kinds.values() for pair in pairs]), kind="total"))
    heads = ("Checked", "Exact", "As rounded", "Do not hold", "Inferred")
    columns = tuple(Column(head, (common.FULL - common.LABELS) / len(heads)) for head in heads)
    caption = "What was checked"
    return [Plain(caption, Table(caption, "Relation", columns, tuple(rows), common.LABELS))]


def _counts(pairs: list[tuple[Identity, Judged]]) -> tuple[str, ...]:
    """How many, how many of them hold exactly, within rounding and not, and how many nobody states."""
    found = [judged.outcome for _, judged in pairs]
    failed = sum(judged.fails for _, judged in pairs)
    inferred = sum(identity.evidence == "inferred" for identity, _ in pairs)
    counts = (len(pairs), found.count("exact"), found.count("rounding"), failed, inferred)
    return tuple(numbers.number(count, 0) for count in counts)


def inferred(judgement: Judgement | None) -> Point | None:
    """What an inferred relation is, where there is one."""
    count = sum(each.evidence == "inferred" for each in judgement.system.identities) if judgement is not None else 0
    if not count:
        return None
    relations = "relation is" if count == 1 else "relations are"
    them = "it rests" if count == 1 else "they rest"
    return Point(
        "Inferred",
        (
            f"{_many(count).capitalize()} {relations} stated nowhere: {them} on the figures, which add up, "
            "and on the labels beside them. A contradiction there is reported, and stops no report.",
        ),
    )


def gaps(context: Context) -> list[tuple[str, str]]:
    """What was not understood, which sums lack figures, and which rules did not run."""
    verdict, judgement = context.verdict, context.options.judgement
    if verdict is None:
        return []
    rows = [
        (f"Sheet ‘{gap.sheet}’, {gap.range}", f"not checked: {context.view.prose(gap.why)}")
        for file in verdict.files
        for gap in file.coverage.not_understood
    ]
    more = len(rows) - _MOST_GAPS
    rows = rows[:_MOST_GAPS]
    if more > 0:
        rows.append(("And more", f"{_many(more)} further places; `cdmo inspect` lists them all"))
    if judgement is not None and (lacking := sum(not each.holds for each in judgement.system.lacking)):
        sums = "sum was" if lacking == 1 else "sums were"
        rows.append(("Without all their parts", f"{_many(lacking)} {sums} not checked: a part has no figure"))
    return [*rows, *((_rule(item.rule), f"did not run: {item.why}") for item in verdict.rules_not_run)]


def _many(count: int) -> str:
    return numbers.words(count) if count <= _MOST_IN_WORDS else numbers.number(count, 0)


def _rule(code: str) -> str:
    """`Rule F701, hard-coded total`."""
    rule = _RULES.get(code)
    return f"Rule {code}, {rule.name.replace('-', ' ')}" if rule is not None else f"Rule {code}"


def accepted(context: Context) -> list[Item]:
    """The findings that someone accepts, with the reason; how many more were known before."""
    verdict = context.verdict
    if verdict is None:
        return []
    reasons: dict[tuple[str, str], int] = {}
    for each in verdict.findings:
        if each.waived is not None:
            place = _rule(each.finding.rule) if context.view.sample else f"{_rule(each.finding.rule)}: {_place(each)}"
            key = (place, context.view.prose(each.waived))
            reasons[key] = reasons.get(key, 0) + 1
    rows = [(place, _times(reason, count)) for (place, reason), count in reasons.items()]
    if len(rows) > _MOST_WAIVED:
        more = _many(len(rows) - _MOST_WAIVED)
        rows = [*rows[:_MOST_WAIVED], ("And more", f"{more} further findings are accepted for a reason")]
    if known := sum(each.baselined for each in verdict.findings):
        rows.append(("Known before", f"{_many(known)} finding{'' if known == 1 else 's'} of an earlier check"))
    return [Facts("Accepted", tuple(rows))] if rows else []


def _times(reason: str, count: int) -> str:
    return f"{reason} ({_many(count)} findings)" if count > 1 else reason


def findings(context: Context) -> list[Item]:
    """The findings themselves, where they are asked for; never in the sample, since they quote figures."""
    verdict = context.verdict
    if verdict is None or not context.options.with_findings or context.view.sample or not verdict.findings:
        return []
    rows = [_finding(each) for each in verdict.findings[:_MOST_FINDINGS]]
    if (more := len(verdict.findings) - len(rows)) > 0:
        rows.append(Row("And more", ("", "", f"{numbers.number(more, 0)} further findings: `cdmo validate` has them")))
    columns = (Column("Severity", 16, text=True), Column("Place", 34, text=True), Column("Finding", 110, text=True))
    table = Table("Findings", "Rule", columns, tuple(rows), common.FULL - 160, dense=True)
    return [Plain("Findings", table)]


def _finding(each: Reported) -> Row:
    """A finding as a line; what is accepted says so."""
    status = " (accepted)" if each.waived is not None else " (known before)" if each.baselined else ""
    cells = (each.finding.severity, _place(each), f"{each.finding.message}{status}")
    return Row(each.finding.rule, cells, emphasis="" if each.active else "muted")


def _place(each: Reported) -> str:
    """`Regions F14`."""
    place = each.finding.place
    return f"{each.sheet or ''} {a1(place.row, place.column) if place is not None else ''}".strip() or "the file"


def left_out(context: Context) -> Iterator[tuple[str, str]]:
    """The chapters that the workbook has no data for, and what a draft goes without."""
    yield from ((missing.name, f"left out: {missing.why}") for missing in context.missing)
    if context.options.draft:
        yield "Data appendix", "left out: this is a draft"
        yield "Attached workbook", "left out: this is a draft"
