"""Writes what was understood as JSON, version 1 of the contract `cdmo.inspect/1` (schema: inspect-1.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cdmo_cli.present.inspection import Inspection, SheetView


def render(inspections: Sequence[Inspection]) -> str:
    """All files as indented JSON, ending in a newline."""
    files = [{"path": one.path, "sheets": [_sheet(sheet) for sheet in one.sheets]} for one in inspections]
    return json.dumps({"schema": "cdmo.inspect/1", "files": files}, ensure_ascii=False, indent=1) + "\n"


def _sheet(sheet: SheetView) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "visible": sheet.visible,
        "tables": [
            {
                "range": table.range,
                "layout": table.layout,
                "unit": table.unit,
                "measure": table.measure,
                "periods": list(table.periods),
                "dimensions": list(table.dimensions),
                "unknown_labels": list(dict.fromkeys(naming.text for naming in table.unknown)),
            }
            for table in sheet.tables
        ],
        "identities": [
            {
                "kind": identity.kind,
                "total": identity.total,
                "parts": list(identity.parts),
                "signs": list(identity.signs),
                "evidence": identity.evidence,
                "verdict": identity.verdict,
                "strength": identity.strength,
            }
            for identity in sheet.identities
        ],
    }
