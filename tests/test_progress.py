import threading
import time

import pytest

from awardsdesk import progress as turns
from awardsdesk.progress import Cancelled, Progress, give_way, the_windows_turn

STEPS = pytest.mark.parametrize("step", [Progress().step, give_way])


@STEPS
def test_a_worker_waits_till_the_window_has_drawn(step, monkeypatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 60)
    worker = threading.Thread(target=step)
    with the_windows_turn():
        worker.start()
        worker.join(0.05)
        assert worker.is_alive()
    worker.join(10)
    assert not worker.is_alive()


@STEPS
def test_a_worker_goes_on_when_the_window_draws_for_long(step) -> None:
    worker = threading.Thread(target=step)
    with the_windows_turn():
        worker.start()
        worker.join(10)
        assert not worker.is_alive()


@STEPS
def test_what_the_windows_thread_does_itself_waits_for_nobody(step, monkeypatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 60)
    with the_windows_turn():
        began = time.monotonic()
        step()
    assert time.monotonic() - began < 30


def test_what_halts_a_long_step_is_called_while_it_lasts_and_not_afterwards() -> None:
    halted: list[str] = []
    progress = Progress()
    with progress.halting(lambda: halted.append("甲")):
        assert halted == []
        progress.cancel()
    assert halted == ["甲"]
    progress.cancel()
    assert halted == ["甲"]


def test_a_long_step_does_not_begin_once_the_user_asked_to_stop() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled), progress.halting(lambda: None):
        pytest.fail("begun")
