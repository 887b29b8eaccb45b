"""Persons' rights, recording consents, and the numbers behind report pseudonyms."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Security
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from api.auth import Needs, Permit, check_permission
from api.callers import SignedIn
from api.dependencies import PathId, PathText, ServiceDep, StoreDep
from api.keyed_requests import Keyed
from api.locations import located
from api.paging import cut_page, sorted_by
from api.problem_kinds import NOT_ALLOWED, refuses
from api.schemas.persons import (
    ConsentShown,
    DataRequestPage,
    DataRequestShown,
    DocumentForm,
    ErasureShown,
    ErasureWanted,
    PersonWanted,
    RecordingConsentInput,
    RotationDone,
    RotationInput,
    Unmasked,
    UnmaskInput,
)
from dialer.core.errors import NotFound, PersonOnCall, UnknownAttempt, UnknownCampaign
from dialer.core.request_errors import TooManyReports
from dialer.documents.access_request.document import access_page, access_text
from dialer.i18n.catalogue import Language
from dialer.storage.pages import PageRequest

router = APIRouter(tags=["persons"], route_class=Keyed)
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Everything kept.",
        "content": {"application/json": {}, "text/html": {}, "text/plain": {}},
    }
}


@router.post("/controllers/{controller_id}/persons/access", response_class=Response, responses=DOCUMENT)
@refuses(NotFound, TooManyReports)
async def read_person(
    controller_id: PathId,
    body: PersonWanted,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("person.access", confirmed=True)],
    form: DocumentForm = DocumentForm.JSON,
    language: Language | None = None,
) -> Response:
    """Export all data a controller keeps about a person, as GDPR article 15 requires. Recorded in the audit.

    For programs (`json`) or for reading (`html`, `text`), in `language` or else the person's own language.
    """
    await store.controllers.get(controller_id, sees=permit.sees)
    asked = body.asked(controller_id)
    async with service.report_files.attend(f"controller:{controller_id}", actor=permit.actor):
        document = await service.persons.access(asked, received_at=body.received, language=language, actor=permit.actor)
    match form:
        case DocumentForm.HTML:
            return HTMLResponse(access_page(document))
        case DocumentForm.TEXT:
            return PlainTextResponse(access_text(document))
        case DocumentForm.JSON:
            return JSONResponse(document)


@router.get("/controllers/{controller_id}/data-requests")
@refuses(NotFound)
async def list_data_requests(
    controller_id: PathId,
    store: StoreDep,
    permit: Annotated[Permit, Needs("person.access")],
    page: Annotated[PageRequest, sorted_by("-id")],
) -> DataRequestPage:
    """List what persons asked of a controller, newest first: when it came, by when and when it was answered."""
    await store.controllers.get(controller_id, sees=permit.sees)
    items, more = cut_page(await store.persons.requests(controller_id, page), page)
    return DataRequestPage(items=[DataRequestShown.of_request(one) for one in items], next=more)


@router.post("/controllers/{controller_id}/persons/erase")
@refuses(NotFound, PersonOnCall)
async def erase_person(
    controller_id: PathId,
    body: ErasureWanted,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("person.erase")],
) -> ErasureShown:
    """Erase a person's data. Suppressions of the person stay."""
    await store.controllers.get(controller_id, sees=permit.sees)
    asked = body.asked(controller_id)
    done = await service.persons.erase(asked, suppress=body.suppress, received_at=body.received, actor=permit.actor)
    return ErasureShown.of(done)


@refuses(UnknownAttempt, NOT_ALLOWED)
async def _recorder(request: Request, attempt_id: PathText, store: StoreDep, caller: SignedIn) -> Permit:
    """A caller who may record consents, or the agent of this very call."""
    now = request.app.state.parts.clock()
    own = Permit(caller=caller, permission="agent.self", sees=caller.sees("agent.self"), now=now)
    if caller.may("agent.self") and not caller.may("consent.write"):
        attempt = await store.attempts.get(attempt_id, sees=own.sees)
        if caller.is_agent(attempt.agent_id):
            return own
    sees = check_permission(caller, "consent.write", now)
    await store.attempts.get(attempt_id, sees=sees)
    return Permit(caller=caller, permission="consent.write", sees=sees, now=now)


@router.post("/attempts/{attempt_id}/recording-consent", status_code=201)
@located("/attempts/{attempt_id}")
async def recording_consent(
    attempt_id: PathText,
    body: RecordingConsentInput,
    service: ServiceDep,
    permit: Annotated[Permit, Security(_recorder, scopes=["consent.write"])],
) -> ConsentShown:
    """Store the person's consent to recording. For supervisors, and for the agent of the call."""
    said = await service.persons.consent(attempt_id, body.answer, notice_given=body.notice_given, actor=permit.actor)
    return ConsentShown.of(said)


@router.post("/campaigns/{campaign_id}/unmask")
@refuses(UnknownCampaign, NotFound)
async def unmask_number(
    campaign_id: PathId,
    body: UnmaskInput,
    store: StoreDep,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("number.unmask")],
) -> Unmasked:
    """Resolve a pseudonym of a report to its number. Caller and reason are recorded in the audit first."""
    await store.campaigns.get(campaign_id, sees=permit.sees)
    number = await service.persons.unmask(campaign_id, body.pseudonym, reason=body.reason, actor=permit.actor)
    return Unmasked(number=number)


@router.post("/pseudonyms/rotate")
async def rotate_pseudonyms(
    body: RotationInput,
    service: ServiceDep,
    permit: Annotated[Permit, Needs("pseudonym.rotate", all_controllers=True, confirmed=True)],
) -> RotationDone:
    """Use new pseudonyms in reports from now on."""
    return RotationDone(key=await service.persons.rotate(forget=body.forget, actor=permit.actor))
