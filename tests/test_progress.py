import pytest

from awardsdesk.progress import Cancelled, Progress


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
