"""The kinds of problem documents, and which of them an operation answers with.

Nobody writes an operation's problems down twice. Each place that refuses requests says with `refuses` what it refuses
them with, and the OpenAPI document (api/openapi.py) gathers what lies on the way to an operation:

- its dependencies: who is not signed in or not allowed, an unknown parameter, an If-Match of another version, a
  database that is away;
- its route class: an Idempotency-Key that was used before;
- its shape: a body that cannot be read or is too large;
- the threshold (api/middleware.py): a foreign host name, too many connections, a fault of Pronto's;
- and the route's own function, with what it and the services that it calls raise:

      @router.post("/{campaign_id}/start")
      @refuses(UnknownCampaign, CampaignClosed, CampaignArchived, CampaignNotReady)
      async def start_campaign(...)

All tests of the API compare each answer with the document (tests/support/documented_answers.py), so that what is not
declared is found. What a connection is refused for before it has sent a request (400, 408, 431) is no operation's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, TypeVar

from dialer.access.errors import GrantsTooMuch, ProviderAway, SignInRefused, SignInsBusy, TooManyFailures
from dialer.core.errors import (
    AttemptOfAnother,
    BadReference,
    Changed,
    DatabaseBusy,
    DatabaseUnusable,
    DialerError,
    KeyUsed,
    NotFound,
    Refused,
    TooManySearches,
    UnknownDisposition,
    WatchingLocked,
)
from dialer.core.request_errors import EngineSilent, FileBrokeOff, Invalid, TooMuchAtOnce
from dialer.i18n.message import mark

C = TypeVar("C", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem: the last part of its `type`, its status, its title, and what is wrong in general."""

    slug: str
    status: HTTPStatus
    title: str
    sentence: str = ""


