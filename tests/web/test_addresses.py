"""Numbers in addresses: none reaches a database that it does not hold."""

from fastapi.routing import APIRoute

from market.app import create_app
from market.web.addresses import Number
from tests import world
from tests.conftest import both


def test_each_number_in_an_address_is_read_by_our_convertor():
    loose = [
        f"{route.path}: {each.name}"
        for route in create_app().routes
        if isinstance(route, APIRoute)
        for each in route.dependant.path_params
        if each.field_info.annotation is int and not isinstance(route.param_convertors[each.name], Number)
    ]
    assert loose == []


@both
def test_a_number_that_no_engine_holds_is_no_address(shop):
    here, huge = world.a_shop(), "9" * 20
    chair = world.as_person(here.chair)
    for address in (f"periksa/{huge}", f"amplop/{huge}/ambil", f"amplop/{huge}/buang", f"alat/{huge}/akhiri"):
        answer = chair.post(f"/lapak/{here.slug}/kasir/{address}", data={"reason": "Sudah dilihat"})
        assert answer.status_code == 404, address
