"""The villages that one process gathered are taken up by all others, or gathered anew."""

import multiprocessing

import pytest

from market.people import place, villages_read
from market.people.villages_read import gathered, read_villages


@pytest.fixture(scope="module")
def everywhere():
    return gathered()


@pytest.fixture
def kept(tmp_path, monkeypatch, everywhere):
    """A folder of its own; how often they were gathered."""
    times = []

    def count():
        times.append(1)
        return everywhere

    monkeypatch.setattr(villages_read, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(villages_read, "gathered", count)
    return tmp_path / "kept", times


def test_the_second_process_takes_up_what_the_first_gathered(kept, everywhere):
    folder, times = kept
    assert read_villages() == everywhere
    assert read_villages() == everywhere
    assert len(times) == 1
    assert [file.name for file in folder.iterdir()] == [next(folder.glob("villages-*.cache")).name]


@pytest.mark.parametrize("left", [0, 1, 3_000_000])
def test_what_was_half_written_is_gathered_anew(kept, everywhere, left):
    folder, times = kept
    read_villages()
    file = next(folder.iterdir())
    file.write_bytes(file.read_bytes()[:left])
    assert read_villages() == everywhere
    assert read_villages() == everywhere
    assert len(times) == 2


@pytest.mark.parametrize("lost", [b"\0" * 4096, b"Q"])
def test_what_a_disk_lost_in_its_midst_is_gathered_anew(kept, everywhere, lost):
    """Zeros where the power went, or a letter: every start that followed took it up."""
    folder, times = kept
    read_villages()
    file = next(folder.iterdir())
    whole = file.read_bytes()
    file.write_bytes(whole[:3_000_000] + lost + whole[3_000_000 + len(lost) :])
    assert read_villages() == everywhere and len(times) == 2
    assert file.read_bytes() == whole


@pytest.mark.parametrize("content", [b"null", b"[]", b"[1, 2]", b"\xff" * 90])
def test_what_is_something_else_is_gathered_anew(kept, everywhere, content):
    folder, times = kept
    read_villages()
    next(folder.iterdir()).write_bytes(content)
    assert read_villages() == everywhere
    assert len(times) == 2


def test_those_of_another_version_are_not_taken_up_and_go(kept, monkeypatch):
    folder, times = kept
    read_villages()
    monkeypatch.setattr(villages_read, "version", lambda _name: "99")
    read_villages()
    assert len(times) == 2 and len(list(folder.iterdir())) == 1


def test_where_nothing_may_be_written_they_are_gathered_all_the_same(kept, everywhere):
    folder, times = kept
    folder.write_text("no folder at all")
    assert read_villages() == everywhere
    assert len(times) == 1


def _read_into(folder):
    villages_read.KEPT = folder
    return len(read_villages().starts)


@pytest.mark.walk
def test_many_that_begin_at_once_leave_one_whole_file(tmp_path, everywhere, monkeypatch):
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_read_into, [tmp_path / "kept"] * 3) == [83_762] * 3
    assert len(list((tmp_path / "kept").iterdir())) == 1
    monkeypatch.setattr(villages_read, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(villages_read, "gathered", lambda: pytest.fail("gathered again"))
    assert read_villages() == everywhere


def test_a_comma_in_a_name_is_no_other_place(everywhere):
    """Two villages of the country have one."""
    found = place.place("12.07.28.1007")
    assert found and (found.name, found.district, found.city) == ("Lubuk Pakam I,II", "Lubuk Pakam", "Deli Serdang")
    assert found.postal_code == "20511"


@pytest.mark.parametrize("code", ["71.72.06.9999", "71.00", "00", "99.99.99.9999", "00.00.00.0001", "", "7", "Bitung"])
def test_a_code_of_no_place_is_none(code):
    assert place.place(code) is None
