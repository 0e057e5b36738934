"""A person's number stands on no list and no paper, whatever list or paper is added one day."""

import importlib
import pkgutil

from sqlalchemy import select

import awardsdesk.lists
from awardsdesk.documents import papers, register_book, registration_papers
from awardsdesk.lists.listing import Listing, Query
from awardsdesk.models import Achievement, Person
from awardsdesk.operations.audit import operation

NUMBER = "11010519491231002X"
ROUNDS = ("2008-QP", "2008-J")


def listings():
    modules = [
        importlib.import_module(f"awardsdesk.lists.{each.name}")
        for each in pkgutil.iter_modules(awardsdesk.lists.__path__)
    ]
    found = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, Listing)}
    assert len(found) >= 10
    return list(found.values())


def number_them(database):
    with database.write() as session, operation(session, "amend", "x"):
        for person in session.scalars(select(Person)):
            person.id_type, person.id_no = "居民身份证", NUMBER


def test_no_listing_shows_or_finds_it(approved):
    number_them(approved)
    with approved.read() as session:
        for listing in listings():
            for code in ROUNDS:
                ids = list(listing.ids(session, Query(scope=code)))
                assert NUMBER not in repr(listing.rows(session, ids)), listing.key
                assert list(listing.ids(session, Query(scope=code, text=NUMBER))) == [], listing.key


def test_no_paper_bears_it(approved):
    number_them(approved)
    with approved.read() as session:
        for code in ROUNDS:
            for paper in (*papers.LISTS, papers.certificates()):
                assert NUMBER not in repr(papers.prepare(session, paper, code).content), paper.key
        ids = list(session.scalars(select(Achievement.id)))
        assert NUMBER not in repr(registration_papers.prepare_certificates(session, ids, preview=True).content)
        assert NUMBER not in repr(register_book.prepare_book(session).content)
