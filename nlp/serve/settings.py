"""What can be set of the service, each with its default, its option and its environment variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from nlp.serve.faults import BadSetting

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _set(default: Any, text: str, *, least: float | None = None) -> Any:
    """Describe one setting; `text` is its help."""
    return field(default=default, metadata={"help": text, "least": least})


def _workers() -> int:
    """Give one worker for each core that this process may use, and two at least, so that one slow document stops nobody."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(2, min(cores, 8))


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one service. `REFERAT_<NAME>` sets each from the environment."""

    host: str = _set("127.0.0.1", "address to listen on; other machines reach only what is not loopback")
    port: int = _set(8000, "port to listen on; 0 takes a free one", least=0)
    model: Path | None = _set(None, "model folder (else the one that ships with referat)")
    rules: Path | None = _set(None, "folder of your own rules, beside those of referat")
    root_path: str = _set("", "path below which a proxy serves this, such as /referat; links are relative, whatever it is")
    workers: int = field(default_factory=_workers, metadata={"help": "processes that tag (else one for each core, 2 to 8)", "least": 1})
    waiting: int = _set(64, "requests that may wait for a worker; more get 503", least=0)
    waiting_seconds: float = _set(30.0, "time that a request may wait for a worker; then it gets 503", least=0.01)
    max_body: int = _set(10_000_000, "bytes of one request", least=1)
    max_chars: int = _set(1_000_000, "characters of one document", least=1)
    max_batch: int = _set(32, "documents or items of one request", least=1)
    document_seconds: float = _set(20.0, "time for one document; then its worker is stopped", least=0.01)
    body_seconds: float = _set(30.0, "time for the body of one request to arrive", least=0.01)
    head_seconds: float = _set(10.0, "time for the head of one request to arrive; then its connection is closed", least=0.01)
    bodies_mb: int = _set(60, "bodies of all requests that are arriving or waiting, together; more get 503", least=1)
    memory_mb: int = _set(1500, "memory that one document may take; 0 sets no limit", least=0)
    grace_seconds: float = _set(30.0, "time for running requests to finish when the service stops", least=0)
    origins: tuple[str, ...] = _set((), "origins of other web pages that may call (CORS), divided by commas")
    hosts: tuple[str, ...] = _set((), "host names to answer to, divided by commas; * for all (else any, but loopback names alone on loopback)")
    label_studio: bool = _set(False, "speak the protocol of Label Studio's ML backends below /label-studio")
    key: str = field(default="", repr=False, metadata={"help": "", "least": None})

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Give the host names that are answered: a page elsewhere must not reach a local service by a name of its own."""
        if self.hosts:
            return self.hosts
        return LOOPBACK if self.host in LOOPBACK else ("*",)


def read_settings(options: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Give the settings: options that are not None, else the environment, else the defaults.

    The key comes from the environment alone (`REFERAT_API_KEY`): the options of a process can be seen by others.

    Raises:
        BadSetting: a value is of the wrong kind or too small; says which and what is wanted.
    """
    environ = os.environ if environ is None else environ
    options = options or {}
    values: dict[str, Any] = {"key": environ.get("REFERAT_API_KEY", "").strip()}
    for each in fields(Settings):
        if each.name == "key":
            continue
        given = options.get(each.name)
        name = f"--{each.name.replace('_', '-')}"
        if given is None:
            name = f"REFERAT_{each.name.upper()}"
            given = environ.get(name) or None
        if given is not None:
            values[each.name] = _value(name, str(each.type), given, each.metadata["least"])
    return Settings(**values)


def _value(name: str, kind: str, given: Any, least: float | None) -> Any:
    if not isinstance(given, str):
        given = given if kind.startswith("tuple") else str(given)
    try:
        value = _READERS[kind](given)
    except ValueError as err:
        raise BadSetting(f"{name}: {given!r} is no {_WANTED[kind]}.") from err
    if least is not None and not least <= value < float("inf"):
        raise BadSetting(f"{name}: {given!r} is out of range. Give at least {least:g}.")
    return value


def _flag(text: str) -> bool:
    low = text.casefold()
    if low in ("1", "true", "yes", "on"):
        return True
    if low in ("0", "false", "no", "off"):
        return False
    raise ValueError(text)


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given


_READERS: dict[str, Any] = {"str": str, "int": int, "float": float, "bool": _flag, "Path | None": Path, "tuple[str, ...]": _names}
_WANTED = {"str": "text", "int": "whole number", "float": "number", "bool": "switch (on or off)", "Path | None": "path", "tuple[str, ...]": "list"}
