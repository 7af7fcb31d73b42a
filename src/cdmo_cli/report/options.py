"""What a caller may choose for a report, beside its edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from cdmo_cli.config import ReportSettings, SampleSettings
from cdmo_cli.identities.model import Judgement
from cdmo_cli.market.model import Model
from cdmo_cli.report.disclosure import Disclosure

Format = Literal["a4", "letter"]
Attach = Literal["values", "source", "none"]


@dataclass(frozen=True)
class Options:
    """How a report is made.

    `with_findings` prints the findings of `validate` on the page about data quality; never in the sample. A `draft`
    leaves out what is slow and no reader of it misses: tags, attachment, appendix. `attach` says what the full edition
    carries, `source` are the bytes of the author's file for it. `known` are workbooks that readers know anyway,
    understood: the sample is proved safe against them. `judgement` is what was checked, for the page on data quality
    and the attached workbook. `proved` is what `prove_sample` found, so that it is not done twice. `progress` is told
    what is being done, a line a step.
    """

    with_findings: bool = False
    format: Format = "a4"
    draft: bool = False
    attach: Attach = "values"
    report: ReportSettings = field(default_factory=ReportSettings)
    sample: SampleSettings = field(default_factory=SampleSettings)
    known: tuple[Model, ...] = ()
    source: bytes | None = None
    judgement: Judgement | None = None
    proved: Disclosure | None = None
    progress: Callable[[str], None] | None = None

    def tell(self, what: str) -> None:
        """Say what is being done, to whoever listens."""
        if self.progress is not None:
            self.progress(what)
