"""Profiles of the law, read in words."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.auth import Context, Needs
from api.etags import Versioned
from api.problem_kinds import refuses
from api.schemas.profiles import ProfileInWords, ProfileListed
from dialer.core.errors import NotFound

router = APIRouter(prefix="/profiles", tags=["law"], route_class=Versioned)

ProfileId = Annotated[str, Path(pattern=r"^[A-Z]{2}(-[A-Z]+)?$", max_length=20)]


@router.get("")
async def list_profiles(ctx: Annotated[Context, Needs("profile.read")]) -> list[ProfileListed]:
    """List the profiles of the law that campaigns can be called by."""
    return [ProfileListed.of_profile(one) for one in ctx.service.rule_files.profiles()]


@router.get("/{profile_id}")
@refuses(NotFound)
async def read_profile(profile_id: ProfileId, ctx: Annotated[Context, Needs("profile.read")]) -> ProfileInWords:
    """Read a profile: each rule in sentences, with its source and how certain that is."""
    found = next((one for one in ctx.service.rule_files.profiles() if one.id == profile_id), None)
    if found is None:
        raise NotFound(id=profile_id)
    return ProfileInWords.of_profile(found)
