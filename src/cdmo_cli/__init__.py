"""cdmo: checks market models kept in spreadsheets, summarises them and renders them as reports."""

__version__ = "0.1.0"
