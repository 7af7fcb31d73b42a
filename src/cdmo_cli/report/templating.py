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
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, nodes
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
        near = _nearest(name, _files(folder)) if folder is not None else ""
        hint = f"did you mean ‘{near}’?" if near else ""
        raise TemplateError(f"there is no file ‘{name}’ in the templates folder", hint=hint)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Markup("data:{};base64,{}").format(kind, base64.b64encode(path.read_bytes()).decode("ascii"))


@contextlib.contextmanager
def explained(folder: Path | None) -> Iterator[None]:
    """Turn what goes wrong in a template into a TemplateError with its file and line."""
    try:
        yield
    except CdmoError as error:
        if isinstance(error, TemplateError) and error.path is None:  # a function that a template called
            error.path = _place(error.__traceback__, folder)
        raise
    except RecursionError as error:
        found = _placed_in(error.__traceback__, folder)
        name = found[0].relative_to(folder).as_posix() if found and folder and folder in found[0].parents else ""
        if found is None:
            raise
        hint = f"‘{ORIGINAL}/{name}’ is the shipped one" if name in templates(resources()) else ""
        raise TemplateError("it extends or includes itself", hint=hint, path=_placed(*found)) from error
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


def _placed(filename: str | Path, line: int | None) -> str:
    return f"{filename}:{line}" if line else str(filename)


def _place(traceback: TracebackType | None, folder: Path | None) -> str | None:
    """File and line of the innermost template that an exception passed through, a user's before a shipped one."""
    found = _placed_in(traceback, folder)
    return _placed(*found) if found is not None else None


def _placed_in(traceback: TracebackType | None, folder: Path | None) -> tuple[Path, int] | None:
    """The same, not yet written out."""
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
    return (own or found)[-1] if found else None


def located(folder: Path | None, remark: str) -> str:
    """What WeasyPrint says of a rule that it ignored, with the user's file and the line in which the rule stands: its
    own numbers count in all style sheets together."""
    if ignored := _IGNORED.match(remark):
        place = mentioned(folder, ignored["rule"])
        return f"{place}: {ignored['said']}{ignored['why']}" if place else remark
    if relative := _RELATIVE.match(remark):
        place, name = mentioned(folder, relative[1]), relative[1]
        said = f'‘{name}’ is not read: {{{{ asset("{name}") }}}} puts it into the report'
        return f"{place}: {said}" if place else said
    return remark


def mentioned(folder: Path | None, words: str) -> str:
    """The first line of a user's templates that has these words, as `cover.html:3`; "" where none has."""
    for name in templates(folder) if folder is not None else ():
        path = (folder or Path()) / name
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if words in line:
                return _placed(path, number)
    return ""


_RELATIVE = re.compile(r"Relative URI reference without a base URI: (.+)")
_IGNORED = re.compile(r"(?P<said>Ignored `(?P<rule>[^`]+)`) at \d+:\d+(?P<why>.*)", re.DOTALL)


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
        said += _idle_blocks(folder, name)
    return tuple(said)


def _referenced(folder: Path, name: str) -> set[str]:
    return {str(found) for found in find_referenced_templates(_parsed(folder, folder / name)) if found}


def _parsed(folder: Path, path: Path) -> nodes.Template:
    jinja = environment(folder, {}, {})
    with explained(folder):
        try:
            return jinja.parse(path.read_text(encoding="utf-8"), path.name, str(path))
        except UnicodeDecodeError as error:
            raise TemplateError(f"it is not UTF-8: {error.reason}", path=path) from error


def _idle_blocks(folder: Path, name: str) -> Iterator[str]:
    """The blocks of a template that extends another and in which none of these names is a block: they are not printed.
    A block within one that is, is."""
    tree = _parsed(folder, folder / name)
    known = _blocks_above(folder, tree, set())
    if known is None:
        return
    for block in tree.body:
        if isinstance(block, nodes.Block) and block.name not in known:
            nearest = _nearest(block.name, sorted(known))
            hint = f"did you mean ‘{nearest}’?" if nearest else f"there are {', '.join(sorted(known)) or 'none'}"
            where = _placed(folder / name, block.lineno)
            yield f"{where}: the block ‘{block.name}’ takes the place of none; {hint}"


def _blocks_above(folder: Path, tree: nodes.Template, passed: set[Path]) -> set[str] | None:
    """The blocks of the templates that a template extends; None where it extends none, or one that cannot be told."""
    extends = tree.find(nodes.Extends)
    if extends is None or not isinstance(extends.template, nodes.Const):
        return None
    name = str(extends.template.value)
    shipped = resources() / name.removeprefix(f"{ORIGINAL}/")
    path = shipped if name.startswith(f"{ORIGINAL}/") or not (folder / name).is_file() else folder / name
    if path in passed or not path.is_file():
        return None
    above = _parsed(folder, path)
    own = {block.name for block in above.find_all(nodes.Block)}
    return own | (_blocks_above(folder, above, passed | {path}) or set())


def _files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def _nearest(name: str, known: Any) -> str:
    from rapidfuzz import process

    found = process.extractOne(name, known, score_cutoff=70)
    return str(found[0]) if found else ""
