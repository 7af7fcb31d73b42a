"""The report: `render(model, verdict, edition, options)` makes a PDF of a market model.

A model is seen through a `View` that hides what an edition does not show; `sections` make typed exhibits and sentences
of it, `html` a document, and `pdf` the file.
"""

from __future__ import annotations

from cdmo_cli.report.compose import compose, produce, prove_sample, render
from cdmo_cli.report.options import Options
from cdmo_cli.report.pdf import Printed
from cdmo_cli.report.redact import Edition

__all__ = ["Edition", "Options", "Printed", "compose", "produce", "prove_sample", "render"]
