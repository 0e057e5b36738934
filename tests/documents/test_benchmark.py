"""The benchmark measures what it says: each engine's batch is read back. Peers run where they are installed."""

import importlib.util

import pytest

from benchmarks import certificates

NEEDS = {"ours": "reportlab", "floor": "uharfbuzz", "fpdf": "fpdf", "typst": "typst"}


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    certificates._prepare(folder)
    return folder


@pytest.mark.parametrize("engine", NEEDS)
def test_every_engine_draws_the_same_words(engine, work):
    if importlib.util.find_spec(NEEDS[engine]) is None:
        pytest.skip(f"{NEEDS[engine]} is not installed (extra: bench)")
    assert certificates._run(engine, 30, work) > 0
    certificates._verify(work / f"{engine}.pdf", 30)
