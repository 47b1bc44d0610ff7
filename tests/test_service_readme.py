"""The one-line clients of the README give what the service gives."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the service needs the extra serve")

from tests.conftest import ROOT  # noqa: E402
from tests.serving import MINUTES, Service, running  # noqa: E402


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running() as one:
        yield one


def client(beginning: str) -> str:
    """Give the README's line that begins so."""
    lines = re.findall(rf"^(?:\$ )?({beginning} .*127\.0\.0\.1:8000.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    if not lines:
        pytest.fail(f"README.md has no line that begins with {beginning} and asks the service")
    return str(lines[0])


@pytest.mark.parametrize("program", ["curl", "python"])
def test_the_line_of_the_readme_tags_a_file(service: Service, tmp_path: Path, program: str) -> None:
    line = client(program).replace("127.0.0.1:8000", f"127.0.0.1:{service.port}")
    if program == "curl" and not shutil.which("curl"):
        pytest.skip("no curl here")
    (tmp_path / "minutes.txt").write_text(MINUTES, encoding="utf-8")
    # `python` is the one that runs this test.
    line = line.replace("python ", f"{sys.executable} ", 1) if program == "python" else line
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["items"][0]["outcomes"][0]["code"] == "recommended"
