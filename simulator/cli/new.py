"""`new`: a scenario or a protocol pack to begin with, full of comments that teach."""

import argparse
import re
import sys
from pathlib import Path
from typing import Final

from simulator.base.complaints import Complaint, UnusableInput
from simulator.scenario.find import ENDING, PLAIN_NAME, scenarios_folder

PACK: Final = "protocol"
ID: Final = re.compile(r"^id: .*$", re.M)
NEXT: Final = """{file} is yours now. What comes next:
  {main} lint {file}       every mistake at once, with its line
  {main} explain {file}    everything filled in, each rule as a sentence
  {main} check {file}      does it test what it should?
  {main} --scenario {file} play it
An editor with a YAML language server completes keys and names after: {main} schema --out schema
"""
NEXT_FOR_A_PACK: Final = """{file} is yours now. What comes next:
  {main} lint {file}       every mistake at once, with its line
A scenario beside the folder protocols uses it with `protocol: {name}`.
"""


def run(options: argparse.Namespace) -> int:
    """Write the file into this folder, never over another one, and say what to do next."""
    name = options.name
    if not PLAIN_NAME.fullmatch(name) or ("-" in name and options.template != PACK):
        what = f"'{name}' is no name for a file of this kind"
        raise UnusableInput([Complaint(what, hint="small letters, digits and _, like first_case")])
    is_pack = options.template == PACK
    file = Path("protocols", f"{name}.yaml") if is_pack else Path(f"{name}{ENDING}")
    template = scenarios_folder() / "templates" / f"{options.template}.yaml"
    text = ID.sub(f"id: {name}", template.read_text(encoding="utf-8"), count=1)
    if is_pack:
        text = text.replace("$schema=schema/", "$schema=../schema/", 1)
    file.parent.mkdir(exist_ok=True)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as new:
            new.write(text)
    except FileExistsError:
        what = f"{file.as_posix()} is there already, and is left as it is"
        raise UnusableInput([Complaint(what, hint="choose another name")]) from None
    main = "python main.py" if sys.argv[0].endswith("main.py") else "filigrane"
    said = NEXT_FOR_A_PACK if is_pack else NEXT
    print(said.format(file=file.as_posix(), name=name, main=main), end="")
    return 0
