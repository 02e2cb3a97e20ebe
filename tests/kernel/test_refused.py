"""Room for one more, or for so many more."""

import pytest

from market.kernel.refused import Refused, require_room


@pytest.mark.parametrize(("there", "more"), [(0, 3), (2, 1), (3, 0)])
def test_what_fits_is_let_in(there, more):
    require_room(there, 3, "rows", more=more)


@pytest.mark.parametrize(("there", "more"), [(3, 1), (0, 4), (4, 0)])
def test_one_too_many_is_refused_beside_its_field(there, more):
    with pytest.raises(Refused) as refused:
        require_room(there, 3, "rows", more=more)
    assert (refused.value.code, refused.value.field, refused.value.params) == ("too_many", "rows", {"n": 3})
