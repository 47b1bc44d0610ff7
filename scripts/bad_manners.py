#!/usr/bin/env python3
"""Treat the service badly and see that its promises hold: nothing but 503 of all 5xx, memory within bounds, others served meanwhile.

    python scripts/bad_manners.py

Starts `referat serve` on a free port of this machine and sends: 64 connections whose bodies never come; 64 whose heads come letter by letter; bodies
larger than it takes, told and untold; a flood of requests on 64 connections; what pages of other sites send. During each an honest request is made.
Exits with 1 where a promise is broken. Needs Linux (/proc).
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from load_service import memory, start_service  # noqa: E402

MANY = 64
# Megabytes by which the service may grow.
GROWTH = 100
# Seconds within which an honest request is answered, 503 and a second try included.
PATIENCE = 30
TEXT = "REFERAT Byrådet d. 09-05-2023\n\nPunkt 1: Budget 2024\n\nBeslutning\n\nGodkendt.\n"
BODY = json.dumps({"text": TEXT}).encode()
HEAD = b"POST /v1/tag HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


def ask(port: int, headers: dict[str, str] | None = None) -> int:
    """Send an honest request; gives its status."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/tag", BODY, {"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as err:
        return err.code


def status(port: int, sent: bytes, wait: float = PATIENCE) -> int:
    """Send raw bytes; gives the status of the answer, 0 where the connection was closed or nothing came."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=wait) as conn:
        with contextlib.suppress(OSError):
            conn.sendall(sent)
        line = conn.recv(64).split(b" ")
        return int(line[1]) if len(line) > 1 else 0
    return 0


def held(port: int, sent: bytes, more: bytes = b"") -> Callable[[], None]:
    """Open many connections that send the beginning of a request; gives what closes them."""
    conns = []
    for _ in range(MANY):
        conn = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        conn.sendall(sent)
        conns.append(conn)
    for place in range(len(more)):
        for conn in conns:
            with contextlib.suppress(OSError):
                conn.sendall(more[place : place + 1])

    def close() -> None:
        for conn in conns:
            conn.close()

    return close


def flood(port: int) -> Counter[int]:
    """Send many requests at once; gives how many got which status."""
    seen: Counter[int] = Counter()
    threads = [threading.Thread(target=lambda: seen.update([ask(port)])) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def main() -> int:
    service, port, _ = start_service(2, 64)
    broken: list[str] = []

    def check(name: str, good: bool, told: object) -> None:
        print(f"{'kept  ' if good else 'BROKEN'}  {name}: {told}", flush=True)
        if not good:
            broken.append(name)

    def honest(name: str) -> None:
        begun = time.perf_counter()
        answer = 503
        while answer == 503 and time.perf_counter() - begun < PATIENCE:
            answer = ask(port)
        check(f"others are served during {name}", answer == 200, f"{answer} after {time.perf_counter() - begun:.1f} s")

    try:
        flood(port)
        before = memory(service.pid)
        half = HEAD + b"Content-Length: 9000000\r\n\r\n" + b" " * 100_000
        for name, close in (
            ("bodies that never come", held(port, half)),
            ("heads letter by letter", held(port, b"POST /v1/tag HTTP/1.1\r\n", b"X-Slow: aaaa")),
        ):
            honest(name)
            grown = memory(service.pid) - before
            check(f"memory during {name}", grown <= GROWTH, f"{grown:+.0f} MB")
            close()
        told = status(port, HEAD + b"Content-Length: 99000000000\r\n\r\n")
        check("a huge body that is told", told in (413, 503), told)
        untold = status(port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"100000\r\n" + b"x" * 0x100000 + b"\r\n") * 12)
        check("a huge body that is not told", untold in (0, 413, 503), untold)
        for name, headers in (("another site's page", {"Sec-Fetch-Site": "cross-site"}), ("another origin", {"Origin": "http://evil.example"})):
            answer = ask(port, headers)
            check(name, answer == 403, answer)
        seen = flood(port)
        check(f"{MANY} requests at once", set(seen) <= {200, 503} and seen[200] > 0, dict(seen))
        for name, sent in (("no HTTP", b"\x16\x03\x01\x00\r\n\r\n"), ("a head without end", b"GET / HTTP/1.1\r\nX: " + b"a" * 200_000)):
            answer = status(port, sent)
            check(name, answer < 500 or answer == 503, answer)
        honest("nothing any more")
        grown = memory(service.pid) - before
        check("memory at the end", grown <= GROWTH, f"{grown:+.0f} MB")
    finally:
        service.terminate()
        service.wait()
    print(f"{len(broken)} promises broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
