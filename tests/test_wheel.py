"""The built wheel works without the checkout, its model included."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

from nlp.serve.page import EXAMPLES
from tests.conftest import ROOT


def test_the_wheel_tags_minutes_in_an_environment_of_its_own(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("referat-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        # The page of the service, and the minutes to try it with.
        assert {"nlp/serve/static/index.html", *(f"nlp/serve/examples/{name}" for name in EXAMPLES)} <= set(packed.namelist())
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    # The dependencies are those of this environment: nothing is downloaded. The checkout stays out of sight.
    site = Path(
        subprocess.run([python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"], capture_output=True, text=True, check=True).stdout.strip()
    )
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True)
    libraries = list({sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"]})
    (site / "libraries.pth").write_text("\n".join(f"import sys; sys.path.append({path!r})" for path in libraries) + "\n", encoding="utf-8")
    (tmp_path / "minutes.txt").write_text("REFERAT Byrådet d. 09-05-2023\n\nPunkt 1: Budget 2024\n\n23/1\n\nBeslutning\n\nGodkendt.\n", encoding="utf-8")
    where = subprocess.run([python, "-c", "import nlp; print(nlp.__file__)"], capture_output=True, text=True, cwd=tmp_path, check=True).stdout
    assert str(site) in where
    done = subprocess.run([home / "bin" / "referat", "tag", "minutes.txt"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (item,) = json.loads(done.stdout)["items"]
    assert item["outcomes"][0]["code"] == "approved"
    assert item["topic"]["label"] == "economy"
