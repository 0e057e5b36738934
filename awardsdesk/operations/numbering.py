"""Registration numbers: given in series without gaps, never twice, numbers that came with workbooks counted."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from awardsdesk.models import Achievement, NumberSeries, Office
from awardsdesk.rules.registrar import (
    Registrar,
    RegistrationRules,
    approver,
    decode,
    number_of,
    read_number,
    registrar_of,
    start_of_numbers,
)

LAST_CHARACTER = "\U0010ffff"


def rules_of(session: Session) -> RegistrationRules:
    """Return the office's rules of registration."""
    return decode(session.scalars(select(Office.registration_rules)).one())


def last_serials(session: Session, year: int) -> dict[tuple[str, str], int]:
    """Return by registrar and class the last serial of a year that was given or came with a workbook."""
    series = session.scalars(select(NumberSeries).where(NumberSeries.year == year))
    return {(row.registrar, row.klass): row.last for row in series}


def highest_serial(session: Session, series: NumberSeries) -> int:
    """Return the highest serial of a series that stands in the register; 0 when none does."""
    registrar = registrar_of(rules_of(session), series.registrar)
    beginning = start_of_numbers(registrar, series.year, series.klass)
    numbers = select(Achievement.registration_no).where(
        Achievement.registration_no.between(beginning, beginning + LAST_CHARACTER)
    )
    read = (
        read_number([registrar], number or "") for number in session.scalars(numbers.execution_options(yield_per=500))
    )
    return max(
        (each.serial for each in read if each and (each.year, each.klass) == (series.year, series.klass)), default=0
    )


class NumberBook:
    """The series of a file, read once and kept while a batch is taken in or registered; used inside an operation."""

    def __init__(self, session: Session, rules: RegistrationRules | None = None) -> None:
        self._session = session
        self._rules = rules or rules_of(session)
        self._series = {(row.registrar, row.year, row.klass): row for row in session.scalars(select(NumberSeries))}

    def take(self, registrar: Registrar, day: dt.date, klass: str) -> str:
        """Give the next number of the registrar, the year of `day` and, where classes have their own, the class."""
        series = self._of(registrar.code, day.year, registrar.series(klass))
        while True:
            series.last += 1
            number = number_of(registrar, day.year, klass, series.last)
            with self._session.no_autoflush:  # what is not yet written has its number from this series
                taken = self._session.scalar(select(Achievement.id).where(Achievement.registration_no == number))
            if taken is None:  # a number may have come in before the rules knew its shape
                return number

    def count(self, number: str) -> str:
        """Count a number that came with a workbook as taken; returns its registrar's code, empty for a foreign shape."""
        read = read_number(self._rules.registrars, number)
        if read is None:
            return ""
        series = self._of(read.registrar, read.year, read.klass)
        series.last = max(series.last, read.serial)
        return read.registrar

    def approver(self, code: str, number: str) -> str:
        """Return who registers an achievement, as far as the rules know."""
        return approver(self._rules, code, number)

    def _of(self, registrar: str, year: int, klass: str) -> NumberSeries:
        series = self._series.get((registrar, year, klass))
        if series is None:
            series = NumberSeries(registrar=registrar, year=year, klass=klass, last=0)
            self._session.add(series)
            self._series[registrar, year, klass] = series
        return series
