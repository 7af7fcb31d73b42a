"""The exceptions that end a run: each becomes one clear line on stderr and exit code 2, but for `Undisclosable`.

A problem in the *data* is a Finding, never an exception. An exception means that the program cannot go on.

    CdmoError
    ├── UsageError          an option or argument that cannot be right
    ├── ConfigError         cdmo.toml or a taxonomy file that cannot be used
    ├── InputError          a file that cannot be read
    │   ├── MissingFile         no such file, or not readable
    │   ├── NotAWorkbook        not one of the formats that cdmo reads
    │   ├── EncryptedWorkbook   protected by a password
    │   ├── DamagedWorkbook     truncated, corrupt, or the reader gave up
    │   ├── EmptyWorkbook       nothing in it
    │   └── TooLarge            beyond the limits on size, cells or expansion
    ├── ModelError          a workbook that was read but does not hold what the command needs
    ├── TemplateError       a template of the report, mostly one of the user's own, that cannot be used
    ├── Undisclosable       a sample whose settings give hidden figures away; exit code 1
    ├── OutputError         a file that cannot be written
    └── MissingLibrary      a library of the system (Pango) or an optional package is not there
"""

from __future__ import annotations

from pathlib import Path


class CdmoError(Exception):
    """What went wrong (`message`), where (`path`, when there is one), and what to do (`hint`)."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "", path: Path | str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        """Keep hint and path when a worker process hands the exception back."""
        return (_rebuild, (type(self), self.message, self.hint, self.path))

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path is not None else ""
        return f"{where}{self.message}"


def _rebuild(kind: type[CdmoError], message: str, hint: str, path: Path | str | None) -> CdmoError:
    return kind(message, hint=hint, path=path)


class UsageError(CdmoError):
    """An option or argument that cannot be right."""


class ConfigError(CdmoError):
    """A configuration or taxonomy file that cannot be used."""


class InputError(CdmoError):
    """A file that cannot be read."""


class MissingFile(InputError):
    """No such file, or no permission to read it."""


class NotAWorkbook(InputError):
    """Not one of the formats that cdmo reads."""


class EncryptedWorkbook(InputError):
    """Protected by a password."""


class DamagedWorkbook(InputError):
    """Truncated or corrupt, or the reader gave up on it."""


class EmptyWorkbook(InputError):
    """Nothing in it."""


class TooLarge(InputError):
    """Beyond the limits on file size, cells or expansion."""


class ModelError(CdmoError):
    """A workbook that was read but does not hold what the command needs."""


class TemplateError(CdmoError):
    """A template or style sheet of the report that cannot be used: `path` is its file with the line."""


class Undisclosable(CdmoError):
    """A sample edition that would give hidden figures away, whatever else were hidden: like a finding, exit code 1."""

    exit_code = 1


class OutputError(CdmoError):
    """A file that cannot be written."""


class MissingLibrary(CdmoError):
    """A library of the system or an optional package is not there."""
