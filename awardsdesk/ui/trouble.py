"""Whatever goes wrong is told once: expected trouble in one sentence, the rest with details for whoever helps."""

import logging
import platform
import sys
import threading
import traceback
from datetime import datetime
from logging.handlers import RotatingFileHandler
from types import TracebackType

import PySide6
from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.paths import home
from awardsdesk.ui import dialogs

log = logging.getLogger("awardsdesk")
LEVELS = {QtMsgType.QtDebugMsg: 10, QtMsgType.QtInfoMsg: 20, QtMsgType.QtWarningMsg: 30}
HARMLESS = ("propagateSizeHints",)


def tell(error: BaseException, parent: QWidget | None = None) -> None:
    """Tell an error on the GUI thread: a UserError as its sentence, anything else with details."""
    if isinstance(error, UserError):
        dialogs.user.warn(parent, str(error))
        return
    log.error("unexpected", exc_info=error)
    dialogs.user.crash(parent, _("这一步没有完成，程序仍可继续使用；已保存的数据不受影响。"), details(error))


def details(error: BaseException) -> str:
    """Return what a helper needs to know: time, versions, traceback."""
    where = f"{platform.platform()} Python {platform.python_version()} PySide {PySide6.__version__}"
    return f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}\n{where}\n{''.join(traceback.format_exception(error))}"


class Catcher(QObject):
    """Takes exceptions nobody caught, from any thread, and tells the first of each kind after the present event."""

    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: set[str] = set()
        # Queued, because the fault may have happened inside a paint event, where no dialog may open.
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Start catching: slots and overrides of Qt, and other threads."""
        sys.excepthook = self._main
        threading.excepthook = self._thread

    def _main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self._caught.emit(error.with_traceback(trace))

    def _thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught.emit(args.exc_value)

    @Slot(object)
    def _tell(self, error: BaseException) -> None:
        place = "".join(traceback.format_tb(error.__traceback__)[-1:]) + type(error).__name__
        if isinstance(error, UserError):
            tell(error, QApplication.activeWindow())
        elif place in self._told:
            log.error("again", exc_info=error)
        else:
            self._told.add(place)
            tell(error, QApplication.activeWindow())


def start_log() -> None:
    """Write what is logged, Qt's own messages too, to files under the user's folder."""
    folder = home() / "logs"
    folder.mkdir(exist_ok=True)
    handler = RotatingFileHandler(
        folder / "window.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    qInstallMessageHandler(_qt_message)


def stop_log() -> None:
    """Give Qt's messages back before Python goes away."""
    qInstallMessageHandler(None)


def _qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if not any(word in message for word in HARMLESS):
        logging.getLogger("qt").log(LEVELS.get(kind, 40), message)
