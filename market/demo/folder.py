"""Where a demo stands: a new one puts yesterday's aside, and touches nothing that is no demo."""

import shutil
from dataclasses import dataclass
from pathlib import Path

BEGUN = "begun"  # stands in the stamp while a demo is built
BESIDE = ("", "-wal", "-shm", "-journal", ".turn")  # what SQLite and we keep beside a database


@dataclass(frozen=True)
class DemoFiles:
    """The database of a demo, a file, and its pictures. The stamp beside it says on which day it was built."""

    file: Path
    media: Path

    @property
    def _stamp(self) -> Path:
        return self.file.with_name("built")

    @property
    def built(self) -> str:
        """The day on which the demo that stands here was built; empty where none does."""
        return self._stamp.read_text() if self._stamp.exists() and self._filled else ""

    @property
    def taken(self) -> bool:
        """Whether something stands here that no demo built: a shop, perhaps."""
        return self._filled and not self.built

    @property
    def _filled(self) -> bool:
        return self.file.exists() and self.file.stat().st_size > 0

    def stamp(self, text: str) -> None:
        self._stamp.write_text(text)

    def put_aside(self) -> None:
        """Moves what a demo made to a folder named for its day, in place of another of that day. All else stays: the
        folder may be a home, or hold a whole disk."""
        folder = self.file.parent
        aside = folder.with_name(f"{folder.name}-{self.built}")
        own = [self.file.with_name(self.file.name + end) for end in BESIDE] + [folder / "stripe.json", self._stamp]
        own += [self.media] if self.media.parent == folder else []
        aside.mkdir(exist_ok=True)
        for path in own:
            if path.exists():
                _drop(aside / path.name)
                path.rename(aside / path.name)


def _drop(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
