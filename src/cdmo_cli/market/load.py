"""Reads taxonomies: the vocabulary of a market from a TOML file, checked field by field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from cdmo_cli.errors import ConfigError
from cdmo_cli.market.model import CompanyFact, Dimension, Grouping, Member, Taxonomy
from cdmo_cli.market.words import slug

BUILT_IN = "pharma-cdmo"
_FILE_KEYS = {"code", "market", "extends", "dimension", "grouping", "fact"}
_DIMENSION_KEYS = {"code", "label", "plural", "within", "partition", "open", "everyday", "headings", "members"}
_MEMBER_KEYS = {"code", "label", "parent", "aliases", "iso", "rest"}
_GROUPING_KEYS = {"label", "dimension", "members", "aliases"}
_FACT_KEYS = {"company", "fiscal_year", "year_end", "kind", "value", "currency", "scale", "source"}


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """The taxonomy in a TOML file, or the one of the package.

    A file with `extends = "pharma-cdmo"` adds to the package's own: members of the same code take the file's
    label and gain its aliases, everything else is added. A file without it stands alone. The form is described
    at the top of `taxonomy/pharma-cdmo.toml`.

    Raises ConfigError, naming the line (for TOML that cannot be parsed, and for the table a field stands in)
    and the field.
    """
    if path is None:
        source = resources.files("cdmo_cli.market").joinpath("taxonomy", f"{BUILT_IN}.toml")
        return _Reader(f"{BUILT_IN}.toml", source.read_text(encoding="utf-8")).taxonomy()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read the taxonomy: {error.strerror or error}", path=path) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"the taxonomy is not UTF-8 text (byte {error.start})", path=path, hint="save it as UTF-8"
        ) from error
    return _Reader(path, text).taxonomy()


def extend(base: Taxonomy, more: Taxonomy) -> Taxonomy:
    """`base` with the dimensions, members, groupings and facts of `more` merged in; `more` names the market.

    A member of `more` that is named like a grouping of `base` takes its place: Americas may be a region.
    """
    named = {name for d in more.dimensions for m in d.members for name in (m.code, slug(m.label))}
    dimensions = list(base.dimensions)
    for new in more.dimensions:
        at = next((i for i, old in enumerate(dimensions) if old.code == new.code), None)
        if at is None:
            dimensions.append(new)
        else:
            dimensions[at] = _merged(dimensions[at], new)
    return Taxonomy(
        code=more.code or base.code,
        market=more.market or base.market,
        dimensions=tuple(dimensions),
        groupings=(*(g for g in base.groupings if slug(g.label) not in named), *more.groupings),
        facts=(*base.facts, *more.facts),
    )


def _merged(old: Dimension, new: Dimension) -> Dimension:
    members = {m.code: m for m in old.members}
    for member in new.members:
        known = members.get(member.code)
        if known is None:
            members[member.code] = member
            continue
        names = dict.fromkeys((*known.aliases, known.label, *member.aliases))
        names.pop(member.label, None)
        members[member.code] = replace(
            member,
            aliases=tuple(names),
            parent=member.parent or known.parent,
            iso=member.iso or known.iso,
            rest=member.rest or known.rest,
        )
    return replace(
        old,
        label=new.label,
        plural=new.plural,
        within=new.within or old.within,
        partition=new.partition or old.partition,
        open=new.open or old.open,
        everyday=new.everyday or old.everyday,
        headings=tuple(dict.fromkeys((*old.headings, *new.headings))),
        members=tuple(members.values()),
    )


class _Reader:
    """One file: its tables to values, with the place of whatever cannot be used."""

    def __init__(self, path: Path | str, text: str) -> None:
        self.path = path
        self.text = text

    def taxonomy(self) -> Taxonomy:
        """The taxonomy of the text. Raises ConfigError, which names the line and the field."""
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"not valid TOML: {error}", path=self.path, hint="mend the line named") from error
        self._only(data, _FILE_KEYS, "", None)
        extends = self._text(data, "extends", "extends", None, default="")
        if extends not in ("", BUILT_IN):
            self._fail("extends", f'must be "{BUILT_IN}", not {extends!r}', None)
        base = load_taxonomy() if extends else None
        known = {d.code: d for d in base.dimensions} if base else {}

        dimensions = tuple(self._dimension(item, i, known) for i, item in enumerate(self._tables(data, "dimension")))
        if base is None and not dimensions:
            self._fail("dimension", "missing: a taxonomy needs at least one [[dimension]]", None)
        codes = [d.code for d in dimensions]
        for i, code in enumerate(codes):
            if code in codes[:i]:
                self._fail(f"dimension[{i + 1}].code", f"{code!r} is there twice", ("dimension", i))
        own = Taxonomy(
            code=self._text(data, "code", "code", None, default=""),
            market=self._text(data, "market", "market", None, default=""),
            dimensions=dimensions,
            groupings=tuple(self._grouping(g, i) for i, g in enumerate(self._tables(data, "grouping"))),
            facts=tuple(self._fact(f, i) for i, f in enumerate(self._tables(data, "fact"))),
        )
        if base is not None:
            whole = extend(base, own)
        else:
            name = Path(str(self.path)).stem
            whole = replace(own, code=own.code or slug(name), market=own.market or name)
        self._check_references(whole, own)
        return whole

    def _dimension(self, item: Mapping[str, Any], i: int, known: Mapping[str, Dimension]) -> Dimension:
        field, at = f"dimension[{i + 1}]", ("dimension", i)
        self._only(item, _DIMENSION_KEYS, field, at)
        code = self._text(item, "code", f"{field}.code", at)
        old = known.get(code)
        label = self._text(item, "label", f"{field}.label", at, default=old.label if old else "")
        if not label:
            self._fail(f"{field}.label", "missing", at)
        raw = item.get("members", [])
        if not isinstance(raw, list):
            self._fail(f"{field}.members", "must be a list", at)
        return Dimension(
            code=code,
            label=label,
            plural=self._text(item, "plural", f"{field}.plural", at, default=old.plural if old else f"{label}s"),
            members=tuple(self._member(m, f"{field}.members[{j + 1}]", at, code) for j, m in enumerate(raw)),
            within=self._text(item, "within", f"{field}.within", at, default="") or None,
            partition=self._flag(item, "partition", field, at),
            open=self._flag(item, "open", field, at),
            everyday=self._flag(item, "everyday", field, at),
            headings=self._texts(item, "headings", field, at) or (label,),
        )

    def _member(self, item: Any, field: str, at: tuple[str, int], dimension: str) -> Member:
        if isinstance(item, str):
            item = {"label": item}
        if not isinstance(item, Mapping):
            self._fail(field, "must be a name or a table with a label", at)
        self._only(item, _MEMBER_KEYS, field, at)
        label = self._text(item, "label", f"{field}.label", at)
        return Member(
            code=self._text(item, "code", f"{field}.code", at, default=slug(label)),
            label=label,
            dimension=dimension,
            parent=self._text(item, "parent", f"{field}.parent", at, default="") or None,
            aliases=self._texts(item, "aliases", field, at),
            iso=self._text(item, "iso", f"{field}.iso", at, default="") or None,
            rest=self._flag(item, "rest", field, at),
        )

    def _grouping(self, item: Mapping[str, Any], i: int) -> Grouping:
        field, at = f"grouping[{i + 1}]", ("grouping", i)
        self._only(item, _GROUPING_KEYS, field, at)
        return Grouping(
            label=self._text(item, "label", f"{field}.label", at),
            dimension=self._text(item, "dimension", f"{field}.dimension", at),
            members=self._texts(item, "members", field, at),
            aliases=self._texts(item, "aliases", field, at),
        )

    def _fact(self, item: Mapping[str, Any], i: int) -> CompanyFact:
        field, at = f"fact[{i + 1}]", ("fact", i)
        self._only(item, _FACT_KEYS, field, at)
        kind = self._text(item, "kind", f"{field}.kind", at)
        if kind not in ("group", "cdmo"):
            self._fail(f"{field}.kind", f'must be "group" or "cdmo", not {kind!r}', at)
        year_end = self._text(item, "year_end", f"{field}.year_end", at)
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", year_end):
            self._fail(f"{field}.year_end", f"must be a date such as 2019-06-30, not {year_end!r}", at)
        return CompanyFact(
            company=self._text(item, "company", f"{field}.company", at),
            fiscal_year=int(self._number(item, "fiscal_year", field, at)),
            year_end=year_end,
            kind="group" if kind == "group" else "cdmo",
            value=self._number(item, "value", field, at),
            currency=self._text(item, "currency", f"{field}.currency", at),
            scale=self._number(item, "scale", field, at),
            source=self._text(item, "source", f"{field}.source", at),
        )

    def _check_references(self, whole: Taxonomy, own: Taxonomy) -> None:
        """Parents, groupings and facts must name members that are there, and codes must be told apart."""
        codes = {d.code: {m.code for m in d.members} for d in whole.dimensions}
        for i, dimension in enumerate(own.dimensions):
            self._check_dimension(dimension, i, codes)
        for i, grouping in enumerate(own.groupings):
            at = ("grouping", i)
            if grouping.dimension not in codes:
                self._fail(f"grouping[{i + 1}].dimension", f"there is no dimension {grouping.dimension!r}", at)
            for code in grouping.members:
                if code not in codes[grouping.dimension]:
                    self._fail(f"grouping[{i + 1}].members", f"{code!r} is no {grouping.dimension}", at)
        for i, fact in enumerate(own.facts):
            if fact.company not in codes.get("company", set()):
                self._fail(f"fact[{i + 1}].company", f"{fact.company!r} is no company", ("fact", i))

    def _check_dimension(self, dimension: Dimension, i: int, codes: Mapping[str, set[str]]) -> None:
        field, at = f"dimension[{i + 1}]", ("dimension", i)
        if dimension.within is not None and dimension.within not in codes:
            self._fail(f"{field}.within", f"there is no dimension {dimension.within!r}", at)
        seen: set[str] = set()
        above = codes[dimension.within] if dimension.within else set()
        for j, member in enumerate(dimension.members):
            where = f"{field}.members[{j + 1}]"
            if member.code in seen:
                self._fail(f"{where}.code", f"{member.code!r} is there twice", at)
            seen.add(member.code)
            if member.parent is not None and member.parent not in above | codes[dimension.code]:
                self._fail(f"{where}.parent", f"there is no member {member.parent!r} (of {member.label!r})", at)
            if member.parent == member.code:
                self._fail(f"{where}.parent", f"{member.label!r} cannot be a part of itself", at)

    # -- fields

    def _tables(self, data: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
        value = data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, Mapping) for v in value):
            self._fail(name, f"must be tables headed [[{name}]]", None)
        return list(value)

    def _text(
        self, item: Mapping[str, Any], name: str, field: str, at: tuple[str, int] | None, default: str | None = None
    ) -> str:
        value = item.get(name, default)
        if value is None or (isinstance(value, str) and not value.strip() and default is None):
            self._fail(field, "missing", at)
        if not isinstance(value, str):
            self._fail(field, f"must be text, not {value!r}", at)
        return str(value).strip()

    def _texts(self, item: Mapping[str, Any], name: str, field: str, at: tuple[str, int]) -> tuple[str, ...]:
        value = item.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self._fail(f"{field}.{name}", "must be a list of texts", at)
        return tuple(value)

    def _flag(self, item: Mapping[str, Any], name: str, field: str, at: tuple[str, int]) -> bool:
        value = item.get(name, False)
        if not isinstance(value, bool):
            self._fail(f"{field}.{name}", f"must be true or false, not {value!r}", at)
        return bool(value)

    def _number(self, item: Mapping[str, Any], name: str, field: str, at: tuple[str, int]) -> float:
        value = item.get(name)
        if value is None:
            self._fail(f"{field}.{name}", "missing", at)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._fail(f"{field}.{name}", f"must be a number, not {value!r}", at)
        return float(value)  # type: ignore[arg-type]

    def _only(self, item: Mapping[str, Any], allowed: Iterable[str], field: str, at: tuple[str, int] | None) -> None:
        for name in item:
            if name not in allowed:
                where = f"{field}.{name}" if field else name
                self._fail(where, f"is no field of a taxonomy; known here: {', '.join(sorted(allowed))}", at)

    def _fail(self, field: str, problem: str, at: tuple[str, int] | None) -> None:
        line = self._line(*at) if at else self._line_of_key(field)
        where = f"line {line}: " if line else ""
        raise ConfigError(
            f"{where}{field}: {problem}", path=self.path, hint="the form is that of the package's pharma-cdmo.toml"
        )

    def _line(self, table: str, index: int) -> int | None:
        """Where the table of that position begins; tomllib keeps no lines, so its heading is counted."""
        heads = list(re.finditer(rf"^[ \t]*\[\[\s*{table}\s*\]\]", self.text, re.M))
        if index < len(heads):
            return self.text.count("\n", 0, heads[index].start()) + 1
        return self._line_of_key(table)

    def _line_of_key(self, name: str) -> int | None:
        match = re.search(rf"^[ \t]*{re.escape(name.split('.')[0])}\s*=", self.text, re.M)
        return self.text.count("\n", 0, match.start()) + 1 if match else None
