"""The notes of a sheet, which the file calls comments: those of others stay, ours are added (ECMA-376 Part 1, 18.7)."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence

from cdmo_cli.address import a1, parse_a1
from cdmo_cli.edit.draft import missing
from cdmo_cli.edit.model import Entry
from cdmo_cli.edit.xmlbytes import Edit, Element, append, escaped, parse, splice

AUTHOR = "cdmo"
MOST_CHARACTERS = 32_000
"""Excel takes 32,767 in a note."""

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_NEW = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{main}"><authors><author>cdmo</author></authors><commentList></commentList></comments>'
)
_RUN = (
    '<{0}r><{0}rPr>{1}<{0}sz val="9"/><{0}color indexed="81"/><{0}rFont val="Tahoma"/><{0}family val="2"/></{0}rPr>'
    '<{0}t xml:space="preserve">{2}</{0}t></{0}r>'
)
_THREAD = "tc="  # how Excel names the author of the stand-in for a threaded comment
_LINE = 48  # characters of Tahoma 9 in the width of a box

Cell = tuple[int, int]
Run = tuple[bool, str]  # bold, text


class Notes:
    """The notes of a sheet, by cell. Raises DamagedWorkbook."""

    def __init__(self, data: bytes | None, part: str, main: str) -> None:
        self.data = _NEW.format(main=main).encode() if data is None else data
        self._root = parse(self.data, part)
        authors, items = self._root.first("authors"), self._root.first("commentList")
        if authors is None or items is None:
            raise missing(part, "authors" if authors is None else "commentList")
        self._authors, self._list = authors, items
        self._names = [author.text for author in authors.all("author")]
        self._known = dict(_by_cell(items))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that have a note."""
        return tuple(self._known)

    def is_thread(self, cell: Cell) -> bool:
        """Whether a cell's note only stands in for a threaded comment, which programs that know such show instead."""
        note = self._known.get(cell)
        number = note.attributes.get("authorId", "") if note is not None else ""
        name = self._names[int(number)] if number.isdecimal() and int(number) < len(self._names) else ""
        return name.startswith(_THREAD)

    def written(self, new: dict[Cell, Sequence[Entry]]) -> bytes:
        """The part with these entries: below a cell's own note, or in a new one."""
        edits: list[Edit] = []
        fresh: list[bytes] = []
        author = self._names.index(AUTHOR) if AUTHOR in self._names else len(self._names)
        for cell, entries in sorted(new.items()):
            note = self._known.get(cell)
            if note is None:
                fresh.append(self._note(cell, author, entries))
            else:
                edits.append(self._longer(note, entries))
        if fresh:
            edits.append(append(self.data, self._list, b"".join(fresh)))
            if author == len(self._names):
                prefix = self._root.prefix
                name = f"<{prefix}author>{AUTHOR}</{prefix}author>".encode()
                edits.append(append(self.data, self._authors, name))
        return splice(self.data, edits)

    def _note(self, cell: Cell, author: int, entries: Sequence[Entry]) -> bytes:
        prefix = self._root.prefix
        runs = self._xml(_cut(_runs(entries), MOST_CHARACTERS))
        start = f'<{prefix}comment ref="{a1(*cell)}" authorId="{author}"><{prefix}text>'
        return start.encode() + runs + f"</{prefix}text></{prefix}comment>".encode()

    def _longer(self, note: Element, entries: Sequence[Entry]) -> Edit:
        text = note.first("text")
        if text is None:
            whole = f"<{note.prefix}text>".encode() + self._xml(_runs(entries)) + f"</{note.prefix}text>".encode()
            return append(self.data, note, whole)
        runs = list(text.all("r"))
        plain = text.first("t")
        letters = len(plain.text) if plain is not None else 0
        letters += sum(len(t.text) for run in runs for t in run.all("t"))
        more = _cut([(False, "\n\n"), *_runs(entries)], MOST_CHARACTERS - letters)
        if runs:
            return Edit(runs[-1].end, runs[-1].end, self._xml(more))
        if plain is not None:  # a text without runs: it is to be one or the other
            return append(self.data, plain, escaped("".join(words for _, words in more)))
        return Edit(text.start, text.end, self._filled(text, more[1:]))

    def _filled(self, text: Element, runs: Sequence[Run]) -> bytes:
        return f"<{text.name}>".encode() + self._xml(runs) + f"</{text.name}>".encode()

    def _xml(self, runs: Sequence[Run]) -> bytes:
        prefix = self._root.prefix
        return b"".join(
            _RUN.format(prefix, f"<{prefix}b/>" if bold else "", escaped(words).decode("ascii")).encode()
            for bold, words in runs
        )


def lines(entries: Sequence[Entry]) -> int:
    """The lines that entries take in a box."""
    text = "".join(words for _, words in _runs(entries))
    return sum(max(1, math.ceil(_width(line) / _LINE)) for line in text.split("\n"))


def _by_cell(items: Element) -> Iterator[tuple[Cell, Element]]:
    for note in items.all("comment"):
        try:
            yield parse_a1(note.attributes.get("ref", "")), note
        except ValueError:
            continue


def _runs(entries: Sequence[Entry]) -> list[Run]:
    """A bold line and a text for each entry, and an empty line between two."""
    runs: list[Run] = []
    for number, entry in enumerate(entries):
        runs.append((True, ("\n\n" if number else "") + entry.title))
        if entry.text:
            runs.append((False, f"\n{entry.text}"))
    return runs


def _cut(runs: Sequence[Run], most: int) -> list[Run]:
    """The runs, cut where they are longer in all."""
    kept: list[Run] = []
    for bold, words in runs:
        if len(words) > most:
            kept.append((bold, words[: max(most - 1, 0)] + "…"))
            break
        most -= len(words)
        kept.append((bold, words))
    return kept


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)
