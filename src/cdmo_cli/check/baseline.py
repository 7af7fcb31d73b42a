"""A baseline: the findings that were there when someone decided to look at new ones only. Pure: text in, text out.

It is JSON, `cdmo.baseline/1`: for each file, by its path relative to the baseline's own folder, the fingerprints of its
findings, with rule and message for people. Fingerprints survive inserted rows and moved columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cdmo_cli.check.model import Reported
from cdmo_cli.rules import s006

SCHEMA = "cdmo.baseline/1"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A known finding; only the fingerprint counts."""

    rule: str
    message: str
    fingerprint: str


@dataclass(frozen=True)
class Baseline:
    """The known findings of each file, by a key that is the same wherever cdmo is started."""

    files: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def fingerprints(self, file: str) -> frozenset[str]:
        """The known findings of a file."""
        return frozenset(entry.fingerprint for entry in self.files.get(file, ()))


def entries(findings: Iterable[Reported]) -> tuple[Entry, ...]:
    """What a baseline keeps of findings, in a stable order: not those that are waived, nor that a waiver has expired,
    which would then be so for ever."""
    kept = (item for item in findings if item.waived is None and item.finding.rule != s006.RULE.code)
    return tuple(sorted(Entry(item.finding.rule, item.finding.message, item.fingerprint) for item in kept))


def dumps(baseline: Baseline) -> str:
    """The baseline as JSON: files and entries in a stable order, a line for each value, so that diffs are small."""
    files = {
        file: [{"rule": e.rule, "message": e.message, "fingerprint": e.fingerprint} for e in sorted(found)]
        for file, found in sorted(baseline.files.items())
    }
    return json.dumps({"schema": SCHEMA, "files": files}, ensure_ascii=False, indent=2) + "\n"


def loads(text: str) -> Baseline:
    """The baseline that `dumps` wrote. Raises ValueError, with what is wrong, for anything else."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error}") from error
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        raise ValueError(f"is no baseline of this version of cdmo: schema is {schema!r}, not {SCHEMA!r}")
    try:
        return Baseline(
            {
                str(file): tuple(Entry(str(e["rule"]), str(e["message"]), str(e["fingerprint"])) for e in found)
                for file, found in data["files"].items()
            }
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("is no baseline: an entry lacks rule, message or fingerprint") from error
