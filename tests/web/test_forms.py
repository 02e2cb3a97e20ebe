"""Forms are bound on the loop: no field is read that is longer than it may be, whatever its reader does with it."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from market.app import create_app
from market.kernel.refused import Refusals
from market.people.person import is_email
from market.web.binding import bind, longest_of
from market.web.forms import Form


def forms(base: type[BaseModel] = Form) -> Iterator[type[BaseModel]]:
    for each in base.__subclasses__():
        yield each
        yield from forms(each)


def test_no_reader_sees_a_text_that_is_too_long(shop, monkeypatch):
    """A minute of the loop for one e-mail of 180 KB, eleven seconds for a password of marks: any field may be next."""
    create_app()
    asked = []
    monkeypatch.setattr(BaseModel, "model_validate", classmethod(lambda cls, data: asked.append(data)))
    fields = [(form, name) for form in forms() for name in form.model_fields]
    assert len(fields) > 200
    for form, name in fields:
        with pytest.raises(Refusals) as refused:
            bind(form, {name: ["ok", "a@" + "a." * 20_001]})
        assert [each.field for each in refused.value.refusals] == [name]
        assert longest_of(form)[name] <= 40_000
    assert asked and not any(given for data in asked for given in data.values())


def test_a_text_that_is_too_long_hides_nothing_else_that_is_wrong():
    class Listed(BaseModel):
        story: str
        price: int
        days: int = 0

    with pytest.raises(Refusals) as refused:
        bind(Listed, {"story": ["x" * 4_001], "days": ["banyak"]})
    assert [each.field for each in refused.value.refusals] == ["story", "price", "days"]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ibu@contoh.id", True), ("a.b+c@x.y.z", True), ("ibu@contoh", False), ("ibu@.id", False), ("ibu@contoh.", False),
        ("@contoh.id", False), ("a@b@c.id", False), ("i bu@contoh.id", False), ("ibu", False), ("", False),
        ("a" * 190 + "@contoh.id", True), ("a" * 200 + "@contoh.id", False),
    ],
)  # fmt: skip
def test_an_address_has_one_at_and_a_dot_behind_it(text, answer):
    assert is_email(text) is answer
