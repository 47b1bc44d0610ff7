#!/usr/bin/env python3
"""Measure the service under load, from a process of its own over the loopback address, against the predictor in process.

    python scripts/load_service.py [--seconds N] [--workers N] [--waiting N] [--memory REQUESTS]

Starts `referat serve` on a free port and prints: the time from start to ready; documents and items a second and latencies at 1, 8 and 64
connections, with what share of the predictor's own throughput that is, and how many times its processor time each took (at most 1.2 is
wanted of documents); how many requests were answered, refused with 503, and lost (then it exits with 1); and, with --memory, the memory of
all its processes while that many requests are answered. Texts are those of the golden documents.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
START = (
    "import sys; from nlp.serve.run import serve; from nlp.serve.settings import read_settings; "
    "sys.exit(serve(read_settings({'port': '0', 'workers': sys.argv[1], 'waiting': sys.argv[2]})))"
)


class Load:
    """Requests over a number of connections that are kept open."""

    def __init__(self, port: int, requests: Sequence[bytes]) -> None:
        self.port = port
        self.requests = requests
        self.times: list[float] = []
        self.seen: Counter[str] = Counter()
        self.next = 0

    async def run(self, connections: int, *, seconds: float | None = None, number: int | None = None) -> float:
        """Send until the time is over or the number is reached; gives the seconds it took."""
        start = time.perf_counter()

        def more() -> bool:
            return time.perf_counter() - start < seconds if seconds is not None else self.next < (number or 0)

        await asyncio.gather(*(self._connection(more) for _ in range(connections)))
        return time.perf_counter() - start

    async def _connection(self, more: Callable[[], bool]) -> None:
        streams = None
        while more():
            request = self.requests[self.next % len(self.requests)]
            self.next += 1
            start = time.perf_counter()
            try:
                if streams is None:
                    streams = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
                # What is not answered by then is lost.
                async with asyncio.timeout(120):
                    status, keep = await self._exchange(*streams, request)
            except (OSError, asyncio.IncompleteReadError):
                status, keep = "lost", False
            if not keep and streams is not None:
                streams[1].close()
                streams = None
            self.seen[status] += 1
            if status == "200":
                self.times.append(time.perf_counter() - start)
            elif status == "503":
                # A client that is told to come back later does.
                await asyncio.sleep(0.1)

    @staticmethod
    async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[str, bool]:
        writer.write(request)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        return head.split()[1].decode(), b"connection: close" not in head


def request(path: str, value: object) -> bytes:
    """Give the bytes of one request."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def throughput(work: Callable[[str], object], texts: Sequence[str], seconds: float) -> tuple[float, float]:
    """Give how many texts a second `work` does, one after the other, and the milliseconds of processor time that each takes."""
    for text in texts:
        work(text)
    start, used, done = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - start < seconds or done < len(texts):
        work(texts[done % len(texts)])
        done += 1
    return done / (time.perf_counter() - start), 1000 * (time.process_time() - used) / done


