"""The templates' environment: the shipped ones, a user's folder whose files take their place, and what is said when
one of them is wrong.

A template sees typed values and a few functions and nothing else: the environment is sandboxed, a workbook's text is
never markup (autoescape), and a misspelt name is an error (StrictUndefined).
"""

from __future__ import annotations

import base64
import contextlib
import mimetypes
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.meta import find_referenced_templates
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from cdmo_cli.errors import CdmoError, ConfigError, TemplateError
from cdmo_cli.resources import resources, templates

ORIGINAL = "default"  # {% extends "default/sections/cover.html" %}: the shipped one behind a user's


def environment(
    folder: Path | None, filters: Mapping[str, Callable[..., Any]], functions: Mapping[str, Callable[..., Any]]
) -> jinja2.Environment:
    """An environment whose templates come from a user's folder first."""
    shipped = FileSystemLoader(resources())
    own = [FileSystemLoader(folder)] if folder is not None else []
    jinja = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*own, shipped, PrefixLoader({ORIGINAL: shipped})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters.update(filters)
    jinja.globals.update(functions)
    jinja.globals["asset"] = lambda name: asset(folder, name)
    return jinja


def asset(folder: Path | None, name: str) -> Markup:
    """A file of the user's folder (a picture, a font) as a data URI: a report points to nothing outside itself."""
    path = (folder / name).resolve() if folder is not None else None
    if path is None or folder is None or folder.resolve() not in path.parents or not path.is_file():
        raise TemplateError(f"there is no file ‘{name}’ in the templates folder", path=folder)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Markup("data:{};base64,{}").format(kind, base64.b64encode(path.read_bytes()).decode("ascii"))


@contextlib.contextmanager
def explained(folder: Path | None) -> Iterator[None]:
    """Turn what goes wrong in a template into a TemplateError with its file and line."""
    try:
        yield
    except CdmoError:
        raise
    except jinja2.TemplateSyntaxError as error:  # also an unknown filter or test
        path = _placed(error.filename or error.name or "", error.lineno)
        raise TemplateError(_said(error), hint=_hint(error), path=path) from error
    except Exception as error:
        place = _place(error.__traceback__, folder)
        if place is None:
            raise
        raise TemplateError(_said(error), hint=_hint(error), path=place) from error


def _said(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template ‘{error.name}’" if error.name else f"there is no template: {error}"
    if isinstance(error, jinja2.TemplateError):
        words = (error.message or type(error).__name__).rstrip(".")
        return re.sub(r"'(?:\w+\.)+(\w+) object' has no", r"a \1 has no", words)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _hint(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound) and error.name:
        name = error.name.removeprefix(f"{ORIGINAL}/")
        nearest = _nearest(name, templates(resources()))
        return f"did you mean ‘{nearest}’?" if nearest else ""
    return ""


def _placed(filename: str, line: int | None) -> str:
    return f"{filename}:{line}" if line else filename


def _place(traceback: TracebackType | None, folder: Path | None) -> str | None:
    """File and line of the innermost template that an exception passed through, a user's before a shipped one."""
    found: list[tuple[Path, int]] = []
    while traceback is not None:
        frame = traceback.tb_frame
        template = frame.f_globals.get("__jinja_template__")
        path, line = Path(frame.f_code.co_filename), traceback.tb_lineno
        if template is not None:
            line = template.get_corresponding_lineno(line)
        if path.suffix in (".html", ".css", ".j2"):
            found.append((path, line))
        traceback = traceback.tb_next
    own = [each for each in found if folder is not None and folder in each[0].parents]
    if not (own or found):
        return None
    path, line = (own or found)[-1]
    return _placed(str(path), line)


def overrides(folder: Path | None) -> tuple[str, ...]:
    """What is to be said of a user's folder: files that take no template's place and that none of the others uses.

    Raises ConfigError where there is no such folder, and TemplateError for a file that cannot be parsed.
    """
    if folder is None:
        return ()
    if not folder.is_dir():
        raise ConfigError("the templates folder is missing", hint="report.templates names it", path=folder)
    shipped, own = set(templates(resources())), templates(folder)
    used = {name for place in own for name in _referenced(folder, place)}
    said = []
    for name in own:
        if name not in shipped and name not in used:
            nearest = _nearest(name, sorted(shipped))
            hint = f"; did you mean ‘{nearest}’?" if nearest else ""
            said.append(f"{folder / name} takes the place of no template{hint}")
    return tuple(said)


def _referenced(folder: Path, name: str) -> set[str]:
    jinja = environment(folder, {}, {})
    with explained(folder):
        path = folder / name
        try:
            tree = jinja.parse(path.read_text(encoding="utf-8"), name, str(path))
        except UnicodeDecodeError as error:
            raise TemplateError(f"it is not UTF-8: {error.reason}", path=path) from error
        return {str(found) for found in find_referenced_templates(tree) if found}


def _nearest(name: str, known: Any) -> str:
    from rapidfuzz import process

    found = process.extractOne(name, known, score_cutoff=70)
    return str(found[0]) if found else ""
