"""The charts of the report: `draw(chart)` gives inline SVG as markup that is safe to put into a page.

A chart is typed numbers (`model`), its geometry a pure function to a frozen `Drawing` (`geometry`), and a Jinja
macro only draws it (`templates/charts/`).
"""

from __future__ import annotations

from cdmo_cli.report.charts.cover import spiral_unit
from cdmo_cli.report.charts.render import Rows, draw, draw_rows, geometry

__all__ = ["Rows", "draw", "draw_rows", "geometry", "spiral_unit"]
