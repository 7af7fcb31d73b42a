"""What a caller may choose for a report, beside its edition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`with_findings` prints the findings of `validate` on the page about data quality; never in the sample."""

    with_findings: bool = False
