"""Where the templates are: in the installed package or beside `src` in a checkout, and a user's own that stand in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from cdmo_cli.errors import MissingFile

_TEMPLATES = (".html", ".css", ".j2")


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


def templates(folder: Path) -> tuple[str, ...]:
    """The templates and style sheets in a folder, as a template names them: `sections/cover.html`."""
    return tuple(sorted(name for name in _names(folder) if name.endswith(_TEMPLATES)))


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        place = PurePosixPath(path.relative_to(folder).as_posix())
        if path.is_file() and not any(part.startswith((".", "~")) for part in place.parts):
            yield str(place)
