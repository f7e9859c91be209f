"""`python -m bench [--quick] [--only NAME…]`: one table, ours against others, as ratios."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

from bench.acting import actions
from bench.claiming import claims
from bench.feeding import feeds
from bench.figures import figures
from bench.importing import imports
from bench.measure import Bench, Line
from bench.metering import metering
from bench.processes import prepare
from bench.reading import counts, pages, searches
from bench.screens import first_frame, keys, list_shown, memory
from bench.starting import help_, next_
from bench.table import heading, row, verdict
from bench.tracker_book import workbooks

ROWS: Final[dict[str, Callable[[Bench], Iterator[Line]]]] = {
    "help": help_,
    "next": next_,
    "frame": first_frame,
    "list": list_shown,
    "keys": keys,
    "memory": memory,
    "page": pages,
    "count": counts,
    "search": searches,
    "import": imports,
    "workbook": workbooks,
    "feed": feeds,
    "claims": claims,
    "metering": metering,
    "actions": actions,
    "figures": figures,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 cases and fewer rounds")
    parser.add_argument("--only", nargs="+", choices=ROWS, metavar="NAME", help=", ".join(ROWS))
    chosen = parser.parse_args()
    prepare()
    bench = Bench(quick=chosen.quick)
    began, lines = time.monotonic(), []
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} before the start", end="")
    print(f", quick: {bench.size:,} cases instead of 1,000,000" if bench.quick else "")
    if load > 0.7:
        sys.stderr.write("The machine is busy: the ratios hold better than the times.\n")
    print(heading())
    for name in chosen.only or ROWS:
        for line in ROWS[name](bench):
            print(row(line), flush=True)
            lines.append(line)
    verdicts = [verdict(line) for line in lines]
    skipped = sum(bool(line.skipped) for line in lines)
    print(
        f"{verdicts.count('met')} met, {verdicts.count('MISSED')} missed, {skipped} skipped"
        f" in {time.monotonic() - began:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
