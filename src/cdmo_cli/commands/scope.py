"""Which files a pattern of the configuration means."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_TOKENS = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]]*\]|.", re.DOTALL)
_MEANING = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def matches(path: Path, patterns: Iterable[str]) -> bool:
    """Whether a file is meant by one of the patterns: one without a slash means its name, one with a slash its whole
    path. `*` stops at a slash, `**` does not."""
    wholes = {Path(os.path.normpath(path.absolute())).as_posix(), path.resolve().as_posix()}
    return any(
        any(_compiled(pattern).fullmatch(text) for text in (wholes if "/" in pattern else {path.name}))
        for pattern in patterns
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    pieces = (_piece(token) for token in _TOKENS.findall(pattern))
    return re.compile("".join(pieces), re.IGNORECASE if os.name == "nt" else 0)


def _piece(token: str) -> str:
    if len(token) > 2 and token.startswith("["):
        inside = token[1:-1].replace("\\", "\\\\")
        return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"
    return _MEANING.get(token) or re.escape(token)
