"""Why a campaign dials as it does: its decisions of the last hour, and whether its forecasts come true."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.answer_language import language_of
from api.auth import Context, Needs
from api.dependencies import BusDep, PathId
from api.problem_kinds import kind_of, refuses
from api.problems import Problem
from api.schemas.pacing import CalibrationShown, DecisionsShown, ForetoldShown
from dialer.core.errors import UnknownCampaign
from dialer.core.request_errors import EngineSilent
from dialer.engine.messages.queries import MOST_DECISIONS
from dialer.i18n.catalogue import in_words
from dialer.i18n.message import Message, mark, msg, pmark
from dialer.messaging.request import ask
from pacing.calibration import Calibration
from pacing.simulate.picture import calibration_picture

router = APIRouter(prefix="/campaigns", tags=["pacing"])

SILENT = msg("No engine that runs this campaign has answered. Start one (`pronto run` or `pronto engine`) or wait.")


@router.get("/{campaign_id}/decisions")
@refuses(UnknownCampaign, EngineSilent)
async def list_decisions(
    campaign_id: PathId,
    bus: BusDep,
    ctx: Annotated[Context, Needs("campaign.read")],
    limit: Annotated[int, Query(ge=1, le=MOST_DECISIONS)] = 100,
    before: Annotated[int | None, Query(ge=0, description="`next` of the previous page.")] = None,
) -> DecisionsShown:
    """Read the pacing decisions of the last hour, newest first: figures, expected risk, limits and reason.

    They are kept in the engine's memory: without an engine that runs the campaign, the answer is 503.
    """
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    said = await ask(bus, "decisions", campaign_id=campaign_id, limit=limit, before=before)
    if said is None:
        raise Problem(kind_of(EngineSilent), SILENT, headers={"Retry-After": "2"})
    return DecisionsShown.model_validate(said)


@router.get("/{campaign_id}/calibration")
@refuses(UnknownCampaign)
async def read_calibration(campaign_id: PathId, ctx: Annotated[Context, Needs("campaign.read")]) -> CalibrationShown:
    """Read the pacer's forecasts beside what happened, as last saved by the engine."""
    answers, frees = await _accounts(campaign_id, ctx)
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
@refuses(UnknownCampaign)
async def plot_calibration(
    campaign_id: PathId, request: Request, ctx: Annotated[Context, Needs("campaign.read")]
) -> SvgResponse:
    """Draw the same as SVG: correct forecasts lie on the diagonal. Text follows `Accept-Language`."""
    campaign = await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    answers, frees = await _accounts(campaign_id, ctx)
    language = language_of(request.headers)

    def say(template: str, /, **facts: object) -> str:
        return in_words(Message(template, facts), language)

    named = {in_words(name, language): one for name, one in ((_ANSWERS, answers), (_FREES, frees))}
    title = say(mark("Forecasts and what happened: {name}"), name=campaign.name)
    picture = calibration_picture(named, title, say)
    return SvgResponse(picture, headers={"content-language": language})


async def _accounts(campaign_id: int, ctx: Context) -> tuple[Calibration, Calibration]:
    """The calibrations of answers and of agents becoming free; empty before the campaign has dialled."""
    await ctx.store.campaigns.get(campaign_id, sees=ctx.sees)
    memory = await ctx.store.memory.load(campaign_id)
    kept = (memory.learned.get("foretold") if memory else None) or {}
    try:
        return Calibration.load(kept["answers"]), Calibration.load(kept["frees"])
    except (KeyError, TypeError, ValueError):
        return Calibration(), Calibration()
