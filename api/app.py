"""The application: routers behind the threshold, with one form of error."""

from fastapi import Depends, FastAPI
from prometheus_client import REGISTRY, CollectorRegistry

from api import health, metrics, pages, phone_socket, problems, reference_page
from api.dependencies import known_query
from api.live import event_stream
from api.live.hub import Hub
from api.middleware import Threshold
from api.openapi import Application, operation_id
from api.quota import quota_of
from api.routes import (
    agent_commands,
    agents,
    alerts,
    arrangement,
    attempts,
    audit,
    boards,
    bulk,
    callbacks,
    caller_id_pools,
    campaigns,
    desk_phones,
    destinations,
    imports,
    installation,
    interactions,
    jobs,
    keys,
    leads,
    lists,
    pacing,
    people,
    persons,
    profiles,
    promises,
    provisioning,
    registers,
    report_schedules,
    reports,
    results,
    retention,
    script_files,
    script_runs,
    scripts,
    session,
    setup,
    simulations,
    suppressions,
    team_messages,
    telephony,
    trunk_groups,
    workday,
    workplace,
)
from dialer.app.composition import Parts
from dialer.core.version import installed_version

# In the order of the reference.
MODULES = (
    setup,
    campaigns,
    pacing,
    simulations,
    lists,
    arrangement,
    leads,
    imports,
    agents,
    agent_commands,
    workday,
    team_messages,
    alerts,
    workplace,
    callbacks,
    bulk,
    attempts,
    interactions,
    script_files,
    scripts,
    script_runs,
    promises,
    provisioning,
    installation,
    telephony,
    desk_phones,
    trunk_groups,
    destinations,
    caller_id_pools,
    session,
    people,
    keys,
    audit,
    suppressions,
    registers,
    persons,
    profiles,
    retention,
    results,
    report_schedules,
    reports,
    jobs,
    event_stream,
    boards,
)
KNOWN_QUERY = [Depends(known_query)]
DESCRIPTION = (
    "Control of a predictive dialer. Send a key as `Authorization: Bearer …`; instants are ISO 8601 in UTC, except "
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
        openapi_url=None,  # api/reference_page.py serves the file
        generate_unique_id_function=operation_id,
    )
    app.state.parts = parts
    app.state.registry = registry
    app.state.live = Hub(
        parts.bus,
        parts.clock,
        is_identified=lambda one: parts.store.identities.is_identified(one),
        job=lambda one: parts.store.jobs.get(one),
    )
    app.state.phone_lines = phone_socket.PhoneLines()
    problems.install(app)
    # Included one by one: a router of routers would make FastAPI process all routes twice.
    for module in MODULES:
        app.include_router(module.router, prefix="/api/v1", dependencies=KNOWN_QUERY)
    for measured in (health, metrics):
        app.include_router(measured.router, dependencies=KNOWN_QUERY)
    for page in (reference_page, pages):
        app.include_router(page.router)
    app.router.routes.append(phone_socket.route)
    pages.install(app)
    settings = parts.settings
    app.add_middleware(
        Threshold,
        hosts=settings.hosts,
        upload_limit_bytes=settings.upload_limit_bytes,
        database_url=settings.database_url,
        quota=quota_of(settings, settings.connection_limit),
    )
    return app
