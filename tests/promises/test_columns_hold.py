"""What is typed is kept whole or refused beside its field, on both engines: none takes more than its column holds, and
nothing is cut off in silence."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from market.app import create_app
from market.catalog.category import Category
from market.kernel.db import write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.tables import SQLModel
from market.web.binding import LONGEST
from market.web.forms import Form
from tests import world
from tests.catalog.test_pictures import photo
from tests.conftest import both
from tests.till.phones import Phone, line

# Columns that the program alone writes, though a field is called like them.
OURS = {
    "refund.reason", "invitation.place", "office.place", "officer.place", "appointment.place", "tariff.place",
    "attendance.why", "code_request.what", "second_look.what", "ledger_entry.source", "red_light.code",
    "skip.code", "till_task.code",
    "booth.number", "application.number", "orders.number", "sub_order.number", "complaint.number", "claim.proof",
    "payout_batch.number", "quote.number", "written_order.number", "recap.token", "quote.token", "written_order.token",
    "envelope.signature", "groups.village", "bazaar.village", "application.village", "orders.village",
}  # fmt: skip
# Columns that hold less than others of their name: which forms are kept there, and no other.
OF_FORMS = {
    "circuit.name": {"CircuitForm"}, "device.name": {"DeviceForm"}, "variant.name": set(),
    "category.name": {"NewCategory", "EditedCategory"},
    "refund.note": set(), "claim.note": {"ClaimForm", "FeePaidForm"},
    "ownquestion.text": {"QuestionForm"}, "announcement.text": {"AnnounceForm"}, "pin.booths": {"PinForm"},
    "day_offer.booths": {"MoveForm", "StepInForm"}, "group_cost.what": {"CostForm"},
    "groups.address": {"Profile"}, "orders.address": {"Checkout", "ConfirmForm"}, "quote.address": {"QuoteForm"},
    "orders.contact": set(), "complaint.contact": {"ComplaintForm"}, "quote.contact": {"QuoteForm"},
    "drawevent.answer": {"SecondAnswer", "ReplyForm"}, "appeal.answer": {"ReplyForm"},
    "complaint.answer": {"ComplaintAnswer"}, "certificate.number": {"CertificateForm"},
    "account.number": {"AccountForm"}, "refund.number": {"RefundAccountForm"},
    "refund_account.number": {"RefundAccountForm"},
}  # fmt: skip
# Texts that are read, and not kept as they come.
READ = {"BankStatement.lines", "BoothsForm.booths"}


def lengths() -> dict[str, dict[str, int]]:
    """How many letters the columns of each name hold, by `table.column`."""
    found: dict[str, dict[str, int]] = {}
    for rows in SQLModel.metadata.tables.values():
        for column in rows.columns:
            most = getattr(column.type, "length", None)
            if most and f"{rows.name}.{column.name}" not in OURS:
                found.setdefault(column.name, {})[f"{rows.name}.{column.name}"] = most
    return found


def forms(kind: type[Form] = Form) -> Iterator[type[Form]]:
    for each in kind.__subclasses__():
        yield each
        yield from forms(each)


def most_of(field) -> int | None:
    """How many letters a field takes; None for what a reader of its own makes of them."""
    limits = [most for each in field.metadata if (most := getattr(each, "max_length", None))]
    if not limits and (field.annotation is not str or field.metadata):
        return None
    return min(limits, default=LONGEST)


def test_no_field_takes_more_than_its_column_holds():
    create_app()
    held, wrong = lengths(), []
    for form in set(forms()):
        for name, field in form.model_fields.items():
            most, said = most_of(field), f"{form.__name__}.{name}"
            theirs = {
                key: n for key, n in held.get(name, {}).items() if form.__name__ in OF_FORMS.get(key, {form.__name__})
            }
            if (
                most
                and "str" in str(field.annotation)
                and most > min(theirs.values(), default=LONGEST)
                and said not in READ
            ):
                wrong.append(f"{said} takes {most} letters, {theirs}")
    assert not wrong, "a column of another thing stands in OURS or OF_FORMS\n" + "\n".join(sorted(wrong))


def test_the_columns_named_here_are_there():
    there = {f"{rows.name}.{column.name}" for rows in SQLModel.metadata.tables.values() for column in rows.columns}
    named = {form for forms in OF_FORMS.values() for form in forms} | {each.partition(".")[0] for each in READ}
    create_app()
    assert OURS | set(OF_FORMS) <= there and named <= {each.__name__ for each in forms()}


@both
def test_more_than_is_kept_is_refused_beside_its_field(shop):
    """On PostgreSQL these answered 500, on SQLite they were kept."""
    here = world.a_shop(pieces=1)
    Phone(here.group_id, here.chair).sells(line(here.sku, 3))
    chair, admin = world.as_person(here.chair), world.as_person(here.admin)
    long = [
        (chair, f"/lapak/{here.slug}/kasir/periksa/1", "reason", 300, {}),
        (admin, "/admin/kategori", "name", 60, {"name_en": "Coffee"}),
        (admin, "/admin/kategori", "name_en", 60, {"name": "Kopi"}),
        (admin, "/admin/kategori/1", "name", 60, {"name_en": "Coffee"}),
        (chair, f"/lapak/{here.slug}/hp", "name", 60, {}),
    ]
    for who, address, field, most, rest in long:
        answer = who.post(address, data=rest | {field: "x" * (most + 1)})
        assert answer.status_code == 422, (address, field)
        assert f"paling banyak {most} huruf" in answer.text, (address, field)
        assert who.post(address, data=rest | {field: "y" * most}).status_code == 303, (address, field)


@both
def test_the_database_has_the_last_word(shop):
    """However it is written: as a record, by an INSERT, also of several rows at once, by an UPDATE."""
    world.a_shop()
    rows, long = table(Category), "x" * 61
    several = [{"slug": name[:9], "name": name, "name_en": "x"} for name in ("x", long)]

    def renamed(db):
        db.get(Category, 1).name = long

    ways = (
        renamed,
        lambda db: Category(slug="x", name=long, name_en="x").add(db),
        lambda db: db.execute(sa.insert(rows), several),
        lambda db: db.execute(sa.insert(rows).values(several)),
        lambda db: db.execute(sa.update(rows).where(rows.c.id == 1).values(name=long)),
        lambda db: Category.get(db, 1).update_if(name=long),
    )  # fmt: skip
    for way in ways:
        with pytest.raises(Refused) as refused:
            write(way)
        assert (refused.value.code, refused.value.field, refused.value.params["n"]) == ("text_too_long", "name", 60)


@both
def test_neither_the_words_of_a_picture_nor_an_office_are_cut_off(shop):
    """Eighty letters of an office stand on its order and its papers: the rest of a longer name was dropped."""
    here = world.a_shop()
    chair = world.as_person(here.chair)
    answer = chair.post(f"/lapak/{here.slug}/penawaran", data={"office": "Dinas " + "x" * 75})
    assert "paling banyak 80 huruf" in answer.text
    picture = {"photos": ("foto.png", photo("PNG"), "image/png")}
    photos = f"/lapak/{here.slug}/produk/{here.product}/foto"
    answer = chair.post(photos, data={"alt": "x" * 161}, files=picture)
    assert answer.status_code == 422 and "paling banyak 160 huruf" in answer.text
    assert chair.post(photos, data={"alt": "y" * 160}, files=picture).status_code == 303
