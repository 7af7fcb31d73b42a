"""Grids to blocks: where the tables of a sheet are, and what labels, periods, units and measures their figures have."""

from cdmo_cli.tables.find import find_tables

__all__ = ["find_tables"]
