"""A certificate is ended once, and seen by nobody afterwards; until which day one holds."""

from datetime import date

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from market.kernel.clock import now
from market.kernel.db import read
from market.kernel.record import table
from market.people.certificate import Certificate, CertificateKind, certificates, holds_on
from tests import world
from tests.both_ways import FEW_STATEMENTS, MANY, yes_or_no
from tests.conftest import both

DAYS = st.dates(date(2026, 11, 26), date(2026, 12, 2))


@both
def test_what_is_ended_is_neither_ended_again_nor_seen(shop):
    here = world.a_shop()
    chair, at = world.as_person(here.chair), f"/lapak/{here.slug}/profil/izin"
    assert chair.post(at, data={"kind": "halal", "number": "ID71110000123456789"}).status_code == 303
    with read() as db:
        [paper] = certificates(db, here.group_id)
    assert world.as_person(here.officer).post(f"/dinas/kelompok/{here.slug}/izin/{paper.key}").status_code == 303
    assert chair.post(f"{at}/{paper.key}/hapus").status_code == 303
    assert chair.post(f"{at}/{paper.key}/hapus").status_code == 404
    assert world.as_person(here.officer).post(f"/dinas/kelompok/{here.slug}/izin/{paper.key}").status_code == 404


@both
@FEW_STATEMENTS
@given(papers=st.lists(st.tuples(st.booleans(), st.none() | DAYS, DAYS), min_size=MANY, max_size=MANY))
def test_a_row_holds_while_its_paper_is_neither_ended_nor_expired(shop, papers):
    kinds = {"ended_at": table(Certificate).c.ended_at.type, "expires_on": sa.Date(), "day": sa.Date()}
    facts = [(now() if ended else None, expires, day) for ended, expires, day in papers]
    said = yes_or_no(kinds, facts, lambda rows: holds_on(rows, rows.c.day))
    assert said == [
        not ended and not Certificate(kind=CertificateKind.HALAL, number="1", expires_on=expires).expired(day)
        for ended, expires, day in papers
    ]
