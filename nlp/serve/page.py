"""The page for people, its files, and the documents to try it with."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles

from nlp.serve.docs import render
from nlp.serve.faults import Refusal

STATIC = Path(__file__).resolve().parent / "static"
# Minutes of invented municipalities, in four layouts, and what they are in Danish and English.
EXAMPLES = {
    "aamose.txt": ("Kommunalbestyrelse: afstemning og tidligere beslutninger", "A council: votes and earlier decisions"),
    "laerkedal.txt": ("Byråd: ændringsforslag og stemmetal", "A council: an amendment and counted votes"),
    "region-midtfjord.txt": ("Region: udvalg med stedfortræder", "A region: a committee with a substitute"),
    "svanelev.md": ("Dagsorden fra et udvalg", "The agenda of a committee"),
}
# Where they stand in a checkout, and in an installed package.
_EXAMPLES_AT = (Path(__file__).resolve().parents[2] / "training_data" / "minutes", Path(__file__).resolve().parent / "examples")


def add_page(app: FastAPI) -> None:
    """Add the page at `/`, its files, its examples, and `/docs`."""

    @app.get("/", include_in_schema=False)
    async def page() -> Response:
        return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(render(app.openapi()))

    @app.get("/examples", include_in_schema=False)
    async def examples() -> Response:
        return JSONResponse([{"name": name, "da": da, "en": en} for name, (da, en) in EXAMPLES.items() if _example(name)])

    @app.get("/examples/{name}", include_in_schema=False)
    async def example(name: str) -> Response:
        path = _example(name) if name in EXAMPLES else None
        if path is None:
            raise Refusal(404, "http", "There is no such example; /examples lists them.")
        return PlainTextResponse(path.read_text(encoding="utf-8"))

    app.mount("/static", _Files(directory=STATIC), name="static")


def _example(name: str) -> Path | None:
    return next((folder / name for folder in _EXAMPLES_AT if (folder / name).is_file()), None)


class _Files(StaticFiles):
    """Files that a browser asks about again before it uses what it kept."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Give a file, with the header that says so."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "no-cache"
        return response
