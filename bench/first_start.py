"""`python -m bench.first_start`: how long a stranger waits, from a fresh clone to a shop, and what a start costs.

The files of this tree are copied into a scratch folder; `bin/setup.py` installs them with empty caches and, in a second
folder, with full ones: the difference is the download. Then the demo is built, and served until it answers; then
`bin/demo` is started once more, as on the second day. Seconds by the clock, and of the processor with all children.
Needs the network; everything else runs on 127.0.0.1 and ends by itself.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.load import used
from tests.server import ROOT, free_port

PATIENCE = 300  # seconds


def copied(folder: Path) -> Path:
    """A fresh clone of this tree as it stands."""
    folder.mkdir()
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


@contextmanager
def timed(what: str) -> Iterator[list[float]]:
    """Prints what it took; the list gets the seconds by the clock."""
    begun, before = time.perf_counter(), _processor()
    took: list[float] = []
    yield took
    took.append(time.perf_counter() - begun)
    print(f"{what:44} {took[0]:6.1f} s   processor {_processor() - before:6.1f} s", flush=True)


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def install(folder: Path, caches: Path) -> None:
    env = os.environ | {"PIP_CACHE_DIR": f"{caches}/pip", "UV_CACHE_DIR": f"{caches}/uv"}
    subprocess.run([sys.executable, "bin/setup.py", "run"], cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def answering(command: list[str], folder: Path, port: int, env: dict[str, str]) -> Iterator[int]:
    """The process, once its shop answers; it is ended afterwards."""
    process = subprocess.Popen(
        command, cwd=folder, env=env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        late = time.monotonic() + PATIENCE
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > late:
                raise SystemExit(f"{command} did not answer")
            time.sleep(0.05)
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        caches = Path(scratch) / "caches"
        first, again = copied(Path(scratch) / "first"), copied(Path(scratch) / "again")
        with timed("downloaded and installed") as whole:
            install(first, caches)
        with timed("installed alone") as alone:
            install(again, caches)
        print(f"{'so downloaded':44} {max(0.0, whole[0] - alone[0]):6.1f} s")
        shop = again / "var" / "demo"
        env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | {
            "MARKET_DEMO": "1",
            "MARKET_DATABASE_URL": f"sqlite:///{shop}/market.db",
            "MARKET_MEDIA": f"{shop}/media",
        }
        market = [f"{again}/.venv/bin/python", "-m", "market"]
        with timed("demo built"):
            subprocess.run([*market, "demo"], cwd=again, env=env, check=True, stderr=subprocess.DEVNULL)
        for time_of in ("first", "second"):
            port = free_port()
            begun = time.perf_counter()
            with answering([*market, "serve", "--port", str(port)], again, port, env) as process:
                took = time.perf_counter() - begun
                print(f"{f'market serve answered, the {time_of} time':44} {took:6.1f} s")
                rss = used(process)[1]
        print(f"{'memory of its processes, together':44} {rss:6.0f} MiB")
        port = free_port()
        begun = time.perf_counter()
        with answering(["bin/demo", "--port", str(port)], again, port, env):
            print(f"{'bin/demo once more, until it answers':44} {time.perf_counter() - begun:6.1f} s")


if __name__ == "__main__":
    main()
