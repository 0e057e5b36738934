"""Runs every benchmark, or those that are named, and prints the table."""

import argparse
import json
from collections.abc import Callable
from functools import partial

from benchmarks import certificates, exchange, register
from benchmarks.result import Result


def main() -> None:
    """Print all results as a table, or as JSON with --json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="certificates, register, exchange; all when none is named"
    )
    parser.add_argument(
        "--rows", type=int, default=register.ROWS, help="how long the register is (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="a list of {name, ours, unit, against, theirs, ratio}")
    asked = parser.parse_args()
    benchmarks: dict[str, Callable[[], list[Result]]] = {
        "certificates": certificates.measure,
        "register": partial(register.measure, asked.rows),
        "exchange": partial(exchange.measure, asked.rows),
    }
    if unknown := set(asked.names) - set(benchmarks):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    results = [result for name in asked.names or benchmarks for result in benchmarks[name]()]
    if asked.json:
        print(json.dumps([result.to_json() for result in results], ensure_ascii=False, indent=1))
    else:
        print_table(results)


def print_table(results: list[Result]) -> None:
    """Print results for people."""
    print(f"{'benchmark':<34}{'ours':>10} {'unit':<8}{'against':<22}{'theirs':>10}{'ratio':>8}")
    for result in results:
        print(
            f"{result.name:<34}{result.ours:>10.3f} {result.unit:<8}{result.against:<22}"
            f"{result.theirs:>10.3f}{result.ratio:>8.2f}"
        )


if __name__ == "__main__":
    main()
