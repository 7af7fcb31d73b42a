"""Observations as a pandas table, the form in which `ingest` writes them and every command reads them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cdmo_cli.address import column_letters
from cdmo_cli.market.model import MEASURES, STATUSES, Model
from cdmo_cli.market.tidy import BELOW, PARENT

if TYPE_CHECKING:
    import pandas as pd


ATTRIBUTES = ("kind", "year_end", "source", "from", "to", "basis")


def to_frame(model: Model) -> pd.DataFrame:
    """A row an observation, in reading order.

    Columns: market; measure; one a dimension that has figures (the member's label, missing where the figure is
    of all members); period ("2024", "2024-2031", "FY2019", "2024 Q1"); value as printed; unit as printed;
    currency (ISO 4217); scale (what 1 is worth in base units); status; decimals; file; sheet; cell ("B4").
    Then, where some figure has them: kind (group or cdmo), year_end, source, from, to, basis (of exchange rates).
    Last, for a dimension of the workbook's own whose members have others above them, "<dimension>-parent": "A > B".
    Texts that repeat are categories. A dimension takes its code as its name.
    """
    import pandas as pd

    data = model.observations
    size = len(data)
    columns: dict[str, Any] = {
        "market": _labels(pd, np.zeros(size, dtype=np.int8), [model.market or model.called]),
        "measure": _labels(pd, data.measure, list(MEASURES)),
    }
    for code, column in data.members.items():
        labels = [m.label for m in model.dimension(code).members]
        columns[code] = _labels(pd, column, labels)
    columns["period"] = _labels(pd, data.period, [str(p) for p in data.periods])
    columns["value"] = data.value
    columns["unit"] = _labels(pd, data.unit, [u.text or u.kind for u in data.units])
    columns["currency"] = _labels(pd, data.unit, [u.currency for u in data.units])
    columns["scale"] = np.array([*(u.scale for u in data.units), 1.0])[data.unit]
    columns["status"] = _labels(pd, data.status, list(STATUSES))
    columns["decimals"] = data.decimals
    columns["file"] = _labels(pd, np.zeros(size, dtype=np.int8), [model.path or ""])
    columns["sheet"] = _labels(pd, data.sheet, list(model.sheets))
    letters = {c: column_letters(c) for c in np.unique(data.column).tolist()}
    cells = zip(data.column.tolist(), data.row.tolist(), strict=True)
    columns["cell"] = [f"{letters[column]}{row}" for column, row in cells]
    for name in ATTRIBUTES:
        if any(name in told for told in data.attributes.values()):
            columns[name] = pd.array([data.attributes.get(i, {}).get(name) for i in range(size)], dtype="str")
    for code, column in data.members.items():
        paths = _paths(model, code)
        if any(paths):
            columns[f"{code}{PARENT}"] = _labels(pd, column, paths)
    return pd.DataFrame(columns)


def _paths(model: Model, code: str) -> list[str | None]:
    """For each member of a dimension that only the workbook has, the labels above it, outermost first."""
    if model.taxonomy.dimension(code) is not None:
        return []
    members = {m.code: m for m in model.dimension(code).members}
    paths: list[str | None] = []
    for member in members.values():
        above: list[str] = []
        parent = member.parent
        while parent in members and len(above) < len(members):
            above.insert(0, members[parent].label)
            parent = members[parent].parent
        paths.append(BELOW.join(above) or None)
    return paths


def _labels(pd: Any, codes: Any, labels: list[Any]) -> Any:
    """Codes to a categorical of labels; labels may repeat or be missing, −1 is missing."""
    distinct = list(dict.fromkeys(label for label in labels if label is not None))
    position = {label: i for i, label in enumerate(distinct)}
    table = np.array([*(position.get(label, -1) for label in labels), -1], dtype=np.int32)
    return pd.Categorical.from_codes(table[codes], distinct)
