"""Persons' rights, recording consents, and the numbers behind report pseudonyms."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Security
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from api.auth import Context, Needs, check_permission
from api.callers import SignedIn
from api.dependencies import PathId, PathText
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
from dialer.app.composition import Parts
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


@router.post("/companies/{company_id}/persons/access", response_class=Response, responses=DOCUMENT)
@refuses(NotFound, TooManyReports)
async def read_person(
    company_id: PathId,
    body: PersonWanted,
    ctx: Annotated[Context, Needs("person.access", confirmed=True)],
    form: DocumentForm = DocumentForm.JSON,
    language: Language | None = None,
) -> Response:
    """Export all data a company keeps about a person, as GDPR article 15 requires. Recorded in the audit.

    For programs (`json`) or for reading (`html`, `text`), in `language` or else the person's own language.
    """
    await ctx.store.companies.get(company_id, sees=ctx.sees)
    asked = body.asked(company_id)
    async with ctx.service.report_files.attend(f"company:{company_id}", actor=ctx.actor):
        document = await ctx.service.persons.access(
            asked, received_at=body.received, language=language, actor=ctx.actor
        )
    match form:
        case DocumentForm.HTML:
            return HTMLResponse(access_page(document))
        case DocumentForm.TEXT:
            return PlainTextResponse(access_text(document))
        case DocumentForm.JSON:
            return JSONResponse(document)


@router.get("/companies/{company_id}/data-requests")
@refuses(NotFound)
async def list_data_requests(
    company_id: PathId,
    ctx: Annotated[Context, Needs("person.access")],
    page: Annotated[PageRequest, sorted_by("-id")],
) -> DataRequestPage:
    """List what persons asked of a company, newest first: when it came, by when and when it was answered."""
    await ctx.store.companies.get(company_id, sees=ctx.sees)
    items, more = cut_page(await ctx.store.persons.requests(company_id, page), page)
    return DataRequestPage(items=[DataRequestShown.of_request(one) for one in items], next=more)


@router.post("/companies/{company_id}/persons/erase")
@refuses(NotFound, PersonOnCall)
async def erase_person(
    company_id: PathId, body: ErasureWanted, ctx: Annotated[Context, Needs("person.erase")]
) -> ErasureShown:
    """Erase a person's data. Suppressions of the person stay."""
    await ctx.store.companies.get(company_id, sees=ctx.sees)
    asked = body.asked(company_id)
    done = await ctx.service.persons.erase(asked, suppress=body.suppress, received_at=body.received, actor=ctx.actor)
    return ErasureShown.of(done)


@refuses(UnknownAttempt, NOT_ALLOWED)
async def _recorder(request: Request, attempt_id: PathText, caller: SignedIn) -> Context:
    """A caller who may record consents, or the agent of this very call."""
    parts: Parts = request.app.state.parts
    now, attempts = parts.clock(), parts.store.attempts
    own = Context(caller=caller, permission="agent.self", sees=caller.sees("agent.self"), now=now, parts=parts)
    if caller.may("agent.self") and not caller.may("consent.write"):
        attempt = await attempts.get(attempt_id, sees=own.sees)
        if caller.is_agent(attempt.agent_id):
            return own
    sees = check_permission(caller, "consent.write", now)
    await attempts.get(attempt_id, sees=sees)
    return Context(caller=caller, permission="consent.write", sees=sees, now=now, parts=parts)


@router.post("/attempts/{attempt_id}/recording-consent", status_code=201)
@located("/attempts/{attempt_id}")
async def recording_consent(
    attempt_id: PathText,
    body: RecordingConsentInput,
    ctx: Annotated[Context, Security(_recorder, scopes=["consent.write"])],
) -> ConsentShown:
    """Store the person's consent to recording. For supervisors, and for the agent of the call."""
    said = await ctx.service.persons.consent(attempt_id, body.answer, notice_given=body.notice_given, actor=ctx.actor)
    return ConsentShown.of(said)


@router.post("/campaigns/{campaign_id}/unmask")
@refuses(UnknownCampaign, NotFound)
async def unmask_number(
    campaign_id: PathId, body: UnmaskInput, ctx: Annotated[Context, Needs("number.unmask")]
) -> Unmasked:
    """Resolve a pseudonym of a report to its number. Caller and reason are recorded in the audit first."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    number = await ctx.service.persons.unmask(campaign_id, body.pseudonym, reason=body.reason, actor=ctx.actor)
    return Unmasked(number=number)


@router.post("/pseudonyms/rotate")
async def rotate_pseudonyms(
    body: RotationInput, ctx: Annotated[Context, Needs("pseudonym.rotate", all_companies=True, confirmed=True)]
) -> RotationDone:
    """Use new pseudonyms in reports from now on."""
    return RotationDone(key=await ctx.service.persons.rotate(forget=body.forget, actor=ctx.actor))
