"""A workbook's package while it is changed: parts, relations and content types (ECMA-376 Part 2)."""

from __future__ import annotations

import itertools
import posixpath

from cdmo_cli.edit import archive
from cdmo_cli.edit.xmlbytes import append, parse, set_attribute, splice
from cdmo_cli.errors import DamagedWorkbook
from cdmo_cli.read.detect import DOWNLOAD_AGAIN
from cdmo_cli.read.package import Package

CONTENT_TYPES = "[Content_Types].xml"
_EMPTY_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"


class Draft:
    """Raises DamagedWorkbook and TooLarge, as reading does."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._package = Package(data)
        self._package.check_expansion()
        self._contents: dict[str, bytes] = {}
        names = [info.filename for info in self._package.members()]
        self._names = {name.replace("\\", "/").lower(): name for name in names}  # backslashes: written on Windows
        self.workbook_part = self._package.workbook_part
        root = parse(self.content(self.workbook_part), self.workbook_part)
        self.strict = _STRICT_MAIN in root.attributes.values()

    @property
    def main(self) -> str:
        """The namespace of the workbook's own elements."""
        return _STRICT_MAIN if self.strict else _MAIN

    @property
    def relations_namespace(self) -> str:
        """The namespace of `r:id`, and the beginning of what kinds of relations are called."""
        return _STRICT if self.strict else _TRANSITIONAL

    def worksheet(self, name: str) -> str:
        """The part of a sheet of cells. Raises ValueError where there is none of that name."""
        for sheet in self._package.sheets:
            if sheet.name == name and sheet.worksheet and sheet.part is not None:
                return sheet.part
        raise ValueError(f"no sheet of cells is called {name!r}")

    def styles_part(self) -> str | None:
        return self._package.styles_part()

    def __contains__(self, part: str) -> bool:
        return part in self._contents or part.lower() in self._names

    def parts(self, suffix: str) -> list[str]:
        """All parts whose names end so, new ones too."""
        return [name for name in {**self._contents, **dict.fromkeys(self._names.values())} if name.endswith(suffix)]

    def content(self, part: str) -> bytes:
        """A part as it is by now."""
        known = self._contents.get(self._name(part))
        return self._package.content(part) if known is None else known

    def replace(self, part: str, content: bytes) -> None:
        """Give a part another content; it is new if there is none of that name."""
        if part not in self or self.content(part) != content:
            self._contents[self._name(part)] = content

    def new_name(self, stem: str, suffix: str) -> str:
        """The first of `stem1.suffix`, `stem2.suffix` ... that is free."""
        names = (f"{stem}{number}{suffix}" for number in itertools.count(1))
        return next(name for name in names if name not in self)

    def related(self, part: str, kind: str) -> dict[str, str]:
        """Target part by id of a part's relations of one kind (`comments`); those to nowhere are left out."""
        found = self._package.relations(part)
        return {key: target for key, its_kind, target in found if its_kind == kind.lower() and target in self}

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation and return its id."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        data = self.content(relations) if relations in self else _EMPTY_RELATIONS
        root = parse(data, relations)
        taken = {child.attributes.get("Id") for child in root.children}
        key = next(key for key in (f"rId{number}" for number in itertools.count(1)) if key not in taken)
        path = posixpath.relpath(target, folder or ".")
        new = f'<{root.prefix}Relationship Id="{key}" Type="{self.relations_namespace}/{kind}" Target="{path}"/>'
        self.replace(relations, splice(data, [append(data, root, new.encode())]))
        return key

    def declare(self, part: str, content_type: str) -> None:
        """Say what a new part is, for itself alone."""
        self._add_type("Override", "PartName", f"/{part}", content_type)

    def declare_all(self, extension: str, content_type: str, part: str) -> None:
        """Say what all parts with an extension are; `part` for itself alone where they are called something else."""
        root = parse(self.content(CONTENT_TYPES), CONTENT_TYPES)
        for child in root.all("Default"):
            if child.attributes.get("Extension", "").lower() == extension:
                if child.attributes.get("ContentType") != content_type:
                    self.declare(part, content_type)
                return
        self._add_type("Default", "Extension", extension, content_type)

    def _add_type(self, kind: str, key: str, value: str, content_type: str) -> None:
        data = self.content(CONTENT_TYPES)
        root = parse(data, CONTENT_TYPES)
        for child in root.all(kind):
            if child.attributes.get(key, "").lower() == value.lower():  # left from a part that is no more
                edit = set_attribute(data, child, "ContentType", content_type)
                break
        else:
            new = f'<{root.prefix}{kind} {key}="{value}" ContentType="{content_type}"/>'.encode()
            first = next(iter(root.children), None)
            edit = append(data, root, new)
            if kind == "Default" and first is not None:  # they stand first by custom
                edit = type(edit)(first.start, first.start, new)
        self.replace(CONTENT_TYPES, splice(data, [edit]))

    def packed(self) -> bytes:
        """The bytes of the changed package."""
        return archive.replaced(self._data, self._package.members(), self._contents)

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the parts that differ or are new."""
        return tuple(self._contents)

    @property
    def signed(self) -> bool:
        """Whether somebody has signed the package."""
        return any(kind == "origin" for _, kind, _ in self._package.relations(""))

    def _name(self, part: str) -> str:
        """The name as the zip writes it: a relation may differ in case."""
        return self._names.get(part.lower(), part)


def missing(part: str, what: str) -> DamagedWorkbook:
    """What to raise for a part that has no such element."""
    return DamagedWorkbook(f"damaged: {part!r} in it has no {what}", hint=DOWNLOAD_AGAIN)
