"""The application: routers behind the threshold, with one form of error."""

from fastapi import Depends, FastAPI
from prometheus_client import REGISTRY, CollectorRegistry

from api import health, live, metrics, pages, problems, reference_page
from api.auth import FailedLogins
from api.dependencies import known_query
from api.middleware import Threshold
from api.openapi import Application, operation_id
from api.quota import quota_of
from api.routes import (
    access,
    agents,
    attempts,
    callbacks,
    campaigns,
    imports,
    installation,
    leads,
    lists,
    pacing,
    persons,
    registers,
    reports,
    retention,
    suppressions,
)
from dialer.app.composition import Parts
from dialer.core.version import installed_version

# In the order of the reference.
MODULES = (
    campaigns,
    pacing,
    lists,
    leads,
    imports,
    agents,
    callbacks,
    attempts,
    installation,
    access,
    suppressions,
    registers,
    persons,
    retention,
    reports,
    live,
)
KNOWN_QUERY = [Depends(known_query)]
DESCRIPTION = (
    "Control of a predictive dialer. Send a token as `Authorization: Bearer …`; instants are ISO 8601 in UTC, except "
    "on the board, where they are epoch seconds. Every error is a problem document (RFC 9457)."
)


def create_app(parts: Parts, *, registry: CollectorRegistry = REGISTRY) -> FastAPI:
    """Make the application over `parts`, which the caller opens and closes."""
    app = Application(
        title="Pronto",
        version=installed_version(),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=operation_id,
    )
    app.state.parts = parts
    app.state.registry = registry
    app.state.failed_logins = FailedLogins(parts.clock)
    problems.install(app)
    # Included one by one: a router of routers would make FastAPI process all routes twice.
    for module in MODULES:
        app.include_router(module.router, prefix="/api/v1", dependencies=KNOWN_QUERY)
    for measured in (health, metrics):
        app.include_router(measured.router, dependencies=KNOWN_QUERY)
    for page in (reference_page, pages):
        app.include_router(page.router)
    settings = parts.settings
    app.add_middleware(
        Threshold,
        hosts=settings.hosts,
        upload_limit_bytes=settings.upload_limit_bytes,
        database_url=settings.database_url,
        quota=quota_of(settings, settings.connection_limit),
    )
    return app
