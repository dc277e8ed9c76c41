"""`snapgold status` lists what waits for review; `snapgold accept PATH…` decides."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from snapgold.gold import explain, read

SUFFIX = ".gold.new"


def proposals(root: Path) -> list[Path]:
    return sorted(root.rglob(f"*{SUFFIX}"))


def accept(gold: Path) -> bool:
    """Make a proposal the reviewed text. Renaming is atomic: no half-written gold."""
    proposal = gold.with_name(gold.name + ".new")
    if not proposal.is_file():
        return False
    proposal.replace(gold)
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="snapgold", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    status = commands.add_parser("status", help="show every proposal with its diff")
    status.add_argument("root", type=Path, nargs="?", default=Path())
    accepting = commands.add_parser("accept", help="accept the files named, one by one")
    accepting.add_argument("gold", type=Path, nargs="+")
    options = parser.parse_args(arguments)

    match options.command:
        case "status":
            waiting = proposals(options.root)
            for proposal in waiting:
                gold = proposal.with_suffix("")
                print(explain(gold, read(gold), read(proposal) or ""), end="\n\n")
            print(f"{len(waiting)} waiting for review")
            return 1 if waiting else 0
        case _:
            missing = [path for path in options.gold if not accept(path)]
            for path in missing:
                print(f"snapgold: nothing proposed for {path}", file=sys.stderr)
            return 2 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
