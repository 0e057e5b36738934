"""PySide6 6.12 built for Python 3.12 eats references of True and None on 3.11 until the process aborts."""

import subprocess
import sys

import PySide6
import pytest
from PySide6.QtCore import QObject, Signal

IMMORTAL = sys.version_info >= (3, 12)  # True and None have no reference count to lose

SET_TEXT = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for number in range(20_000):
    label.setText("科技成果")
print(sys.getrefcount(None) - before)
"""


class Sender(QObject):
    sent = Signal(int)


def test_pinned_below_the_broken_version():
    version = tuple(int(part) for part in PySide6.__version__.split(".")[:2])
    assert IMMORTAL or version < (6, 12)


@pytest.mark.skipif(IMMORTAL, reason="cannot happen from Python 3.12 on")
def test_emit_keeps_the_references_of_true():
    sender = Sender()
    before = sys.getrefcount(True)
    for _ in range(100):
        sender.sent.emit(1)
    assert abs(sys.getrefcount(True) - before) < 20


def test_twenty_thousand_calls_keep_the_references_of_none():
    child = subprocess.run([sys.executable, "-c", SET_TEXT], capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stderr
    assert IMMORTAL or int(child.stdout) > -1000
