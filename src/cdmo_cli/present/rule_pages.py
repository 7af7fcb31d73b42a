"""Shows rules: a list, or the page of one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cdmo_cli.rules import Rule, page

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100
STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
FAMILIES = {
    "S": "Structure",
    "T": "Totals",
    "R": "Ratios",
    "U": "Units",
    "G": "Geography and labels",
    "P": "Periods",
    "C": "Companies",
    "F": "Formulas",
}


def print_list(rules: Sequence[Rule], console: Console) -> None:
    """Print a line for each rule, by family."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for number, family in enumerate(dict.fromkeys(rule.code[0] for rule in rules)):
        if number:
            console.print()
        console.print(Text(FAMILIES.get(family, family), style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, min_width=len("warning"))
        table.add_column(overflow="fold")
        for rule in rules:
            if rule.code[0] == family:
                said = Text.assemble((rule.name, "bold"), "\n", rule.summary)
                table.add_row(Text(rule.code), Text(rule.severity, style=STYLES[rule.severity]), said)
        console.print(Padding(table, (0, 0, 0, 2)), width=min(console.width, WIDEST))


def print_page(rule: Rule, console: Console) -> None:
    """Print the page of a rule."""
    from rich.markdown import Markdown
    from rich.text import Text

    console.print(Text.assemble((f"{rule.code} {rule.name}", "bold"), ", ", (rule.severity, STYLES[rule.severity])))
    console.print()
    console.print(Markdown(page(rule)), width=min(console.width, WIDEST))


def as_json(rules: Sequence[Rule]) -> str:
    """The rules with their pages (Markdown) as JSON."""
    data = [
        {"rule": rule.code, "name": rule.name, "severity": rule.severity, "summary": rule.summary, "page": page(rule)}
        for rule in rules
    ]
    return json.dumps({"schema": "cdmo.rules/1", "rules": data}, ensure_ascii=False, indent=2) + "\n"
