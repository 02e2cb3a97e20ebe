"""The Dockerfile, step by step in a bare Debian root: `python -m bench.image ROOT` (as root, on Linux).

ROOT comes from `debootstrap --variant=minbase trixie ROOT`. No container engine is asked: what a step does is done in
that root by `chroot`, so that a file which is not copied, a package that is missing or a right that is too narrow shows
as it would there. In the place of the base image stands Debian's own Python. At the end the shop is started as the
image starts it, asked, told to end, and the size of each step is printed.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BASE = "apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-venv ca-certificates"
LEFT_OUT = (".venv", "__pycache__", "var")
PORT = "8719"


class Image:
    """A root, and what the Dockerfile said so far of its environment, folder and user."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder, self.user = root, "/", ""
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "DEBIAN_FRONTEND": "noninteractive"}
        self.environment |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        self.size = 0

    def step(self, words: str) -> None:
        kind, _, rest = words.partition(" ")
        begun = time.monotonic()
        {"FROM": self._base, "ENV": self._env, "ARG": self._env, "RUN": self.run, "WORKDIR": self._workdir,
            "COPY": self._copy,
         "USER": self._user}.get(kind, lambda _rest: None)(rest)  # fmt: skip
        size = self._megabytes()
        print(f"{time.monotonic() - begun:6.1f} s {size - self.size:+5d} MB  {words[:90]}", flush=True)
        self.size = size

    def _base(self, _name: str) -> None:
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        self.run(BASE)
        if trusted := os.environ.get("PIP_CERT"):
            shutil.copy(trusted, self.root / "etc/ssl/own.crt")
            self.environment["PIP_CERT"] = "/etc/ssl/own.crt"

    def _env(self, rest: str) -> None:
        self.environment |= dict(each.split("=", 1) for each in shlex.split(rest))

    def _workdir(self, folder: str) -> None:
        self.folder = folder
        (self.root / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def _user(self, name: str) -> None:
        self.user = name

    def _copy(self, rest: str) -> None:
        *sources, target = rest.split()
        to = self.root / self.folder.lstrip("/") / target
        for source in sources:
            place = to / Path(source).name if target.endswith("/") else to
            place.parent.mkdir(parents=True, exist_ok=True)
            if (HERE / source).is_dir():
                shutil.copytree(HERE / source, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
            else:
                shutil.copy(HERE / source, place)

    def run(self, command: str) -> None:
        subprocess.run(self._inside(command), env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self, command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._inside(f"exec {command}"), env=self.environment)

    def _inside(self, command: str) -> list[str]:
        whose = ["--userspec", self.user] if self.user else []
        return ["chroot", *whose, str(self.root), "sh", "-c", f"cd {self.folder} && {command}"]

    def _megabytes(self) -> int:
        return int(subprocess.check_output(["du", "-sxm", str(self.root)]).split()[0])


def steps(dockerfile: str) -> list[str]:
    whole = re.sub(r"\\\n\s*", " ", dockerfile)
    return [line for line in whole.splitlines() if line and not line.startswith("#")]


def serves(image: Image, command: str) -> None:
    """Starts the shop as the image does, until it answers; then tells it to end as an engine would."""
    shop = image.start(command)
    try:
        for _ in range(240):
            time.sleep(0.5)
            with suppress(OSError):
                answer = urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=5).read().decode()
                print(f"/readyz: {answer.splitlines()[0]}", flush=True)
                break
            if shop.poll() is not None:
                sys.exit(f"the shop ended by itself: {shop.returncode}")
    finally:
        begun = time.monotonic()
        shop.terminate()
        print(f"SIGTERM: ended with {shop.wait(30)} in {time.monotonic() - begun:.1f} s", flush=True)


def main(root: Path) -> None:
    image = Image(root)
    image.size = image._megabytes()
    print(f"{image.size:13d} MB  the bare root")
    lines = steps((HERE / "Dockerfile").read_text())
    for line in lines:
        if not line.startswith("CMD"):
            image.step(line)
    said = re.findall(r'"([^"]*)"', next(line for line in lines if line.startswith("CMD")))
    serves(image, f"{said[0]} {said[1]} '{said[2].replace('0.0.0.0', '127.0.0.1')} --port {PORT}'")
    for part in ("app/.venv", "app/market", "usr/lib/postgresql", "usr/lib/python3", "usr/lib/python3.13"):
        if (root / part).exists():
            print(subprocess.check_output(["du", "-sxm", part], cwd=root, text=True).strip())


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