def family(pid: int) -> list[int]:
    """Give a process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    out = [pid]
    for one in out:
        out += children.get(one, [])
    return out


def memory(pid: int) -> float:
    """Give the MB that a service holds, pages that its processes share counted once."""
    rows = [line for one in family(pid) for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()]
    return sum(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1024


def processor(pid: int) -> float:
    """Give the milliseconds of processor time that a service has used."""
    ticks = [sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:13])) for one in family(pid)]
    return 1000 * sum(ticks) / os.sysconf("SC_CLK_TCK")


def start_service(workers: int, waiting: int) -> tuple[subprocess.Popen[str], int, float]:
    """Start the service; gives it, its port, and the seconds until it answered that it is ready."""
    start = time.perf_counter()
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", START, str(workers), str(waiting)], stderr=subprocess.PIPE, text=True, env=environ, cwd=ROOT)
    assert process.stderr is not None
    line = process.stderr.readline()
    if "serving" not in line:
        raise SystemExit(line + process.stderr.read())
    port = int(line.split("http://")[1].split("/")[0].rpartition(":")[2])
    asyncio.run(_ready(port))
    return process, port, time.perf_counter() - start


async def _ready(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert b" 200 " in await reader.readline()
    writer.close()


def measure(service: tuple[int, int], name: str, requests: Sequence[bytes], alone: tuple[float, float], seconds: float) -> int:
    """Print one table; gives how many requests were lost."""
    pid, port = service
    # Both sides have seen each text before they are measured.
    asyncio.run(Load(port, requests).run(8, number=2 * len(requests)))
    print(f"\n{name}: {alone[0]:,.0f} a second in process, one after the other, {alone[1]:.1f} ms of processor time each")
    print(
        f"{'connections':>11} {'a second':>9} {'share':>6} {'cpu ms':>7} {'cost':>6} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'200':>7} {'503':>6} {'other':>6} {'lost':>5}"
    )
    lost = 0
    for connections in (1, 8, 64):
        load = Load(port, requests)
        used = processor(pid)
        took = asyncio.run(load.run(connections, seconds=seconds))
        used = (processor(pid) - used) / max(load.seen["200"], 1)
        times = sorted(load.times)
        at = [1000 * times[min(int(len(times) * share), len(times) - 1)] for share in (0.5, 0.95, 0.99)] if times else [0.0] * 3
        done = load.seen["200"] / took
        other = load.seen.total() - sum(load.seen[key] for key in ("200", "503", "lost"))
        latencies = " ".join(f"{each:8.1f}" for each in at)
        print(
            f"{connections:>11} {done:>9.1f} {done / alone[0]:>6.2f} {used:>7.1f} {used / alone[1]:>6.2f} {latencies} {load.seen['200']:>7} {load.seen['503']:>6} {other:>6} {load.seen['lost']:>5}"
        )
        lost += other + load.seen["lost"]
    return lost


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="time for each measurement (default 5)")
    parser.add_argument("--workers", type=int, default=2, help="workers of the service (default 2)")
    parser.add_argument("--waiting", type=int, default=64, help="requests that may wait (default 64)")
    parser.add_argument("--memory", type=int, default=0, metavar="REQUESTS", help="watch the memory over this many requests")
    args = parser.parse_args()

    from nlp.predictor import load
    from nlp.reading.read import find_documents, read_document

    texts = [read_document(path).text for path in find_documents([str(ROOT / "training_data/minutes/*.txt"), str(ROOT / "training_data/minutes/*.md")])]
    predictor = load()
    items = [text[item.start : item.end] for text in texts for item in predictor.predict(text).items]
    documents_alone = throughput(lambda text: predictor.predict(text).to_json(), texts, args.seconds)
    items_alone = throughput(lambda text: json.dumps(predictor.predict_item(text).to_dict()), items, args.seconds)
    # Stopped from outside, this script stops the service as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    service, port, ready = start_service(args.workers, args.waiting)
    print(
        f"ready after {ready:.2f} s; {args.workers} workers, {args.waiting} may wait; {len(texts)} documents of {sum(map(len, texts)) // len(texts):,} characters"
    )
    try:
        document_requests = [request("/v1/tag", {"text": text}) for text in texts]
        at = (service.pid, port)
        lost = measure(at, "documents", document_requests, documents_alone, args.seconds)
        lost += measure(at, "single items", [request("/v1/items", {"items": [{"text": item}]}) for item in items], items_alone, args.seconds)
        step = args.memory // 5
        for number in range(6 if step else 0):
            if number:
                # Texts that no request had before: words that are new must be forgotten again.
                new = [request("/v1/tag", {"text": f"{texts[i % len(texts)][:1500]} ord{number}x{i} navn{i}y{number}"}) for i in range(step)]
                load_ = Load(port, new)
                asyncio.run(load_.run(8, number=step))
                lost += load_.seen.total() - load_.seen["200"]
            print(f"memory after {number * step:>6} requests: {memory(service.pid):,.0f} MB in {len(family(service.pid))} processes", flush=True)
    finally:
        service.terminate()
        try:
            service.wait(60)
        except subprocess.TimeoutExpired:
            service.kill()
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
