"""The door: `python main.py [command]`; see `python main.py --help`."""

import sys

from simulator.cli.entry import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
