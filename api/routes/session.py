"""Signing in and out, and the caller's own account."""

from fastapi import APIRouter, Request, Response

from api.auth import check_confirmed
from api.callers import (
    SignedIn,
    SignedInUser,
    browser_of,
    check_origin,
    departure_of,
    forget_departure,
    forget_session,
    keep_departure,
    keep_session,
    not_signed_in,
    session_of,
    sign_in_url,
)
from api.dependencies import PartsDep, PathId
from api.etags import IfMatch, Versioned
from api.locations import located
from api.problem_kinds import CONFIRM_FIRST, INVALID, NOT_SIGNED_IN, OTHER_MEDIA_TYPE, WRONG_ORIGIN, kind_of, refuses
from api.problems import Problem
from api.schemas.session import (
    BackupCodes,
    CodeInput,
    Confirmed,
    ConfirmInput,
    LinkInput,
    Me,
    MeChange,
    PasswordInput,
    ProviderAddress,
    ProviderAnswered,
    ProviderInput,
    SessionShown,
    SignInInput,
    SignInShown,
    SignInWays,
    TotpOffered,
)
from api.schemas.session import SignedIn as SignInState
from dialer.access.errors import (
    CodeRefused,
    EmailNotVerified,
    LinkRefused,
    NoAccount,
    NoProvider,
    NoSecondFactor,
    NothingToConfirmWith,
    ProviderAway,
    ProviderRefused,
    ProviderUnusable,
    SignInNotBegun,
    SignInRefused,
    SignInsBusy,
    TokenRefused,
    TooManyFailures,
)
from dialer.access.model import Caller
from dialer.access.sign_ins import Opened
from dialer.app.composition import Parts
from dialer.core.errors import UnknownSession
from dialer.i18n.message import msg

router = APIRouter(tags=["session"], route_class=Versioned)
SIGN_INS = (WRONG_ORIGIN, OTHER_MEDIA_TYPE, kind_of(TooManyFailures))


@router.get("/session/ways")
async def list_sign_in_ways(parts: PartsDep) -> SignInWays:
    """List how people sign in here: by password, and through the identity provider if there is one."""
    return SignInWays(ways=["password", "provider"] if parts.settings.oidc_issuer else ["password"])


@router.post("/session")
@refuses(*SIGN_INS, SignInRefused, SignInsBusy)
async def sign_in(body: SignInInput, request: Request, response: Response, parts: PartsDep) -> SignInState:
    """Sign in by password, for pages in this browser. A user with a second factor gives a code next.

    After failures the next try waits, longer the more there were (`too-many-attempts`).
    """
    check_origin(request)
    browser = browser_of(request, await session_of(request))
    opened = await parts.service.sign_ins.by_password(body.login, body.password.get_secret_value(), browser)
    return await _answer(opened, request, response, parts)


@router.post("/session/code")
@refuses(*SIGN_INS, NOT_SIGNED_IN, CodeRefused)
async def give_code(body: CodeInput, request: Request, response: Response, parts: PartsDep) -> SignInState:
    """Complete a sign-in with a code of the app, or a backup code."""
    check_origin(request)
    waiting = await session_of(request)
    if waiting is None or waiting.session.stage != "code_wanted":
        raise not_signed_in(msg("No sign-in waits for a code: begin with name and password."))
    opened = await parts.service.sign_ins.by_code(waiting, body.code.get_secret_value(), browser_of(request, waiting))
    return await _answer(opened, request, response, parts)


@router.post("/session/link")
@refuses(*SIGN_INS, LinkRefused)
async def open_link(body: LinkInput, request: Request, response: Response, parts: PartsDep) -> SignInState:
    """Sign in by a one-time link: what stands behind `#link=` in its address."""
    check_origin(request)
    browser = browser_of(request, await session_of(request))
    return await _answer(
        await parts.service.sign_ins.by_link(body.token.get_secret_value(), browser), request, response, parts
    )


@router.post("/session/provider")
@refuses(WRONG_ORIGIN, OTHER_MEDIA_TYPE, NoProvider, ProviderUnusable, ProviderAway)
async def leave_for_provider(
    body: ProviderInput, request: Request, response: Response, parts: PartsDep
) -> ProviderAddress:
    """Begin to sign in through the identity provider: the answer says where to go, a cookie keeps what belongs to it.

    The provider sends the browser back to `/sign-in`, whose page sends what it brings to `/session/provider/answer`.
    """
    check_origin(request)
    url, sealed = await parts.service.sign_ins.to_provider(sign_in_url(request), again=body.again)
    keep_departure(request, response, sealed)
    return ProviderAddress(url=url)


@router.post("/session/provider/answer")
@refuses(
    *SIGN_INS,
    SignInNotBegun,
    ProviderRefused,
    TokenRefused,
    NoAccount,
    EmailNotVerified,
    NoProvider,
    ProviderUnusable,
    ProviderAway,
)
async def return_from_provider(
    body: ProviderAnswered, request: Request, response: Response, parts: PartsDep
) -> SignInState:
    """Complete a sign-in through the identity provider. A second factor is the provider's to ask for."""
    check_origin(request)
    browser = browser_of(request, await session_of(request))
    opened = await parts.service.sign_ins.by_provider(departure_of(request), body.inner(), browser)
    forget_departure(request, response)
    return await _answer(opened, request, response, parts)


@router.post("/session/board")
@refuses(*SIGN_INS, LinkRefused)
async def open_board(body: LinkInput, request: Request, response: Response, parts: PartsDep) -> SignInState:
    """Exchange the link of a board, what stands behind `#token=` in its address, for a cookie that opens it."""
    check_origin(request)
    browser = browser_of(request, await session_of(request))
    return await _answer(
        await parts.service.sign_ins.by_board(body.token.get_secret_value(), browser), request, response, parts
    )


