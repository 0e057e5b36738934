"""Runs every benchmark and prints the table."""

import argparse
import json

from benchmarks import certificates
from benchmarks.result import Result

BENCHMARKS = (certificates.measure,)


def main() -> None:
    """Print all results as a table, or as JSON with --json."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--json", action="store_true", help="a list of {name, ours, unit, against, theirs, ratio}")
    as_json = parser.parse_args().json
    results = [result for measure in BENCHMARKS for result in measure()]
    if as_json:
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
