"""Makes `.venv` with what a lock file names, once: `python3 bin/setup.py [test]`.

Only the standard library, and only Python >= 3.11 is needed. Prints one line per step, or the line
that installs what is missing. Two runs at once wait for each other.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
# Installs in four seconds what takes pip half a minute: of Linux and macOS, on both processors.
UV = """uv==0.13.9 \\
    --hash=sha256:d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19 \\
    --hash=sha256:2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25 \\
    --hash=sha256:5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe \\
    --hash=sha256:66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63 \\
    --hash=sha256:c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5
"""
DOCKER = "Or without Python: docker compose up (see README.md)"


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def require_python() -> None:
    if sys.version_info < (3, 11):
        found = ".".join(map(str, sys.version_info[:2]))
        stop(
            f"Dermaga needs Python 3.11 or newer; this is {found}.\n"
            f"  sudo apt install python3.11 python3.11-venv\n{DOCKER}"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        stop(f"Python is here but its venv module is not.\n  sudo apt install python{version}-venv\n{DOCKER}")


def wanted(kind: str) -> tuple[Path, str]:
    """The lock to install and the stamp that says it is installed."""
    lock = ROOT / ("requirements-test.lock" if kind == "test" else "requirements.lock")
    project = (ROOT / "pyproject.toml").read_bytes()
    return lock, hashlib.sha256(lock.read_bytes() + project + sys.version.encode()).hexdigest()


def install(lock: Path) -> None:
    environment = {**os.environ, "UV_HTTP_TIMEOUT": "20", "VIRTUAL_ENV": str(VENV)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not PYTHON.exists():
        print("Making .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True, env=environment)
    print(f"Installing {lock.name}", flush=True)
    named = ["--require-hashes", "-r", str(lock)]
    uv = uv_here(environment)
    ways = [[uv, "pip", "install"]] if uv else []
    for way in (*ways, [*PIP, "install", "-q", "--no-compile"]):  # what is used is compiled when it is first used
        if not subprocess.run([*way, *named], env=environment, cwd=ROOT).returncode:
            return link_project()
    return stop(f"Installing stopped. Is the network up? The same command goes on.\n{DOCKER}")


def uv_here(environment: dict[str, str]) -> str | None:
    """uv, where it is or can be put into the environment. Who set pip up in any way is served by pip: uv does not
    read that."""
    own = shutil.which("uv")
    told = subprocess.run([*PIP, "config", "list"], env=environment, capture_output=True, text=True).stdout
    if own or told.strip():
        return own
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as named:
        named.write(UV)
        named.flush()
        once = ["-q", "--no-deps", "--only-binary=:all:", "--timeout=20", "--retries=1", "--require-hashes", "-r"]
        failed = subprocess.run([*PIP, "install", *once, named.name], env=environment, capture_output=True).returncode
    return None if failed else str(VENV / "bin" / "uv")


def link_project() -> None:
    """Makes `import market` and `.venv/bin/market` work; nothing is copied or built."""
    site = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (Path(site) / "dermaga.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "market"
    command.write_text(f"#!{PYTHON}\nfrom market.cli import app\n\napp(prog_name='market')\n")
    command.chmod(0o755)


def setup(kind: str) -> None:
    require_python()
    lock, stamp = wanted(kind)
    stamps = VENV / f".stamp-{kind}"
    if stamps.exists() and stamps.read_text() == stamp and PYTHON.exists():
        return
    import fcntl

    with open(ROOT / ".setup.lock", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if stamps.exists() and stamps.read_text() == stamp and PYTHON.exists():
            return
        install(lock)
        stamps.write_text(stamp)


if __name__ == "__main__":
    setup(sys.argv[1] if len(sys.argv) > 1 else "run")
