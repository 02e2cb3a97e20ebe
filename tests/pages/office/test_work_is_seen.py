"""Work that waits stands where who has to do it looks: a helper's page, a new group's first page."""

from datetime import timedelta

import sqlalchemy as sa

from market.inventory.lot import Lot
from market.kernel.clock import now, today, zone_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.order import Order
from market.people.certificate import Certificate, CertificateKind
from market.people.founding.founding import found_group
from market.people.group import GroupKind
from market.people.person import Person
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay
from tests import world
from tests.bazaars.world import a_fair, done
from tests.conftest import both
from tests.promises.test_fewer_pieces import bought, less, paid


@both
def test_a_helper_sees_claims_refunds_and_letters_of_her_groups(shop):
    """Of all this her page used to show only claims that were late."""
    here = world.a_shop(pieces=20)
    path, number = bought(here, 2)
    done(world.client().post(path.replace("?", "/bayar?"), data={"claim": number}))
    _, other = bought(here, 3)
    paid(here, other)
    less(here, other, 1)
    page = world.as_person(here.facilitator).get("/pendamping").text
    assert "1 pengakuan bayar menunggu" in page and "1 uang harus kembali" in page and "kabar belum dikirim" in page


@both
def test_a_helper_sees_what_ends_soon_and_which_bazaar_a_group_may_still_join(shop):
    """Each leads to where the group does something about it; what is done is said no more."""
    here = world.a_shop()
    fair = a_fair(here.officer, groups=0)
    done(fair.officer.post(fair.desk + "/buka"))
    day = today(zone_of(world.BITUNG))

    def ends(lot: int, paper: int) -> None:
        def work(db) -> None:
            group, kind = here.group_id, CertificateKind.PIRT
            db.execute(sa.update(table(Lot)).values(best_before=day + timedelta(days=lot)))
            db.execute(sa.delete(table(Certificate)))
            Certificate(group_id=group, kind=kind, number="1", expires_on=day + timedelta(days=paper)).add(db)

        write(work)

    ends(lot=1, paper=30)
    helper, lapak = world.as_person(here.facilitator), f'href="/lapak/{here.slug}'
    page = helper.get("/pendamping").text
    for where, told in (
        ("bazar", "1 bazar masih bisa didaftari"),
        ("profil", "1 izin hampir habis"),
        ("stok", "1 kode hampir lewat tanggal"),
    ):
        assert told in page and f'{lapak}/{where}"' in page, told
    ends(lot=30, paper=300)
    done(fair.officer.post(fair.desk + "/tutup", data={"reason": "Hujan"}), 303)
    page = helper.get("/pendamping").text
    assert "hampir" not in page and "masih bisa didaftari" not in page


@both
def test_a_new_group_is_told_what_it_still_lacks(shop):
    here = world.a_shop()

    def work(db) -> str:
        chair = Person.get(db, here.buyer)
        return found_group(db, chair, name="Baru Sekali", kind=GroupKind.GROUP, village=world.BITUNG, phone=None).slug

    slug = write(work)
    chair = world.as_person(here.buyer)
    page = chair.get(f"/lapak/{slug}").text
    told = (f"/lapak/{slug}/uang#rekening", f"/lapak/{slug}/pengiriman", f"/lapak/{slug}/produk/baru")
    assert "Supaya orang bisa memesan" in page and all(f'href="{each}"' in page for each in told)
    assert "Supaya orang bisa memesan" not in world.as_person(here.chair).get(f"/lapak/{here.slug}").text


@both
def test_an_admin_sees_who_waits_for_a_call_and_that_an_order_was_lost(shop):
    """A guest whose link is gone proves her number by a call: nobody told an admin that anybody waited for one."""
    here = world.a_shop()
    admin = world.as_person(here.admin)
    assert "menunggu ditelepon" not in admin.get("/admin").text
    bought(here, 2)

    def asks(phone: str | None, n: int) -> int:
        def work(db) -> int:
            hers = phone or f"+62812999900{n}"
            db.execute(sa.update(table(Person)).where(table(Person).c.phone == hers).values(phone=None))
            who = world.a_person(db, f"Tamu {n}", n, phone_proved_at=None)
            who.phone = hers
            facts = {"way": ProofWay.CALL, "expires_at": now() + timedelta(days=3)}
            return ContactProof(person_id=who.key, kind=ContactKind.PHONE, value=hers, **facts).add(db).key

        return write(work)

    asks(None, 61)
    page = admin.get("/admin").text
    assert "1 orang menunggu ditelepon" in page and 'href="/admin/panggilan"' in page
    assert "tautannya hilang" not in page, "she ordered nothing"
    with read() as db:
        phone = db.scalars(sa.select(table(Order).c.phone)).one()
    lost = asks(phone, 62)
    page = admin.get("/admin").text
    assert "2 orang menunggu ditelepon" in page and "1 memesan tanpa akun dengan nomornya" in page
    calls = admin.get("/admin/panggilan").text
    assert calls.count("pesanannya terbuka lagi di Lacak") == 1, "beside her call alone"
    assert admin.post(f"/admin/panggilan/{lost}").status_code == 200
    page = admin.get("/admin").text
    assert "1 orang menunggu ditelepon" in page and "tautannya hilang" not in page, "read out: it waits no more"
