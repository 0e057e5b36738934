"""Take applicants and nominations into a round, and what departments, experts and the committee say of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from awardsdesk.errors import UserError
from awardsdesk.i18n import _
from awardsdesk.models import (
    Ballot,
    Entry,
    EntryCompleter,
    EntryUnit,
    Meeting,
    Organization,
    ReportedValue,
    Round,
    ScoreSheet,
    Verification,
    Veto,
)
from awardsdesk.operations.achievements import Register
from awardsdesk.operations.directory import Directory
from awardsdesk.operations.drafts import (
    ApplicationDraft,
    BallotDraft,
    CompleterDraft,
    MeetingDraft,
    NominationDraft,
    ScoreSheetDraft,
    VerificationDraft,
    VetoDraft,
)
from awardsdesk.operations.taking import Change, assign, put_in_order

Value = Decimal | str | None
Row = TypeVar("Row")
WHOLE = (
    selectinload(Entry.units),
    selectinload(Entry.completers),
    selectinload(Entry.reported),
    selectinload(Entry.verifications),
    selectinload(Entry.veto),
    selectinload(Entry.ballots),
    selectinload(Entry.sheets).joinedload(ScoreSheet.expert),
)
"""Loads with entries everything the rules look at."""


class EntryBook:
    """The entries of one round by key, kept while drafts are taken in; each `take_*` tells what it changed."""

    def __init__(self, session: Session, round_: Round, directory: Directory, register: Register) -> None:
        self._session = session
        self._round = round_
        self._directory = directory
        self._register = register
        entries = session.scalars(
            select(Entry)
            .where(Entry.round_id == round_.id)
            .options(
                *WHOLE,
                selectinload(Entry.organization).selectinload(Organization.names),
                selectinload(Entry.achievement),
            )
        )
        self._entries = {entry.key: entry for entry in entries}

    def take_application(self, draft: ApplicationDraft) -> Change:
        """Add or amend an applicant and its reported figures."""
        entry, is_new = self._entry(draft.uscc)
        organization = self._directory.organization(draft.name, draft.uscc, draft.filed_on)
        copied = ("county", "industry_code", "contact", "phone", "bank", "account")
        values = {key: getattr(draft, key) for key in copied}
        assign(organization, {key: value for key, value in values.items() if value})
        own = {"name": draft.name, "payee_uscc": draft.uscc, "filed_on": draft.filed_on}
        changed = assign(entry, _kept(values | own | {"organization": organization}))
        known = {value.quantity: value for value in entry.reported}
        for quantity, value in draft.reported.items():
            row = known.get(quantity)
            if row is None:
                row = ReportedValue(quantity=quantity)
                entry.reported.append(row)
                changed = True
            changed |= assign(row, split_value(value))
        return _told(is_new, changed)

    def take_nomination(self, draft: NominationDraft) -> Change:
        """Add or amend a nomination; its units and completers keep the order they were written in.

        What could not be read arrives blank (an account, a list of persons): it never wipes what the file knows.
        """
        entry, is_new = self._entry(draft.number)
        copied = (
            "registration_no", "group", "nominator", "nominated_tier", "payee_uscc", "bank", "account",
            "formal_check", "formal_reason", "withdrawn",
        )  # fmt: skip
        values: dict[str, Any] = {key: getattr(draft, key) for key in copied}
        payee = self._directory.organization(draft.units[0].name, draft.payee_uscc, draft.nominated_on)
        assign(payee, {key: values[key] for key in ("bank", "account") if values[key]})
        achievement = self._register.by_number(draft.registration_no)
        values |= {
            "name": draft.title,
            "filed_on": draft.nominated_on,
            "organization": payee,
            "achievement": achievement,
        }
        changed = assign(entry, _kept(values))
        known = [CompleterDraft(row.name, row.unit) for row in entry.completers]
        completers = draft.completers or known
        changed |= put_in_order(
            self._session, entry, draft.units, completers, self._directory, (EntryUnit, EntryCompleter)
        )
        return _told(is_new, changed)

    def take_verification(self, draft: VerificationDraft) -> Change:
        """Add or amend a department's word on one figure; there is one a figure and level."""
        entry = self._known(draft.uscc)
        row = _find(entry.verifications, lambda row: (row.quantity, row.level) == (draft.quantity, draft.level))
        is_new = row is None
        if row is None:
            row = Verification(quantity=draft.quantity, level=draft.level)
            entry.verifications.append(row)
        reported, verified = split_value(draft.reported), split_value(draft.verified)
        values = {
            "opinion": draft.opinion,
            "reported_number": reported["number"],
            "reported_text": reported["text"],
            **verified,
            "department": draft.department,
            "checker": draft.checker,
            "checked_on": draft.checked_on,
            "evidence": draft.evidence,
        }
        return _told(is_new, assign(row, values))

    def take_veto(self, draft: VetoDraft) -> Change:
        """Exclude an applicant."""
        entry = self._known(draft.uscc)
        is_new = entry.veto is None
        veto = entry.veto or Veto()
        values = {"reason": draft.reason, "department": draft.department, "decided_on": draft.decided_on}
        changed = assign(veto, values)
        entry.veto = veto
        return _told(is_new, changed)

    def take_sheet(self, draft: ScoreSheetDraft) -> Change:
        """Add or amend one expert's sheet for one entry."""
        entry = self._known(draft.key)
        expert = self._directory.expert(draft.expert, draft.expert_unit)
        row = _find(entry.sheets, lambda row: row.expert is expert)
        is_new = row is None
        if row is None:
            row = ScoreSheet(expert=expert)
            entry.sheets.append(row)
        values = {
            "marks": [None if mark is None else format(mark, "f") for mark in draft.marks],
            "recused": draft.recused,
            "suggested_tier": draft.suggested_tier,
            "remark": draft.remark,
        }
        return _told(is_new, assign(row, values))

    def take_ballot(self, draft: BallotDraft) -> Change:
        """Add or amend the vote on one entry for one tier."""
        entry = self._known(draft.number)
        row = _find(entry.ballots, lambda row: row.tier == draft.tier)
        is_new = row is None
        if row is None:
            row = Ballot(tier=draft.tier, position=len(entry.ballots) + 1)
            entry.ballots.append(row)
        counts = ("expected", "present", "recused", "yes", "no", "abstained")
        return _told(is_new, assign(row, {key: getattr(draft, key) for key in counts}))

    def take_meeting(self, draft: MeetingDraft) -> Change:
        """Set the meeting whose quorum carries the ballots."""
        meeting = self._session.scalar(select(Meeting).where(Meeting.round_id == self._round.id))
        is_new = meeting is None
        if meeting is None:
            meeting = Meeting(round_id=self._round.id)
            self._session.add(meeting)
        fields = ("title", "held_on", "place", "expected", "present")
        return _told(is_new, assign(meeting, {key: getattr(draft, key) for key in fields}))

    def _entry(self, key: str) -> tuple[Entry, bool]:
        found = self._entries.get(key)
        if found is not None:
            return found, False
        entry = Entry(round_id=self._round.id, key=key, account="")
        self._session.add(entry)
        self._entries[key] = entry
        return entry, True

    def _known(self, key: str) -> Entry:
        entry = self._entries.get(key)
        if entry is None:
            raise UserError(_("“{key}”不在“{round}”的申报名单中").format(key=key, round=self._round.title))
        return entry


def split_value(value: Value) -> dict[str, Any]:
    """Return a figure as the two columns that hold it."""
    if isinstance(value, Decimal):
        return {"number": value, "text": None}
    return {"number": None, "text": value}


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values without a blank account where one is known: its digits were lost on the way here."""
    return {key: value for key, value in values.items() if value or key != "account"}


def _told(is_new: bool, changed: bool) -> Change:
    return Change.ADDED if is_new else Change.CHANGED if changed else Change.SAME


def _find(rows: list[Row], is_it: Callable[[Row], bool]) -> Row | None:
    return next((row for row in rows if is_it(row)), None)
