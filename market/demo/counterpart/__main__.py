"""Runs the counterpart until its parent is gone; prints its address first."""

import argparse
import os
import threading
import time
from pathlib import Path

from market.demo.counterpart.server import Counterpart


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def main() -> None:
    given = argparse.ArgumentParser(prog="market.demo.counterpart")
    given.add_argument("--port", type=int, default=0)
    given.add_argument("--webhook", default="")
    given.add_argument("--secret", default="demo")
    given.add_argument("--state", type=Path, default=None)
    args = given.parse_args()
    server = Counterpart(args.port, args.webhook, args.secret, args.state)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    print(server.address, flush=True)
    server.serve_forever()


main()
