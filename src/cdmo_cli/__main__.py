"""The entry of `cdmo`: runs a command and turns whatever happens into an exit code and at most two lines on stderr.

0 all is well, 1 findings, 2 the program could not do its work, 130 interrupted. A crash is 2, never 1.
"""

from __future__ import annotations

import sys

from cdmo_cli import __version__, streams


def main() -> int:
    """Run the command line and return its exit code. Never raises."""
    streams.prepare()
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # only the flush can raise here
        if not streams.is_closed_pipe(error):
            return _complain(f"standard output: {error.strerror}")
        streams.silence()
    return code


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:  # answered without Typer, whose import alone takes several times as long
        streams.emit(f"cdmo {__version__}\n")
        return 0
    try:
        return _call_app(arguments)
    except Exception as error:
        from cdmo_cli.batch import as_cdmo_error

        known = as_cdmo_error(error)
        return _complain(str(known), known.hint, known.exit_code)


def _call_app(arguments: list[str]) -> int:
    import typer

    from cdmo_cli.app import app

    try:
        # Typer is left to read sys.argv itself: on Windows it then expands *.xlsx, which no shell does there.
        code = app(None if arguments else ["--help"], prog_name="cdmo", standalone_mode=False)
    except typer.TyperException as error:
        message = error.format_message().replace("Value error, ", "")
        return _complain(message, f"`{_command_of(error)} --help` shows how it is used")
    except typer.Abort:
        return 130
    except SystemExit as error:  # Typer's own answer to a closed pipe, which only its help can meet
        return 0 if isinstance(error.__context__, OSError) and streams.is_closed_pipe(error.__context__) else 2
    if not arguments:
        return 2
    return code if isinstance(code, int) else 0


def _command_of(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context is not None else "cdmo"


def _complain(message: str, hint: str = "", code: int = 2) -> int:
    streams.note(f"error: {message}")
    if hint:
        streams.note(f"hint: {hint}")
    return code


if __name__ == "__main__":
    sys.exit(main())
