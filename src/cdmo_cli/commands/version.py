"""`cdmo --version --verbose`: what a bug report needs to say of the environment."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from cdmo_cli import __version__

_LIBRARIES = ("typer", "rich", "pandas", "numpy", "openpyxl", "python-calamine", "xlsxwriter", "weasyprint", "pyarrow")


def describe(*, verbose: bool) -> str:
    """The version, with `verbose` also that of Python, the system and the libraries that matter, a line each."""
    lines = [f"cdmo {__version__}"]
    if verbose:
        lines.append(f"Python {platform.python_version()} ({sys.implementation.name}), {platform.platform()}")
        lines += [f"{name} {_version(name)}" for name in _LIBRARIES]
    return "\n".join(lines)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
