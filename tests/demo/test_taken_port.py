"""`bin/demo` on a port that somebody else has."""

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "bin" / "demo"


def started(tmp_path: Path, port: str) -> subprocess.CompletedProcess[str]:
    """The script alone, in a folder with nothing that it could install."""
    (tmp_path / "bin").mkdir(exist_ok=True)
    script = shutil.copy(DEMO, tmp_path / "bin" / "demo")
    return subprocess.run(["bash", script, "--port", port], capture_output=True, text=True, timeout=20)


def test_a_taken_port_is_said_before_anything_is_made(tmp_path):
    """It said "Dermaga is open at" that address, whose shop was another's, and below that it was taken."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = started(tmp_path, str(port))
    assert told.returncode == 1 and f"Port {port} is taken" in told.stderr and "--port" in told.stderr
    assert not told.stdout


@pytest.mark.parametrize("port", ["70000", "abc", "0"])
def test_what_is_no_port_is_said_too(tmp_path, port):
    told = started(tmp_path, port)
    assert told.returncode == 1 and f"Port {port} is taken or none" in told.stderr and "Traceback" not in told.stderr


def test_a_free_port_goes_on(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    assert "setup.py" in started(tmp_path, str(port)).stderr, "which is not there"
