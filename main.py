"""The door: `python main.py [command]`; see `python main.py --help`."""

import sys


def run() -> int:
    """Run one command; say in a sentence what is missing on this machine."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python must be able to say so
        print(f"Filigrane needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    try:
        from simulator.cli.entry import main

        return main(sys.argv[1:])
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] == "simulator":
            raise
        print(f"'{error.name}' is not installed. Run this first: pip install -e .", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(run())
