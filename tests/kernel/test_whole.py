"""A file is whole or not there, and a full disk leaves nothing behind."""

import resource
import stat
from contextlib import contextmanager

import pytest

from market.kernel.whole import write_whole


def test_a_file_is_replaced_by_the_whole_of_another(tmp_path):
    file = tmp_path / "a"
    write_whole(file, b"old" * 1000)
    write_whole(file, b"new", mode=0o600)
    assert file.read_bytes() == b"new" and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


@contextmanager
def full_after(most: int):
    """No file of this process may grow beyond so many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("letters", [200, 200_000], ids=["kept back to the last", "written at once"])
def test_where_it_cannot_be_written_the_old_one_stays_alone(tmp_path, letters):
    file = tmp_path / "a"
    write_whole(file, b"old")
    with full_after(100), pytest.raises(OSError):
        write_whole(file, b"n" * letters)
    assert file.read_bytes() == b"old" and list(tmp_path.iterdir()) == [file]
