"""`python -m ingest …`; what the commands are stands in `ingest.command.line`."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns its exit code. Ctrl-C is one line at any moment, also while modules are being loaded."""
    try:
        from ingest.command.line import main as run

        return run(sys.argv[1:] if arguments is None else arguments)
    except (KeyboardInterrupt, RuntimeError) as stopped:
        # DuckDB turns a Ctrl-C that reaches it in the middle of a statement into an error of its own.
        if isinstance(stopped, RuntimeError) and str(stopped) != "Query interrupted":
            raise
        sys.stderr.write("ingest: interrupted; nothing half-made is in force\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
