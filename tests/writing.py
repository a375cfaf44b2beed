"""A process that does nothing but check and seal: python writing.py DATA FILE, with LIGHTWELL_DATABASE set.

FILE has one statement a line. Says "ready" and begins when a line comes on the standard input; what is durable is then
said at once on the standard output: digest and index, one a line.
"""

import sys
from pathlib import Path

from ledger.admission import Sealed
from ledger.intake import check_lines
from ledger.opening import open_ledger

BATCH = 7


def main(data: Path, file: Path) -> None:
    ledger, lines = open_ledger(data), file.read_bytes().splitlines()
    ledger.look_for_keys()
    print("ready", flush=True)
    sys.stdin.readline()
    for at in range(0, len(lines), BATCH):
        checked = check_lines(lines[at : at + BATCH], ledger.public_keys(), ledger.clock.now())
        for answer in ledger.record(checked):  # type: ignore[arg-type]
            assert isinstance(answer, Sealed), answer
            print(answer.digest.hex(), answer.index)
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
