"""Where the templates are: in the installed package, or beside `src` in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cdmo_cli.errors import MissingFile


@cache
def resources() -> Path:
    """The folder that holds templates, stylesheets and fonts.

    Raises MissingFile when neither place has it, which means a broken installation.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "templates", package.parents[1] / "templates"):
        if (folder / "base.html").is_file():
            return folder
    raise MissingFile(
        "the report's templates are missing", hint="install cdmo again: pip install --force-reinstall cdmo-cli"
    )
