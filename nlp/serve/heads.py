"""Connections that end where the head of a request does not arrive in time: a client that sends a byte now and then holds nothing."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


def timed_protocol(seconds: float) -> type[asyncio.Protocol]:  # noqa: C901 (a class made for one server)
    """Give the server's protocol with a time for each head.

    Args:
        seconds: From the connection, or the first byte of a further request, to the end of the head.
    """

    class TimedProtocol(H11Protocol):
        _clock: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._start()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._start() if self._between() else self._stop()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _between(self) -> bool:
            return self.cycle is None or self.cycle.response_complete

        def _start(self) -> None:
            if self._clock is None:
                self._clock = self.loop.call_later(seconds, self._end)

        def _stop(self) -> None:
            if self._clock is not None:
                self._clock.cancel()
                self._clock = None

        def _end(self) -> None:
            self._clock = None
            if self._between():
                self.transport.close()

    return TimedProtocol
