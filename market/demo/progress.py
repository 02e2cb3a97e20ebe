"""A bar that tells how far long work has gone, where somebody looks."""

import sys

WIDE = 30


def progress(what: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        bar = "█" * (WIDE * done // of)
        end = "\n" if done == of else ""
        print(f"\r{what:9} {bar:{WIDE}} {done:,} of {of:,}", end=end, file=sys.stderr, flush=True)