@router.post("/session/confirm")
@refuses(SignInRefused, CodeRefused, NothingToConfirmWith, TooManyFailures, SignInsBusy)
async def confirm_session(body: ConfirmInput, request: Request, parts: PartsDep, user: SignedInUser) -> Confirmed:
    """Give the password or a code again, for what needs it: it counts for five minutes."""
    if (body.password is None) == (body.code is None):
        raise Problem(INVALID, msg("Give either the password or a code."))
    password = None if body.password is None else body.password.get_secret_value()
    code = None if body.code is None else body.code.get_secret_value()
    until = await parts.service.sign_ins.confirm(user, browser_of(request), password=password, code=code)
    return Confirmed(confirmed_until=until)


@router.delete("/session", status_code=204)
@refuses(WRONG_ORIGIN, OTHER_MEDIA_TYPE)
async def sign_out(request: Request, response: Response, parts: PartsDep) -> None:
    """Sign out: the session ends, and the cookie goes."""
    check_origin(request)
    if (found := await session_of(request)) is not None:
        await parts.service.sign_ins.end(found.session)
        request.app.state.phone_lines.hang_up(found.session.id)
        if found.agent_id is not None:
            await parts.service.phones.sweep(found.agent_id)
    forget_session(request, response)


@router.get("/me")
async def read_me(parts: PartsDep, caller: SignedIn) -> Me:
    """Say who the caller is, and what the caller may do."""
    return await _me(caller, parts)


@router.patch("/me")
async def change_me(body: MeChange, parts: PartsDep, user: SignedInUser, if_match: IfMatch) -> Me:
    """Change one's own name and language."""
    before = await parts.service.access.account(user)
    if_match.check(Me.seen(user, before))
    expected = before.version if if_match else None
    await parts.store.users.update(user.id, body.model_dump(exclude_none=True), expected=expected)
    return await _me(user, parts)


@router.put("/me/password", status_code=204)
@refuses(CONFIRM_FIRST, SignInsBusy)
async def change_password(body: PasswordInput, parts: PartsDep, user: SignedInUser) -> None:
    """Take a new password; all other sessions end. The present password or a code was given just before."""
    check_confirmed(user, parts.clock())
    await parts.service.access.set_password(user, body.password.get_secret_value())


@router.post("/me/totp", status_code=201)
@located("/me")
@refuses(CONFIRM_FIRST)
async def offer_totp(parts: PartsDep, user: SignedInUser) -> TotpOffered:
    """Begin to set up a second factor: the secret for an app, shown once."""
    check_confirmed(user, parts.clock())
    offer = await parts.service.second_factor.offer(await parts.service.access.account(user))
    return TotpOffered(secret=offer.secret, uri=offer.uri, qr_svg=offer.qr)


@router.post("/me/totp/confirm")
@refuses(CONFIRM_FIRST, NoSecondFactor, CodeRefused)
async def accept_totp(body: CodeInput, parts: PartsDep, user: SignedInUser) -> BackupCodes:
    """Take the second factor into use with a first code of the app. Ten backup codes are shown once."""
    check_confirmed(user, parts.clock())
    return BackupCodes(codes=await parts.service.access.accept_second_factor(user, body.code.get_secret_value()))


@router.post("/me/totp/backup-codes")
@refuses(CONFIRM_FIRST, NoSecondFactor)
async def renew_backup_codes(parts: PartsDep, user: SignedInUser) -> BackupCodes:
    """Make ten new backup codes; the old ones open nothing more."""
    check_confirmed(user, parts.clock())
    return BackupCodes(codes=await parts.service.access.renew_backup_codes(user))


@router.delete("/me/totp", status_code=204)
@refuses(CONFIRM_FIRST)
async def remove_totp(parts: PartsDep, user: SignedInUser) -> None:
    """Sign in without a second factor from now on."""
    check_confirmed(user, parts.clock())
    await parts.service.access.remove_second_factor(user, user.id)


@router.get("/me/sessions")
async def list_my_sessions(parts: PartsDep, user: SignedInUser) -> list[SessionShown]:
    """List the browsers in which the caller is signed in."""
    found = await parts.store.sessions.of_user(user.id, now=parts.clock())
    return [SessionShown.seen(one, user.session_id) for one in found]


@router.get("/me/sign-ins")
async def list_my_sign_ins(parts: PartsDep, user: SignedInUser) -> list[SignInShown]:
    """List when, how and from where the caller signed in: the last twenty times, newest first."""
    found = await parts.store.audit.list(subject=f"user:{user.id}", action="sign_in", limit=20)
    return [SignInShown.seen(one) for one in found]


@router.delete("/me/sessions", status_code=204)
async def end_my_sessions(parts: PartsDep, user: SignedInUser) -> None:
    """Sign out everywhere else."""
    await parts.store.sessions.end_all(user.id, but=user.session_id)


@router.delete("/me/sessions/{session_id}", status_code=204)
@refuses(UnknownSession)
async def end_my_session(session_id: PathId, parts: PartsDep, user: SignedInUser) -> None:
    """Sign out in one of them."""
    await parts.store.sessions.end(session_id, user_id=user.id)


async def _answer(opened: Opened, request: Request, response: Response, parts: Parts) -> SignInState:
    keep_session(request, response, opened)
    if opened.session.stage == "code_wanted":
        return SignInState(state="code_wanted")
    return SignInState(state="signed_in", me=await _me(opened.caller, parts))


async def _me(caller: Caller, parts: Parts) -> Me:
    user = await parts.service.access.account(caller) if caller.kind == "user" else None
    return Me.seen(
        caller,
        user,
        upload_limit_bytes=parts.service.uploads.limit_bytes,
        screen_lock_s=parts.settings.screen_lock_s,
    )
