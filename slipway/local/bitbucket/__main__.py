"""`python -m slipway.local.bitbucket --port 4567`: the stand-in as a process, until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import signal
import sys
from threading import Event

from slipway.local.bitbucket.server import serve


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m slipway.local.bitbucket", description="A stand-in for Bitbucket on 127.0.0.1."
    )
    parser.add_argument(
        "--port", type=int, default=4567, help="where to listen, 0 for any free port (default: 4567)"
    )
    port: int = parser.parse_args().port
    ended = Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: ended.set())
    try:
        bitbucket = serve(port)
    except OSError as error:
        print(f"{error.strerror}. Choose another with --port.", file=sys.stderr)  # noqa: T201  # a command speaks
        return 1
    with bitbucket:
        print(bitbucket.url, flush=True)  # noqa: T201  # whoever started it reads where it is
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
