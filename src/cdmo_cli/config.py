"""The settings of a run: option > environment variable > cdmo.toml or [tool.cdmo] of pyproject.toml > default.

Typer reads options and their environment variables (CDMO_...); here they are laid over the file. What says how a model
is judged holds for every command, also for those that have no option for it: so those variables are read here. The file
is searched from the current folder upwards and never beside an input, since inputs may come from anyone.
"""

from __future__ import annotations

import datetime as dt
import glob
import os
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from cdmo_cli.address import parse_range
from cdmo_cli.errors import ConfigError

FailOn = Literal["error", "warning", "info", "never"]
Edition = Literal["sample", "full", "both"]
Severity = Literal["error", "warning", "info"]
Missing = Literal["non_null", "non_zero", "partial_null", "partial_zero", "always_null", "always_zero"]


JUDGING = {
    "select": "CDMO_SELECT",
    "ignore": "CDMO_IGNORE",
    "missing": "CDMO_MISSING",
    "baseline": "CDMO_BASELINE",
}
"""The settings that hold for every command, by their environment variables."""


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _listed(value: object) -> object:
    """One text is a list of one."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
        raise ValueError("input should be a text or a list of texts")
    return tuple(value)


Listed = Annotated[
    tuple[str, ...],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class _Table(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, alias_generator=_kebab, use_attribute_docstrings=True
    )


class PerFile(_Table):
    """Settings for some files, or for some of their sheets."""

    files: Listed
    """Patterns of files: of the name alone (`draft-*.xlsx`), or of the path from this configuration's folder
    (`drafts/**/*.xlsx`)."""
    sheets: Listed = ()
    """Patterns of sheets' names; without them the settings hold for whole files."""
    select: Listed = ()
    """The only rules to run on them: codes, their beginnings or names."""
    ignore: Listed = ()
    """Rules not to run on them: codes, their beginnings or names."""
    missing: Missing | None = None
    """What becomes of a sum that lacks figures; for whole files only."""

    @model_validator(mode="after")
    def _means_something(self) -> PerFile:
        if self.missing is not None and self.sheets:
            raise ValueError("‘missing’ holds for whole files, not for ‘sheets’")
        if not (self.select or self.ignore or self.missing):
            raise ValueError("it sets none of ‘select’, ‘ignore’ and ‘missing’")
        return self


class WaiverTable(_Table):
    """A finding that is accepted, with the reason, until a date."""

    rule: str
    """The code of the rule, such as T101, or its name."""
    file: Listed
    """The file, by its name or its path from this configuration's folder; patterns are understood."""
    sheet: str = ""
    """The sheet's name; without it any."""
    cell: str = ""
    """The cell (F14) or cells (F14:F20) at which the finding stands; without it any."""
    fingerprint: str = ""
    """The finding's fingerprint as the JSON format shows it: unlike a cell it survives inserted rows."""
    reason: str
    """Why the finding is accepted."""
    expires: dt.date
    """The last day on which it is: a date without quotes."""

    @field_validator("reason")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("a reason is what a waiver is for")
        return value

    @field_validator("cell")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        try:
            return parse_range(value).a1 if value else value
        except ValueError:
            raise ValueError("input should be a cell such as F14, or a range such as F14:F20") from None


