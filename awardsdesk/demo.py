"""The sample year from its workbooks to paper, as someone sees it who tries the program for the first time."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from awardsdesk.documents import papers
from awardsdesk.exchange.importing import apply, load
from awardsdesk.i18n import _
from awardsdesk.operations.approval import approve
from awardsdesk.operations.imports import describe
from awardsdesk.operations.results import compute
from awardsdesk.operations.rounds import by_code
from awardsdesk.operations.samples import open_sample_rounds, sample_books, sample_workbooks
from awardsdesk.paths import free
from awardsdesk.progress import Progress
from awardsdesk.rules.money import yuan
from awardsdesk.store.arriving import keeping
from awardsdesk.store.database import Database

DOCUMENT_NO, DAY = "澄政〔2008〕28号", dt.date(2008, 8, 15)

Tell = Callable[[str], None]


def run_sample_year(folder: Path, tell: Tell) -> Path:
    """Make a new file and all its papers in `folder`, telling each step; returns the file's path."""
    started = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    # an earlier demo's file may hold someone's work by now
    path = free(folder / "示例年度2008.awards")
    database = Database.create(path, office="澄川市科学技术局")
    try:
        with database.write() as session:
            open_sample_rounds(session)
        tell(_("新建 {name}").format(name=path.name))
        _import(database, tell)
        for code in sample_books():
            _decide(database, code, tell)
            _papers(database, code, folder, tell)
    finally:
        database.close()
    tell(_("完成，用时 {seconds:.1f} 秒。文件：{path}").format(seconds=time.perf_counter() - started, path=path))
    return path


def _import(database: Database, tell: Tell) -> None:
    with database.read() as session:
        loaded = load(session, sample_workbooks())
    with keeping(database, loaded.handed_in, None, Progress()) as arrived, database.write() as session:
        report = apply(session, loaded, arrived=arrived)
    for line in describe(report.outcome.counts.items()):
        tell(_("导入 {line}").format(line=line))
    for problem in report.problems:
        tell(
            _("  提醒 {file} {cell}：{sentence}").format(
                file=problem.file, cell=problem.cell, sentence=problem.sentence
            )
        )


def _decide(database: Database, code: str, tell: Tell) -> None:
    with database.write() as session:
        computed = compute(session, by_code(session, code))
    ranked = sum(standing.rank is not None for standing in computed.standings)
    tell(
        _("计算 {code}：{ranked} 个有名次，奖金 {bonus} 元，证书 {sheets} 张，牌匾 {plaques} 块").format(
            code=code,
            ranked=ranked,
            bonus=yuan(computed.bonus_fen),
            sheets=computed.person_certificates + computed.unit_certificates,
            plaques=computed.plaques,
        )
    )
    with database.write() as session:
        approve(session, by_code(session, code), DOCUMENT_NO, DAY)
    tell(_("批准 {code}：{no}").format(code=code, no=DOCUMENT_NO))


def _papers(database: Database, code: str, folder: Path, tell: Tell) -> None:
    """Write every paper of a round in every form it comes in."""
    made = []
    for paper in (papers.certificates(), *papers.LISTS):
        with database.read() as session:
            prepared = papers.prepare(session, paper, code)
        for kind in paper.kinds if prepared.count else ():
            path = folder / prepared.file_name(kind)
            prepared.draw(path, kind)
            made.append(path.name)
    tell(_("写出 {count} 个文件：{names}").format(count=len(made), names="，".join(made)))
