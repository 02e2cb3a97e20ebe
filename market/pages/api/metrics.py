"""`/metrics` in the form of Prometheus, for whoever has the operator's token: behind a proxy everybody comes from the
loopback, so an address is no key."""

import hmac
import os
from collections.abc import Iterator

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.responses import Response

from market.kernel.refused import NotFound
from market.kernel.settings import SHARED, metrics_token
from market.reports.numbers import InData, Numbers, numbers
from market.web.answered import REGISTRY
from market.web.slow import aside

router = APIRouter(include_in_schema=False)
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """In a thread that is not the pages': it answers while all of those wait."""
    token, given = metrics_token(), request.headers.get("authorization", "")
    if not token or not hmac.compare_digest(f"Bearer {token}".encode(), given.encode("utf-8", "surrogatepass")):
        raise NotFound("metrics")
    return Response(await aside(_told), media_type=TEXT)


def _told() -> bytes:
    registry = CollectorRegistry()
    registry.register(_Shop())
    return bytes(generate_latest(_of_processes()) + generate_latest(registry))


def _of_processes() -> CollectorRegistry:
    """What all processes of this server counted."""
    if SHARED not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


class _Shop(Collector):
    def collect(self) -> Iterator[Metric]:
        found = numbers()
        yield _gauge("database_up", "1 while the database answers", found.in_data is not None)
        yield from _machine(found)
        if found.in_data:
            yield from _data(found.in_data)


def _machine(found: Numbers) -> Iterator[Metric]:
    free = GaugeMetricFamily("dermaga_disk_free_bytes", "Room left in a folder", labels=["folder"])
    for name, left in found.free.items():
        free.add_metric([name], left)
    yield free
    if found.backup_age is not None:
        yield _gauge("backup_age_seconds", "Since the newest daily backup was made", found.backup_age)
    if found.proof_age is not None:
        yield _gauge("proof_age_seconds", "Since a backup was last put back to see that it can be", found.proof_age)


def _data(found: InData) -> Iterator[Metric]:
    lights = GaugeMetricFamily("dermaga_red_light", "1 while a light is red", labels=["light"])
    for code, red in found.red.items():
        lights.add_metric([code], red)
    yield lights
    yield CounterMetricFamily("dermaga_orders", "Orders ever placed", value=found.orders)
    yield _gauge("parcels_unanswered", "Parcels that wait for the answer of their group", found.unanswered)
    yield _gauge("letters_waiting", "Messages that are due and that nobody tried to send", found.letters_waiting)
    yield _gauge("letters_stuck", "Messages that were refused for an hour", found.letters_stuck)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"dermaga_{name}", says, value=value)