class Settings(_Table):
    """What a configuration file can set. Keys are written as the options are: `fail-on`."""

    taxonomy: Annotated[Path, Field(strict=False)] | None = None
    """Members and hierarchy of the market: a TOML file, relative to this one."""
    fail_on: FailOn = "error"
    """The least severity of a finding that makes the exit code 1."""
    allow_unchecked: bool = False
    """Exit with 0 too where nothing could be checked."""
    edition: Edition = "sample"
    """The edition that `cdmo export-pdf` renders."""
    select: Listed = ()
    """The only rules to run: codes, their beginnings or names. Without it all."""
    ignore: Listed = ()
    """Rules not to run: codes, their beginnings or names. Wins over ‘select’."""
    severity: dict[str, Severity] = {}
    """Another severity for all findings of a rule, by its code or name or the beginning of several codes."""
    min_coverage: Annotated[float, Field(ge=0, le=100, strict=False)] = 0.0
    """Percent of a file's figures that must stand in a sum, share or rate; with less the exit code is 1."""
    missing: Missing = "non_null"
    """What becomes of a sum that lacks figures, in the words of VTL's check_hierarchy."""
    baseline: Annotated[Path, Field(strict=False)] | None = None
    """Findings that were there before and do not count: a file that --write-baseline wrote, relative to this one."""
    per_file: tuple[PerFile, ...] = Field(default=(), strict=False)
    """Settings for some files or sheets."""
    waiver: tuple[WaiverTable, ...] = Field(default=(), strict=False)
    """Findings that are accepted, each with a reason and a date."""


@dataclass(frozen=True)
class _Source:
    """A configuration as found: its file, the text for finding lines, and the keys that lead to its table."""

    file: Path
    text: str
    table: tuple[str, ...] = ()


def load(file: Path | None = None, *, folder: Path | None = None, **options: object) -> Settings:
    """The settings for a run that was given `options` (None: not given).

    `file` is the file named with --config; without one it is searched from `folder` (the current one) upwards.
    What a file names is relative to that file. Raises ConfigError.
    """
    source = _named(file) if file is not None else _search(folder or Path.cwd())
    settings = _from_here(_parse(source), source.file.parent) if source is not None else Settings()
    given = {name: value for name, value in options.items() if value is not None}
    return settings.model_copy(update=_environment() | given)


def found(file: Path | None = None, *, folder: Path | None = None) -> Path | None:
    """The configuration file that `load` reads, if there is one. Raises ConfigError."""
    source = _named(file) if file is not None else _search(folder or Path.cwd())
    return source.file if source is not None else None


def schema() -> dict[str, Any]:
    """The JSON Schema of cdmo.toml (dates as texts of the format `date`)."""
    made = Settings.model_json_schema(by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "cdmo.toml"}
    return head | {key: value for key, value in made.items() if key != "title"}


def _environment() -> dict[str, Any]:
    """What environment variables say of how a model is judged."""
    said = {name: os.environ.get(variable, "") for name, variable in JUDGING.items()}
    values: dict[str, Any] = {
        _kebab(name): text.replace(",", " ").split() if name in ("select", "ignore") else text
        for name, text in said.items()
        if text.strip()
    }
    try:
        read = Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]
        name = JUDGING[str(problem["loc"][0]).replace("-", "_")]
        raise ConfigError(f"{name} = {problem['input']!r} cannot be: {problem['msg'].lower()}") from error
    return {name: getattr(read, name) for name in JUDGING if _kebab(name) in values}


def _search(folder: Path) -> _Source | None:
    for place in (folder, *folder.parents):
        own, shared = place / "cdmo.toml", place / "pyproject.toml"
        if own.is_file():
            return _named(own)
        if shared.is_file():
            source = _named(shared)
            if "cdmo" in _toml(source).get("tool", {}):
                return source
    return None


def _named(file: Path) -> _Source:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"the configuration cannot be read: {error.strerror}", path=file) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"the configuration is not TOML: {error}", path=file) from error
    return _Source(file, text, ("tool", "cdmo") if file.name == "pyproject.toml" else ())


def _toml(source: _Source) -> dict[str, Any]:
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the configuration is not TOML: {error}", path=source.file) from error


def _from_here(settings: Settings, folder: Path) -> Settings:
    """The same with every path and pattern of paths that the file holds laid from its folder."""
    here = folder.absolute()

    def pattern(text: str) -> str:
        return f"{glob.escape(here.as_posix()).rstrip('/')}/{text.removeprefix('./')}" if "/" in text else text

    def moved(table: Any, key: str) -> Any:
        return table.model_copy(update={key: tuple(pattern(text) for text in getattr(table, key))})

    return settings.model_copy(
        update={
            "taxonomy": settings.taxonomy and folder / settings.taxonomy,
            "baseline": settings.baseline and folder / settings.baseline,
            "per_file": tuple(moved(table, "files") for table in settings.per_file),
            "waiver": tuple(moved(table, "file") for table in settings.waiver),
        }
    )


