"""When groups may register changes in the open once they do; the picture of what is over stays."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from market.bazaars.after.amendment import amendments_of
from market.bazaars.after.facts import set_picture
from market.bazaars.after.when_to_register import begin_round, end_round, move_closing
from market.bazaars.bazaar import BazaarState, bazaar_by_slug
from market.bazaars.planning.rounds import Audience, rounds_of
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.refused import Overtaken, Refused
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import told
from tests.bazaars.morning_world import a_hall
from tests.conftest import both

WHY = {"reason": "Banyak yang belum sempat", "by": "Hendra"}


@both
def test_the_end_of_registration_moves_with_a_reason_that_all_read_and_who_registered_is_told(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1)
    draft = now().replace(microsecond=0) + timedelta(days=2)

    def drafted(db: Session) -> None:
        move_closing(db, bazaar_by_slug(db, fair.slug), draft, reason="", by="Hendra")

    write(drafted)
    fairs.done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0)
    earlier = draft - timedelta(days=1)

    def silent(db: Session) -> None:
        move_closing(db, bazaar_by_slug(db, fair.slug), earlier, reason=" ", by="Hendra")

    with pytest.raises(Refused):
        write(silent)

    def moved(db: Session) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        assert bazaar.closes_at == draft
        move_closing(db, bazaar, earlier, **WHY)
        move_closing(db, bazaar, earlier, reason="", by="Hendra")  # nothing changes
        begin_round(db, bazaar, Audience.CHECKED, now(), earlier, **WHY)
        end_round(db, bazaar, rounds_of(db, bazaar.key)[0].key, **WHY)
        kinds = [each.kind.value for each in amendments_of(db, bazaar.key)]
        assert kinds == ["round_dropped", "round_added", "closes_at"]

    write(moved)
    assert told("bazaar_changed") == 3
    public = world.client().get(f"/bazar/{fair.slug}").text
    assert "Banyak yang belum sempat" in public and "Semula:" in public


@both
def test_the_picture_of_a_bazaar_that_is_over_stays(shop):
    hall = a_hall(world.a_shop().officer, {"A": 1}, waiting=0)

    def work(db: Session) -> None:
        bazaar = bazaar_by_slug(db, hall.slug)
        set_picture(bazaar, "satu.jpg")
        for slot in bazaar.days.slots:
            slot.day -= timedelta(days=90)
        db.flush()
        with pytest.raises(Overtaken, match="bazaar_over"):
            set_picture(bazaar, "dua.jpg")
        bazaar.state = BazaarState.CANCELLED
        with pytest.raises(Overtaken):
            set_picture(bazaar, None)
        assert bazaar.picture == "satu.jpg"

    write(work)
