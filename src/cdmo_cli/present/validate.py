"""The formats of `cdmo validate`: one module each, loaded when it is the one that is wanted."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal, get_args

from cdmo_cli.check import Verdict
from cdmo_cli.present import validate_words

Format = Literal["full", "concise", "json", "sarif", "junit", "github", "gitlab"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(
    verdict: Verdict, output_format: Format, *, to_file: bool = False, folder: PurePath = validate_words.HERE
) -> str:
    """The verdict in that format, ending in a newline. `to_file`: not for a terminal (full: neither its colours nor its
    width). `folder`: where cdmo was started, from which the formats of CI servers name files."""
    if output_format == "full":
        from cdmo_cli.present import validate_full

        return validate_full.render(verdict, to_file=to_file)
    if output_format == "concise":
        from cdmo_cli.present import validate_concise

        return validate_concise.render(verdict)
    if output_format == "json":
        from cdmo_cli.present import validate_json

        return validate_json.render(verdict)
    if output_format == "sarif":
        from cdmo_cli.present import validate_sarif

        return validate_sarif.render(verdict)
    if output_format == "junit":
        from cdmo_cli.present import validate_junit

        return validate_junit.render(verdict)
    if output_format == "github":
        from cdmo_cli.present import validate_github

        return validate_github.render(verdict, folder)
    from cdmo_cli.present import validate_gitlab

    return validate_gitlab.render(verdict, folder)
