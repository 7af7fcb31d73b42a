"""What is new and what is mended between two runs over the same files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cdmo_cli.check.baseline import as_much, off
from cdmo_cli.check.model import Reported, Verdict

Found = Mapping[str, Mapping[str, Reported]]
"""The findings that count of each file that was read: by path, then by fingerprint."""


@dataclass(frozen=True)
class Changes:
    """Findings with the path of their file."""

    new: tuple[tuple[str, Reported], ...]
    mended: tuple[tuple[str, Reported], ...]


def found(verdict: Verdict) -> dict[str, dict[str, Reported]]:
    """The findings that count, of the files that could be read."""
    files: dict[str, dict[str, Reported]] = {file.path: {} for file in verdict.files if file.error is None}
    for item in verdict.active():
        files[verdict.files[item.file].path][item.fingerprint] = item
    return files


def changes(before: Found, after: Found) -> Changes:
    """What came and what went, for the files that both runs read. A finding whose figure is off by another amount than
    before is a new one."""
    both = [path for path in after if path in before]
    return Changes(
        tuple(
            (path, item)
            for path in both
            for print_, item in after[path].items()
            if _is_new(item, before[path].get(print_))
        ),
        tuple((path, item) for path in both for print_, item in before[path].items() if print_ not in after[path]),
    )


def _is_new(item: Reported, earlier: Reported | None) -> bool:
    return earlier is None or not as_much(off(earlier), off(item))
