"""Makes `.venv` with what a lock file names, once: `python3 bin/setup.py [test]`.

Only the standard library, and only Python >= 3.11 is needed. Prints one line per step, or the line
that installs what is missing. Two runs at once wait for each other.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
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
    environment = {**os.environ, "UV_COMPILE_BYTECODE": "1", "VIRTUAL_ENV": str(VENV)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    uv = shutil.which("uv")
    if not PYTHON.exists():
        print("Making .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True, env=environment)
    print(f"Installing {lock.name}; the first time this takes about a minute", flush=True)
    pip = [uv, "pip"] if uv else [str(PYTHON), "-m", "pip", "-q", "--disable-pip-version-check"]
    if subprocess.run([*pip, "install", "--require-hashes", "-r", str(lock)], env=environment, cwd=ROOT).returncode:
        stop(f"Installing stopped. Is the network up? The same command goes on.\n{DOCKER}")
    link_project()


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
