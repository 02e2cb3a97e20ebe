"""Load on 127.0.0.1: wrk for pages, keep-alive Python clients for forms; and what the server's family used."""

import random
import re
import socket
import subprocess
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

import psutil


@dataclass
class Figure:
    """What one load measured: requests a second, processor milliseconds a request, p50 and p99 in ms, MiB."""

    rate: float
    cpu_ms: float
    p50: float
    p99: float
    rss: float


def family(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def used(pid: int) -> tuple[float, float]:
    """(processor seconds, resident MiB) of a server and its children. What several share is counted once."""
    processes = family(pid)
    times = [process.cpu_times() for process in processes]
    return sum(t.user + t.system for t in times), sum(p.memory_full_info().pss for p in processes) / 2**20


def pages(base: str, path: str, pid: int, *, clients: int = 8, seconds: float = 4) -> Figure:
    """GETs of one page by wrk."""
    url = base + path
    subprocess.run(["wrk", "-t1", f"-c{clients}", "-d1", url], capture_output=True, check=True)
    before, _ = used(pid)
    out = subprocess.run(
        ["wrk", "-t1", f"-c{clients}", f"-d{seconds}", "--latency", url], capture_output=True, text=True, check=True
    ).stdout
    after, rss = used(pid)
    if "Non-2xx" in out:
        raise RuntimeError(f"{path}: {out}")
    count = int(re.search(r"(\d+) requests in", out)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    return Figure(rate, (after - before) * 1000 / count, latency(out, "50%"), latency(out, "99%"), rss)


def latency(out: str, which: str) -> float:
    number, unit = re.search(rf"{which}\s+([\d.]+)(us|ms|s)\b", out).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


class Client:
    """One buyer: a keep-alive connection and a cookie jar.

    Bytes over a socket: the clients share the server's cores, and http.client's messages would take a third of them.
    """

    def __init__(self, base: str) -> None:
        self.host = base.partition("//")[2]
        name, _, port = self.host.partition(":")
        self.socket = socket.create_connection((name, int(port)), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookies: dict[str, str] = {}
        self.somebody_else()

    def somebody_else(self) -> None:
        """Another buyer, from another network: one address can hold only so much."""
        self.cookies = {}
        self.address = ".".join(str(random.randrange(1, 255)) for _ in range(4))

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        """(status, location, body) of one request."""
        body = urlencode(form) if form is not None else ""
        kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n" if body else ""
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        self.socket.sendall(
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nOrigin: http://{self.host}\r\n"
            f"X-Forwarded-For: {self.address}\r\nCookie: {cookies}\r\n{kind}\r\n{body}".encode()
        )
        return self._answer()

    def _answer(self) -> tuple[int, str, bytes]:
        data = self._more(b"")
        while b"\r\n\r\n" not in data:
            data = self._more(data)
        head, _, body = data.partition(b"\r\n\r\n")
        first, *headers = head.decode("latin-1").split("\r\n")
        length, location = 0, ""
        for header in headers:
            name, _, value = header.partition(": ")
            name = name.lower()
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
            elif name == "content-length":
                length = int(value)
            elif name == "location":
                location = value
            elif name == "transfer-encoding":
                raise RuntimeError("this client reads no chunks")
        while len(body) < length:
            body = self._more(body)
        return int(first.split(" ", 2)[1]), location, body

    def _more(self, data: bytes) -> bytes:
        found = self.socket.recv(65536)
        if not found:
            raise ConnectionError("the server closed the connection")
        return data + found


Work = Callable[[str, int, float], list[float]]


def flows(work: Work, base: str, pid: int, *, clients: int, seconds: float, per_flow: int = 1) -> tuple[Figure, int]:
    """Many clients doing `work` for so long; milliseconds of each flow. `per_flow` divides the processor time."""
    before, _ = used(pid)
    with ProcessPoolExecutor(clients) as pool:
        took = [each for part in pool.map(work, [base] * clients, range(clients), [seconds] * clients) for each in part]
    after, rss = used(pid)
    took.sort()
    count = len(took)
    figure = Figure(
        count / seconds,
        (after - before) * 1000 / max(1, count) / per_flow,
        took[count // 2],
        took[int(count * 0.99)],
        rss,
    )
    return figure, count
