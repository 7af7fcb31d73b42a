"""How to order, enquire, or ask for a sample."""

from __future__ import annotations

from cdmo_cli.report.context import Context
from cdmo_cli.report.exhibits import Section


def section(context: Context) -> list[Section]:
    """The last chapter; nothing when the workbook names no way to order."""
    view = context.view
    if not any((*view.model.facts.links.values(), *context.options.report.links.values())):
        return []
    heading = "Order the full report" if view.sample else "How to order, and whom to ask"
    lead = (
        "The full report holds every figure that is marked XX here."
        if view.sample
        else "More copies, other editions and answers to questions are to be had here."
    )
    return [Section("order", "How to order", heading, lead, (), (), template="order.html", flows=True)]
