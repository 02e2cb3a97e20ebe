"""The same server answering a constant: what no page of ours can beat. `BENCH_BYTES` is its size."""

import os

from fastapi import FastAPI
from starlette.responses import Response

BODY = b"x" * int(os.environ.get("BENCH_BYTES", "15000"))


def create() -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/constant")
    async def constant() -> Response:
        return Response(BODY, media_type="text/html")

    return app


def main() -> None:
    import sys

    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "bench.constant:create", address="127.0.0.1", port=int(sys.argv[1]), workers=int(sys.argv[2]),
        interface=Interfaces.ASGI,
        factory=True, websockets=False, log_access=False, log_enabled=False,
    ).serve()  # fmt: skip


if __name__ == "__main__":
    main()
