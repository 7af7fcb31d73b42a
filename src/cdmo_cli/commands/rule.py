"""`cdmo rule`: what the rules check, why, and how to mend what they find."""

from __future__ import annotations

from typing import Annotated, Literal

import typer


def command(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]", help="A rule's code or name, or the beginning of several codes.", show_default=False
        ),
    ] = None,
    output_format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Pages for people, or the list as JSON.")
    ] = "text",
) -> int:
    """Example: cdmo rule T101

    Prints the page of a rule: what it checks, why it matters, how to mend it. Without a code, or with the beginning of
    several (T, G4), it lists rules with their code, severity, name and what they say.

    Exit code 0, or 2 for a rule that there is not.
    """
    from cdmo_cli import streams
    from cdmo_cli.errors import UsageError
    from cdmo_cli.present import rule_pages
    from cdmo_cli.present.console import drawn
    from cdmo_cli.rules import ALL_RULES

    asked = (code or "").strip()
    found = [rule for rule in ALL_RULES if rule.code.startswith(asked.upper()) or rule.name == asked.casefold()]
    if not found:
        from cdmo_cli.check.choice import nearest

        near = nearest(asked)
        meant = f"did you mean {near}? " if near else ""
        raise UsageError(f"there is no rule ‘{asked}’", hint=f"{meant}`cdmo rule` lists them all")
    if output_format == "json":
        streams.emit(rule_pages.as_json(found))
    elif len(found) == 1 and asked:
        streams.emit(drawn(lambda console: rule_pages.print_page(found[0], console)))
    else:
        streams.emit(drawn(lambda console: rule_pages.print_list(found, console)))
    return 0
