"""One engine in a process of its own: draws a batch and prints the CPU seconds since the process began."""

import importlib
import json
import sys
import time
from pathlib import Path

from benchmarks.texts import records


def main() -> None:
    """Draw with the engine named on the command line."""
    engine, count, folder = sys.argv[1:]
    work = Path(folder)
    make = importlib.import_module(f"benchmarks.engines.{engine}").make
    make(records(int(count)), work, work / f"{engine}.pdf")
    print(json.dumps({"cpu": time.process_time()}))


if __name__ == "__main__":
    main()
