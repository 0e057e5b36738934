"""设置: look and language of this machine; the office and the file with backup and check; what the program is."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from awardsdesk import __version__
from awardsdesk.i18n import _, languages
from awardsdesk.operations.office import office_name, rename_office
from awardsdesk.progress import Progress
from awardsdesk.store.backup import Backup, back_up, backup_folder, backups, scans_of_backups
from awardsdesk.store.checking import faults
from awardsdesk.store.database import Database
from awardsdesk.store.inspection import SCHEMA
from awardsdesk.store.restoring import Restored, recover
from awardsdesk.store.scan_check import strays
from awardsdesk.ui.action import Action, ActionBar, Deed, Ids
from awardsdesk.ui.code_lists_card import CodeListsCard
from awardsdesk.ui.desk import Desk, Page
from awardsdesk.ui.fields import Field
from awardsdesk.ui.form import Form, Values
from awardsdesk.ui.jobs import Job
from awardsdesk.ui.label import label, plain_tip
from awardsdesk.ui.lines import Line, Lines
from awardsdesk.ui.list_page import Header
from awardsdesk.ui.main_window import MainWindow
from awardsdesk.ui.panels import Banner, Card, Columns, scrolled
from awardsdesk.ui.registration_rules_card import RegistrationRulesCard
from awardsdesk.ui.theme import theme

NARROW = 840
THEMES = {"light": _("浅色"), "dark": _("深色"), "system": _("跟随系统")}
LANGUAGES = {"zh": "中文", "en": "English"}
LICENCES = (
    Line(_("本程序"), _("木兰宽松许可证，第 2 版")),
    Line(_("思源宋体、思源黑体（Noto Serif SC、Noto Sans SC）"), "SIL Open Font License 1.1"),
    Line(_("霞鹜文楷（LXGW WenKai）"), "SIL Open Font License 1.1"),
    Line(_("花园明朝（HanaMin），收生僻字"), "SIL Open Font License 1.1 / Hanazono Font License"),
    Line(_("图标（Lucide）"), "ISC / MIT"),
    Line("Qt 6、PySide6", "LGPL 3"),
)


class Settings(Page):
    """Cards below one another."""

    changes_with = frozenset({"office", "code_list", "code_item"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.theme = _choice(THEMES, desk.preferences.get("theme", "light"), _("外观"))
        self.language = _choice(
            {code: LANGUAGES.get(code, code) for code in languages()}, desk.preferences.get("language", "zh"), _("语言")
        )
        self.later = label(_("重新启动程序后生效。"), "warning")
        self.later.hide()
        self.theme.activated.connect(self._dress)
        self.language.activated.connect(self._speak)
        theme.changed.connect(self._name_theme)
        self.form = Form([Field("name", _("单位名称"), required=True)], self._rename, title=_("单位名称"))
        self.form.setFixedHeight(112)
        self.facts = {key: label() for key in ("path", "size", "schema", "backup")}
        self.facts["path"].setWordWrap(True)
        self.facts["path"].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.news = Banner()
        actions = (
            Action(_("打开备份文件夹"), "folder-open", self.open_folder),
            Action(_("检查文件"), "check-check", self.check),
            Action(_("立即备份"), "save", self.back_up, "Ctrl+B", primary=True),
        )
        self.deeds = [Deed(action, lambda: (), self) for action in actions]
        self.addActions(self.deeds)
        self.found = Lines(_("检查结果"), fit=True)
        self.found.hide()
        self.codes = CodeListsCard(desk, self)
        self.rules = RegistrationRulesCard(desk, self)
        self._lay_out()

    # layout

    def _lay_out(self) -> None:
        columns = Columns(NARROW)
        columns.add((self._file(), self._office(), self.codes))
        columns.add((self._look(), self.rules, self._about()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(Header(_("设置")))
        layout.addWidget(scrolled(columns), 1)

    def _look(self) -> Card:
        card = Card(_("本机"))
        card.body.addLayout(_rows(((_("外观"), self.theme), (_("语言"), self.language))))
        card.body.addWidget(self.later)
        return card

    def _office(self) -> Card:
        card = Card(_("本单位"), flush=True)
        card.body.addWidget(self.form)
        return card

    def _file(self) -> Card:
        card = Card(_("文件"))
        card.body.setSpacing(12)
        names = (_("位置"), _("大小"), _("文件格式"), _("最近备份"))
        card.body.addLayout(_rows(tuple(zip(names, self.facts.values(), strict=True))))
        card.body.addWidget(ActionBar(self.deeds))
        card.body.addWidget(self.news)
        card.body.addWidget(self.found)
        return card

    def _about(self) -> Card:
        card = Card(_("关于"), flush=True)
        card.add(label(_("科技成果与奖励 {version}").format(version=__version__), "muted"))
        licences = Lines(_("许可证"), fit=True)
        licences.put(LICENCES)
        card.body.addWidget(licences)
        card.add(ActionBar([Deed(Action(_("快捷键"), "keyboard", self.show_keys), lambda: (), self)]))
        return card

    # showing

    def reload(self) -> None:
        """Show office and file as they are now."""
        path = self.desk.db.path
        with self.desk.db.read() as session:
            name = office_name(session)
        if not self.form.dirty():
            self.form.fill({"name": name})
        self.rules.reload()
        self.codes.reload()
        self.facts["path"].setText(str(path))
        self.facts["size"].setText(f"{path.stat().st_size / 1024:,.0f} KB")
        self.facts["schema"].setText(_("第 {number} 版").format(number=SCHEMA))
        made = backups(path)
        self.facts["backup"].setText(_when(made[0]) if made else _("还没有备份"))
        self.facts["backup"].setToolTip(plain_tip(str(made[0])) if made else "")
        self.deeds[0].forbid("" if made else _("还没有备份"))

    def may_leave(self) -> bool:
        """Ask about an unsaved name."""
        return self.form.may_leave()

    def _name_theme(self) -> None:
        self.theme.setCurrentIndex(self.theme.findData(self.desk.preferences.get("theme", "light")))

    # doing

    def _dress(self) -> None:
        self.desk.preferences.set("theme", self.theme.currentData())
        theme.apply(self.theme.currentData())

    def _speak(self) -> None:
        self.desk.preferences.set("language", self.language.currentData())
        self.later.show()

    def _rename(self, values: Values) -> None:
        with self.desk.db.write() as session:
            rename_office(session, values["name"])

    def back_up(self, _ids: Ids) -> None:
        """Copy the file and verify the copy."""
        path = self.desk.db.path
        job = Job(partial(back_up, path, "手工"), self, _("备份"))
        job.done.connect(self._backed_up)
        job.start()

    def _backed_up(self, made: Backup) -> None:
        size = f"{made.path.stat().st_size / 1024:,.0f} KB"
        if made.lacks:
            self.news.tell(
                "warn", _("数据已备份并核对，但有 {count:,} 个附件没有进入备份。").format(count=len(made.lacks))
            )
        else:
            self.news.tell("ok", _("已备份并核对，{size}。").format(size=size))
        self._list(made.lacks, "warn")
        self.reload()

    def check(self, _ids: Ids) -> None:
        """Check the whole file."""
        job = Job(partial(_check, self.desk.db), self, _("检查文件"))
        job.done.connect(self._checked)
        job.start()

    def _checked(self, answer: tuple[list[str], list[str]]) -> None:
        found, unknown = answer
        if found:
            sentence = _("发现 {count:,} 处问题；请保留此文件，并与最近的备份核对。").format(count=len(found))
            if scans_of_backups(self.desk.db.path).is_dir():
                self.news.tell("err", sentence, _("从备份找回附件"), self.recover)
            else:
                self.news.tell("err", sentence)
        else:
            self.news.tell("ok", _("文件完好：结构、引用、操作记录、奖金合计和附件都已核对。"))
        self._list(found, "err", unknown)

    def recover(self) -> None:
        """Bring lost scans back from the backups."""
        job = Job(partial(recover, self.desk.db.path), self, _("找回附件"))
        job.done.connect(self._recovered)
        job.start()

    def _recovered(self, restored: Restored) -> None:
        sentence = _("找回 {count:,} 个附件。").format(count=restored.scans)
        self.news.tell("warn" if restored.lacks else "ok", sentence, _("检查文件"), partial(self.check, ()))
        self._list(restored.lacks, "warn")

    def _list(self, sentences: Sequence[str], tone: str, asides: Sequence[str] = ()) -> None:
        lines = [Line(sentence, tone=tone) for sentence in sentences]
        self.found.put([*lines, *(Line(aside, tone="mute") for aside in asides)])
        self.found.setVisible(bool(sentences or asides))

    def open_folder(self, _ids: Ids) -> None:
        """Show the backups in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(backup_folder(self.desk.db.path))))

    def show_keys(self, _ids: Ids) -> None:
        """Show the sheet of keys."""
        window = self.window()
        if isinstance(window, MainWindow):
            window.show_keys()


def _check(db: Database, progress: Progress) -> tuple[list[str], list[str]]:
    """Return what is wrong, and what lies among the scans without belonging to any."""
    progress.start(_("检查结构、引用、操作记录和奖金"))
    found = faults(db, progress)
    sentence = _("没有登记的附件文件（可用 attachments --tidy 清理）：{path}")
    return found, [sentence.format(path=stray) for stray in strays(db)]


def _choice(words: dict[str, str], chosen: str, name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for key, word in words.items():
        box.addItem(word, key)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    return box


def _rows(rows: Sequence[tuple[str, QWidget]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, 72)
    grid.setColumnStretch(1, 1)
    for number, (caption, widget) in enumerate(rows):
        top = Qt.AlignmentFlag.AlignTop if isinstance(widget, QLabel) else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(label(caption, "muted"), number, 0, top)
        grid.addWidget(widget, number, 1)
    return grid


def _when(path: Path) -> str:
    made = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return f"{made:%Y-%m-%d %H:%M}"


def page(desk: Desk) -> Settings:
    """Make the screen."""
    return Settings(desk)
