"""Why a campaign dials as it does: its decisions of the last hour, and whether its forecasts come true."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.answer_language import language_of
from api.auth import Supervisor
from api.dependencies import BusDep, PathId, StoreDep
from api.problems import Problem
from api.schemas.pacing import CalibrationShown, DecisionsShown, ForetoldShown
from dialer.engine.messages.queries import MOST_DECISIONS
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import Message, mark, msg, pmark
from dialer.messaging.request import ask
from dialer.stores import Store
from pacing.calibration import Calibration
from pacing.simulate.picture import calibration_picture

router = APIRouter(prefix="/campaigns", tags=["pacing"])

SILENT = msg("No engine that runs this campaign has answered. Start one (`pronto run` or `pronto engine`) or wait.")


@router.get("/{campaign_id}/decisions")
async def list_decisions(
    campaign_id: PathId,
    store: StoreDep,
    bus: BusDep,
    _caller: Supervisor,
    limit: Annotated[int, Query(ge=1, le=MOST_DECISIONS)] = 100,
    before: Annotated[int | None, Query(ge=0, description="The `next` of the page before this one.")] = None,
) -> DecisionsShown:
    """Read the decisions of the last hour, the newest first: what each saw, risked and was allowed, and why.

    The engine keeps them in its memory: without one that runs the campaign the answer is 503.
    """
    await store.campaigns.get(campaign_id)
    said = await ask(bus, "decisions", campaign_id=campaign_id, limit=limit, before=before)
    if said is None:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "engine-silent", SILENT, headers={"Retry-After": "2"})
    return DecisionsShown.model_validate(said)


@router.get("/{campaign_id}/calibration")
async def read_calibration(campaign_id: PathId, store: StoreDep, _caller: Supervisor) -> CalibrationShown:
    """Read what the campaign's pacer foretold beside what then happened, as the engine saved it last."""
    answers, frees = await _accounts(store, campaign_id)
    return CalibrationShown(
        campaign_id=campaign_id,
        answers=ForetoldShown.of_calibration(answers),
        frees=ForetoldShown.of_calibration(frees),
    )


_ANSWERS, _FREES = pmark("forecast", "answers"), pmark("forecast", "agents free")


class SvgResponse(Response):
    """An SVG image."""

    media_type = "image/svg+xml"


@router.get("/{campaign_id}/calibration.svg", response_class=SvgResponse)
async def plot_calibration(campaign_id: PathId, request: Request, store: StoreDep, _caller: Supervisor) -> SvgResponse:
    """Draw the same: forecasts that are right lie on the diagonal. In the language of `Accept-Language`."""
    campaign = await store.campaigns.get(campaign_id)
    answers, frees = await _accounts(store, campaign_id)
    language = language_of(request.headers)

    def say(template: str, /, **facts: object) -> str:
        return in_words(Message(template, facts), language)

    named = {in_words(name, language): one for name, one in ((_ANSWERS, answers), (_FREES, frees))}
    title = say(mark("Forecasts and what happened: {name}"), name=campaign.name)
    picture = calibration_picture(named, title, say)
    return SvgResponse(picture, headers={"content-language": language})


async def _accounts(store: Store, campaign_id: int) -> tuple[Calibration, Calibration]:
    """The calibrations of answers and of agents becoming free; empty before the campaign has dialled."""
    await store.campaigns.get(campaign_id)
    memory = await store.memory.load(campaign_id)
    kept = (memory.learned.get("foretold") if memory else None) or {}
    try:
        return Calibration.load(kept["answers"]), Calibration.load(kept["frees"])
    except (KeyError, TypeError, ValueError):
        return Calibration(), Calibration()
