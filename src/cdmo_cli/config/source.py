"""A configuration file as found, and where in it a setting stands."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdmo_cli.errors import ConfigError


@dataclass(frozen=True)
class Source:
    """A configuration as found: its file, the text for finding lines, and the keys that lead to its table."""

    file: Path
    text: str
    table: tuple[str, ...] = ()


def named(file: Path) -> Source:
    """A file that was named. Raises ConfigError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"the configuration cannot be read: {error.strerror}", path=file) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"the configuration is not TOML: {error}", path=file) from error
    return Source(file, text, ("tool", "cdmo") if file.name == "pyproject.toml" else ())


def content(source: Source) -> dict[str, Any]:
    """What the file holds. Raises ConfigError."""
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the configuration is not TOML: {error}", path=source.file) from error


def table_name(loc: Sequence[str | int]) -> str:
    """`[[waiver]] 2` for a place within a table; empty for a setting of its own."""
    if len(loc) > 1 and loc[0] in ("per-file", "waiver") and isinstance(loc[1], int):
        return f"[[{loc[0]}]] {loc[1] + 1}"
    names = [str(part) for part in loc[:-1] if isinstance(part, str)]
    return f"[{'.'.join(names)}]" if names and names[0] in ("severity", "report", "sample") else ""


_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")


_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")


def place(source: Source, loc: Sequence[str | int]) -> str:
    """The file, with the line on which the setting stands where it is written in the usual way."""
    path = (*source.table, *(part for part in loc if isinstance(part, str)))
    number = loc[1] + 1 if len(loc) > 1 and isinstance(loc[1], int) and table_name(loc) else 1
    current: tuple[str, ...] = ()
    seen = Counter[tuple[str, ...]]({(): 1})
    best = 0
    for at, line in enumerate(source.text.splitlines(), 1):
        if header := _HEADER.match(line):
            current = _dotted(header[1])
            seen[current] += 1
            if current in (path, path[:-1]) and seen[current] == number and len(current) > len(source.table):
                best = at
        elif (key := _KEY.match(line)) and (*current, *_dotted(key[1])) == path and seen[current] == number:
            return f"{source.file}:{at}"
    return f"{source.file}:{best}" if best else str(source.file)


def _dotted(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in key.split("."))
