"""Which files a pattern of the configuration means."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_TOKENS = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]]*\]|.", re.DOTALL)
_ESCAPED = re.compile(r"\[([*?\[])\]")
_MEANING = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def matches(path: Path, patterns: Iterable[str]) -> bool:
    """Whether a file is meant by one of the patterns: one without a slash means its name, one with a slash its whole
    path. `*` stops at a slash, `**` does not."""
    wholes = {Path(os.path.normpath(path.absolute())).as_posix(), path.resolve().as_posix()}
    return any(
        any(_compiled(pattern).fullmatch(text) for text in (wholes if "/" in pattern else {path.name}))
        for pattern in patterns
    )


def missing(patterns: Iterable[str]) -> list[str]:
    """The paths among the patterns at which there is nothing, from the current folder where they lie in it. A mere name
    may be that of a file in any folder, and a pattern with `**` would be a search: of these nothing is said."""
    paths = (pattern for pattern in patterns if "/" in pattern and "**" not in pattern)
    gone = (path for path in paths if not glob.glob(path))  # noqa: PTH207 — Path.glob takes no absolute pattern
    return [_from_here(_ESCAPED.sub(r"\1", path)) for path in gone]


def _from_here(path: str) -> str:
    whole = Path(path)
    return (whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole).as_posix()


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    pieces = (_piece(token) for token in _TOKENS.findall(pattern))
    return re.compile("".join(pieces), re.IGNORECASE if os.name == "nt" else 0)


def _piece(token: str) -> str:
    if len(token) > 2 and token.startswith("["):
        inside = re.sub(r"[\\\[&|~]", r"\\\g<0>", token[1:-1])  # what a set of `re` would take for more than itself
        return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"
    return _MEANING.get(token) or re.escape(token)