def _parse(source: _Source) -> Settings:
    content: Any = _toml(source)
    for key in source.table:
        content = content.get(key, {})
    known = _keys(Settings)
    strange = [key for key in content if key not in known]
    if strange:
        named = " and ".join(f"‘{key}’" for key in strange)
        verb = "is no setting" if len(strange) == 1 else "are no settings"
        hint = "; ".join(_did_you_mean(key, known) for key in strange)
        raise ConfigError(f"{named} {verb}", hint=hint, path=_at(source, (strange[0],)))
    try:
        return Settings.model_validate(content)
    except ValidationError as error:
        raise _explained(source, error) from error


def _explained(source: _Source, error: ValidationError) -> ConfigError:
    """The first problem in words: the table and its number, the key, what is wrong with it."""
    problem = error.errors()[0]
    loc: tuple[str | int, ...] = problem["loc"]
    where, path = _table_name(loc), _at(source, loc)
    key, of = str(loc[-1]) if where or len(loc) == 1 else str(loc[0]), f"{where}: " if where else ""
    said = problem["msg"].removeprefix("Value error, ").partition(" for <class")[0]
    said = said[:1].lower() + said[1:]
    if problem["type"] == "missing":
        return ConfigError(f"{of}‘{key}’ is missing", path=path)
    if problem["type"] == "extra_forbidden":
        known = _keys(PerFile if loc[0] == "per-file" else WaiverTable)
        return ConfigError(f"{of}‘{key}’ is no setting", hint=_did_you_mean(key, known), path=path)
    if isinstance(loc[-1], int):
        return ConfigError(f"{of}{said}", path=path)
    if problem["type"] == "tuple_type":
        said = f"it is written as tables, [[{key}]]"
    hint = "dates are written without quotes: expires = 2027-03-31" if key == "expires" else ""
    return ConfigError(f"{of}{key} = {problem['input']!r} cannot be: {said}", hint=hint, path=path)


def _table_name(loc: Sequence[str | int]) -> str:
    """`[[waiver]] 2` for a place within a table; empty for a setting of its own."""
    if len(loc) > 1 and loc[0] in ("per-file", "waiver") and isinstance(loc[1], int):
        return f"[[{loc[0]}]] {loc[1] + 1}"
    return f"[{loc[0]}]" if len(loc) > 1 and loc[0] == "severity" else ""


_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\"'-]+)\s*=")


def _at(source: _Source, loc: Sequence[str | int]) -> str:
    """The file, with the line on which the setting stands where it is written in the usual way."""
    path = (*source.table, *(part for part in loc if isinstance(part, str)))
    number = loc[1] + 1 if len(loc) > 1 and isinstance(loc[1], int) and _table_name(loc) else 1
    current: tuple[str, ...] = ()
    seen = Counter[tuple[str, ...]]({(): 1})
    best = 0
    for at, line in enumerate(source.text.splitlines(), 1):
        if header := _HEADER.match(line):
            current = _dotted(header[1])
            seen[current] += 1
            if current in (path, path[:-1]) and seen[current] == number and len(current) > len(source.table):
                best = at
        elif (key := _KEY.match(line)) and (*current, *_dotted(key[1])) == path and seen[current] == number:
            return f"{source.file}:{at}"
    return f"{source.file}:{best}" if best else str(source.file)


def _dotted(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in key.split("."))


def _keys(table: type[BaseModel]) -> list[str]:
    return [_kebab(name) for name in table.model_fields]


def _did_you_mean(word: str, known: list[str]) -> str:
    from rapidfuzz import process

    nearest = process.extractOne(word.replace("_", "-").lower(), known, score_cutoff=60)
    return f"did you mean ‘{nearest[0]}’?" if nearest else f"the settings are {', '.join(known)}"
