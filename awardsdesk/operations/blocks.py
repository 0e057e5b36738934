"""Long rows of ids and names in parts that one statement can name."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

BLOCK = 500


def blocks(values: Iterable[T]) -> Iterator[list[T]]:
    """Part values in their order."""
    rest = iter(values)
    while block := list(islice(rest, BLOCK)):
        yield block