# The first matching class decides; an error that matches none is internal.
STATUS_OF: Final[tuple[tuple[type[DialerError], HTTPStatus], ...]] = (
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadReference, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnknownDisposition, HTTPStatus.UNPROCESSABLE_ENTITY),
    (KeyUsed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (TooManySearches, HTTPStatus.TOO_MANY_REQUESTS),
    (AttemptOfAnother, HTTPStatus.FORBIDDEN),
    (GrantsTooMuch, HTTPStatus.FORBIDDEN),
    (SignInRefused, HTTPStatus.UNAUTHORIZED),
    (TooManyFailures, HTTPStatus.TOO_MANY_REQUESTS),
    (SignInsBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (ProviderAway, HTTPStatus.SERVICE_UNAVAILABLE),
    (WatchingLocked, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Changed, HTTPStatus.PRECONDITION_FAILED),
    (Refused, HTTPStatus.CONFLICT),
    (TooMuchAtOnce, HTTPStatus.TOO_MANY_REQUESTS),
    (DatabaseBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (EngineSilent, HTTPStatus.SERVICE_UNAVAILABLE),
    (FileBrokeOff, HTTPStatus.INTERNAL_SERVER_ERROR),
    (DatabaseUnusable, HTTPStatus.INTERNAL_SERVER_ERROR),  # not 503, which means temporary
)


def status_of(error: type[DialerError]) -> HTTPStatus | None:
    """The status that an error is answered with; None for one that is internal."""
    return next((status for kind, status in STATUS_OF if issubclass(error, kind)), None)


def kind_of(error: type[DialerError]) -> ProblemKind:
    """The kind of problem that an error is answered with, or told as on a stream."""
    return ProblemKind(error.problem, status_of(error) or HTTPStatus.CONFLICT, error.title, error.sentence)


INVALID: Final = kind_of(Invalid)
NO_SUCH_ADDRESS: Final = kind_of(NotFound)
DATABASE_AWAY: Final = ProblemKind(
    "database-away", HTTPStatus.SERVICE_UNAVAILABLE, mark("The database does not answer")
)
INTERNAL: Final = ProblemKind("internal", HTTPStatus.INTERNAL_SERVER_ERROR, mark("Pronto failed"))
UNREADABLE: Final = ProblemKind("bad-request", HTTPStatus.BAD_REQUEST, mark("The body cannot be read"))
TOO_LARGE: Final = ProblemKind("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, mark("The request is too large"))
OTHER_MEDIA_TYPE: Final = ProblemKind(
    "unsupported-media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, mark("Unsupported type of content")
)
OTHER_METHOD: Final = ProblemKind("method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, mark("Method not allowed"))

NOT_SIGNED_IN: Final = ProblemKind("not-signed-in", HTTPStatus.UNAUTHORIZED, mark("A key or a session is needed"))
NOT_ALLOWED: Final = ProblemKind("not-allowed", HTTPStatus.FORBIDDEN, mark("The caller may not do that"))
NOT_A_USER: Final = ProblemKind("not-a-user", HTTPStatus.FORBIDDEN, mark("The caller is no user"))
WRONG_NETWORK: Final = ProblemKind("wrong-network", HTTPStatus.FORBIDDEN, mark("The key may not be used from here"))
WRONG_ORIGIN: Final = ProblemKind(
    "wrong-origin", HTTPStatus.FORBIDDEN, mark("The request comes from another site's page")
)
CONFIRM_FIRST: Final = ProblemKind("confirm-first", HTTPStatus.FORBIDDEN, mark("Confirm first that it is you"))
TOO_MANY_ATTEMPTS: Final = kind_of(TooManyFailures)

WRONG_HOST: Final = ProblemKind("wrong-host", HTTPStatus.MISDIRECTED_REQUEST, mark("Unknown host name"))
TOO_MANY_CONNECTIONS: Final = ProblemKind(
    "too-many-connections", HTTPStatus.SERVICE_UNAVAILABLE, mark("Too many connections are open")
)
TOO_MANY_OF_CLIENT: Final = ProblemKind(
    "too-many-of-client", HTTPStatus.TOO_MANY_REQUESTS, mark("Too much is open from one address")
)
HEAD_TOO_LARGE: Final = ProblemKind(
    "head-too-large", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, mark("The head of the request is too large")
)
NOT_HTTP: Final = ProblemKind("not-http", HTTPStatus.BAD_REQUEST, mark("This is not HTTP"))
TOO_SLOW: Final = ProblemKind("request-timeout", HTTPStatus.REQUEST_TIMEOUT, mark("The request did not come in time"))

UNKNOWN_CHANNEL: Final = ProblemKind("unknown-channel", HTTPStatus.NOT_FOUND, mark("There is no such channel"))
TOO_MANY_STREAMS: Final = ProblemKind(
    "too-many-streams", HTTPStatus.TOO_MANY_REQUESTS, mark("Too many streams are open")
)
TOO_MANY_CHANNELS: Final = ProblemKind(
    "too-many-channels", HTTPStatus.TOO_MANY_REQUESTS, mark("Too many channels on one connection")
)
NOT_UNDERSTOOD: Final = ProblemKind(
    "not-understood", HTTPStatus.UNPROCESSABLE_ENTITY, mark("The message is not understood")
)
ENDING: Final = ProblemKind("ending", HTTPStatus.SERVICE_UNAVAILABLE, mark("Pronto is being stopped"))

ANY_REQUEST: Final = (WRONG_HOST, TOO_MANY_CONNECTIONS, TOO_MANY_OF_CLIENT, INTERNAL)
"""What any request may be refused with at the threshold."""
A_DATABASE: Final = (DATABASE_AWAY, kind_of(DatabaseBusy), kind_of(DatabaseUnusable))
A_BODY: Final = (UNREADABLE, TOO_LARGE, INVALID)

_refusals: dict[Callable[..., Any], tuple[ProblemKind, ...]] = {}


def refuses(*kinds: ProblemKind | type[DialerError]) -> Callable[[C], C]:
    """Declare what a route's function or a dependency refuses requests with."""

    def declare(call: C) -> C:
        _refusals[call] = tuple(one if isinstance(one, ProblemKind) else kind_of(one) for one in kinds)
        return call

    return declare


def refusals_of(call: Callable[..., Any]) -> tuple[ProblemKind, ...]:
    """What a route's function or a dependency was declared to refuse requests with."""
    declared: tuple[ProblemKind, ...] = getattr(call, "refusals", ())  # of a dependency that is an object
    return (*declared, *_refusals.get(call, ()))


def own_kinds() -> list[ProblemKind]:
    """The kinds that the API itself raises, besides the errors of `dialer`."""
    return [one for one in globals().values() if isinstance(one, ProblemKind)]
