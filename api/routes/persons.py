"""Persons' rights, recording consents, and the numbers behind report pseudonyms."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from api.auth import Admin, AnyCaller, Manager, not_allowed
from api.dependencies import PathId, PathText, ServiceDep, StoreDep
from api.schemas.persons import (
    ConsentShown,
    DocumentForm,
    ErasureShown,
    ErasureWanted,
    PersonWanted,
    RecordingConsentAsked,
    RotationAsked,
    RotationDone,
    UnmaskAsked,
    Unmasked,
)
from dialer.core.enums import Role
from dialer.documents.access_request.document import access_page, access_text
from dialer.i18n.catalogue import Language

router = APIRouter(tags=["persons"])
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Everything kept.",
        "content": {"application/json": {}, "text/html": {}, "text/plain": {}},
    }
}


@router.post("/controllers/{controller_id}/persons/access", response_class=Response, responses=DOCUMENT)
async def read_person(
    controller_id: PathId,
    body: PersonWanted,
    service: ServiceDep,
    caller: Manager,
    form: DocumentForm = DocumentForm.JSON,
    language: Language | None = None,
) -> Response:
    """Return what a controller keeps of a person, with all that GDPR article 15 asks for. The asking is noted.

    For programs (`json`) or to read (`html`, `text`); in the person's own language unless `language` names another.
    """
    asked = body.asked(controller_id)
    document = await service.persons.access(asked, received_at=body.received, language=language, actor=caller.actor)
    match form:
        case DocumentForm.HTML:
            return HTMLResponse(access_page(document))
        case DocumentForm.TEXT:
            return PlainTextResponse(access_text(document))
        case DocumentForm.JSON:
            return JSONResponse(document)


@router.post("/controllers/{controller_id}/persons/erase")
async def erase_person(controller_id: PathId, body: ErasureWanted, service: ServiceDep, caller: Admin) -> ErasureShown:
    """Take out of a person's rows what tells who it was. What forbids to call the person stays."""
    asked = body.asked(controller_id)
    done = await service.persons.erase(asked, suppress=body.suppress, received_at=body.received, actor=caller.actor)
    return ErasureShown.of(done)


@router.post("/attempts/{attempt_id}/recording-consent", status_code=201)
async def recording_consent(
    attempt_id: PathText, body: RecordingConsentAsked, service: ServiceDep, store: StoreDep, caller: AnyCaller
) -> ConsentShown:
    """Write what the person said about being recorded: for supervisors, and for the agent of this very call."""
    attempt = await store.attempts.get(attempt_id)
    if not (caller.may(Role.SUPERVISOR) if caller.role is not Role.AGENT else caller.is_agent(attempt.agent_id)):
        raise not_allowed(Role.SUPERVISOR)
    said = await service.persons.consent(attempt_id, body.answer, notice_given=body.notice_given, actor=caller.actor)
    return ConsentShown.of(said)


@router.post("/campaigns/{campaign_id}/unmask")
async def unmask_number(campaign_id: PathId, body: UnmaskAsked, service: ServiceDep, caller: Admin) -> Unmasked:
    """Say whose number a report's stand-in is. Who asked and why is in the audit before the answer is given."""
    number = await service.persons.unmask(campaign_id, body.pseudonym, reason=body.reason, actor=caller.actor)
    return Unmasked(number=number)


@router.post("/pseudonyms/rotate")
async def rotate_pseudonyms(body: RotationAsked, service: ServiceDep, caller: Admin) -> RotationDone:
    """Let reports use new stand-ins from now on."""
    return RotationDone(key=await service.persons.rotate(forget=body.forget, actor=caller.actor))
