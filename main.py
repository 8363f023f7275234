"""The door: `python main.py [command]`; see `python main.py --help`."""

import sys


def run() -> int:
    """Run one command; an older Python is told which one it takes."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python must be able to say so
        print(f"Filigrane needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 2
    from simulator.cli.entry import main

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(run())
