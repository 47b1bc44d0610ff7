"""The application: its routes, and what stands around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from nlp import __version__
from nlp.serve import api, page
from nlp.serve.contract import schemas
from nlp.serve.faults import Refusal
from nlp.serve.gate import OPEN, Gate
from nlp.serve.metrics import Metrics
from nlp.serve.pool import Pool
from nlp.serve.settings import Settings

_ABOUT = "Tags Danish municipal minutes. Results have the shape of `referat tag`; every answer names the model's digest in `X-Referat-Model`."


def create_app(settings: Settings, pool: Pool) -> FastAPI:
    """Give the application around a pool that was started; it closes the pool when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await pool.close()

    metrics = Metrics(pool)
    app = FastAPI(
        title="referat",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        root_path_in_servers=False,
        servers=[{"url": settings.root_path}] if settings.root_path else None,
    )
    app.include_router(api.make_router(settings, pool, metrics))
    if settings.label_studio:
        from nlp.serve import label_studio

        app.include_router(label_studio.make_router(settings, pool))
    page.add_page(app)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _failed)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_middleware(Gate, settings=settings, pool=pool, metrics=metrics)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key"],
            expose_headers=["X-Referat-Model", "Retry-After"],
        )
    _describe(app, settings)
    return app


def _describe(app: FastAPI, settings: Settings) -> None:
    """Put the schemas of the results into the description, and the key where one is set."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            described = plain()
            parts = described.setdefault("components", {})
            kept = {name: schema for name, schema in parts.get("schemas", {}).items() if name not in ("HTTPValidationError", "ValidationError")}
            parts["schemas"] = {**kept, **schemas(settings.max_batch)}
            if settings.key:
                parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
                described["security"] = [{"key": []}]
                # Nobody needs a key to ask whether the service lives.
                for path in OPEN:
                    for operation in described["paths"].get(path, {}).values():
                        operation["security"] = []
            app.openapi_schema = described
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


async def _refused(request: Request, err: Exception) -> JSONResponse:
    assert isinstance(err, Refusal)
    return JSONResponse(err.to_dict(), err.status, headers=err.headers())


async def _failed(request: Request, err: Exception) -> JSONResponse:
    assert isinstance(err, HTTPException)
    said = {404: "There is nothing at this path; see /docs.", 405: "This path takes another method; see /docs."}.get(err.status_code, str(err.detail))
    return JSONResponse(Refusal(err.status_code, "http", said).to_dict(), err.status_code, headers=err.headers)


async def _misshapen(request: Request, err: Exception) -> JSONResponse:
    assert isinstance(err, RequestValidationError)
    said = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in err.errors()[:5])
    return JSONResponse(Refusal(422, "shape", f"{said}.").to_dict(), 422)
