"""Where backups can lie besides the shop's own machine: a folder, or a bucket that speaks S3."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from market.kernel.owned import own_file
from market.kernel.refused import Refused
from market.kernel.settings import settings

if TYPE_CHECKING:
    from obstore.store import S3Store

BUCKET = "s3"
ENDS = ".age"
HALF = ".half"  # ends the name of what is not there whole yet


class Home(Protocol):
    """Files by name. What is put there is seen whole or not at all; OSError where it cannot be reached."""

    def names(self) -> list[str]: ...
    def put(self, name: str, file: Path) -> None: ...
    def get(self, name: str, to: Path) -> None: ...
    def remove(self, name: str) -> None: ...


def home() -> Home | None:
    """The one that the settings name; None where none is."""
    there = settings().backups_elsewhere
    if not there:
        return None
    return BucketHome(there) if urlsplit(there).scheme == BUCKET else FolderHome(Path(there))


class FolderHome:
    """A folder on another disk or machine. It is never made: where nothing is mounted the copy would lie on our own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        return sorted(each.name for each in os.scandir(self.folder) if each.is_file() and not each.name.endswith(HALF))

    def put(self, name: str, file: Path) -> None:
        for left in self.folder.glob(f"*{ENDS}{HALF}"):  # of one that was killed
            left.unlink()
        half = own_file(self.folder / f"{name}{HALF}")
        shutil.copyfile(file, half)
        with half.open("rb+") as written:
            os.fsync(written.fileno())
        half.replace(self.folder / name)

    def get(self, name: str, to: Path) -> None:
        shutil.copyfile(self.folder / name, own_file(to))

    def remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)


class BucketHome:
    """A bucket of Amazon's or of another who speaks S3: `s3://bucket/a/folder`, with `MARKET_S3_…` for the way in."""

    def __init__(self, address: str) -> None:
        self.store = _store(address)

    def names(self) -> list[str]:
        with _reached():
            return sorted(str(each["path"]) for page in self.store.list() for each in page)

    def put(self, name: str, file: Path) -> None:
        with _reached():
            self.store.put(name, file)

    def get(self, name: str, to: Path) -> None:
        with _reached(), own_file(to).open("wb") as opened:
            for part in self.store.get(name):
                opened.write(part)

    def remove(self, name: str) -> None:
        with _reached():
            self.store.delete(name)


@contextmanager
def _reached() -> Iterator[None]:
    """The library's errors as OSError: their kind alone, for their words may name a key."""
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseError as error:
        raise OSError(f"the bucket: {type(error).__name__}") from None


def _store(address: str) -> "S3Store":
    """Refused("bucket_needs_more") without the package that speaks S3."""
    try:
        from obstore.store import S3Store
    except ImportError as error:
        raise Refused("bucket_needs_more") from error
    given, where = settings(), urlsplit(address)
    own: dict[str, Any] = {
        "endpoint": given.s3_endpoint,
        "access_key_id": given.s3_key_id,
        "secret_access_key": given.s3_secret.get_secret_value(),
    }
    http = given.s3_endpoint.startswith("http://")
    return S3Store(
        where.netloc, prefix=where.path.strip("/") or None, region=given.s3_region,
        virtual_hosted_style_request=False, client_options={"allow_http": http, "timeout": "30m"},
        retry_config={"max_retries": 3}, **{name: value for name, value in own.items() if value},
    )  # fmt: skip
