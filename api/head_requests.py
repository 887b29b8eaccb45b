"""HEAD wherever there is GET (RFC 9110, 9.3.2): the same answer, without its body."""

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message, Scope, Send


def as_get(scope: Scope, send: Send) -> tuple[Scope, Send]:
    """A HEAD request as the GET of which only the head is sent; any other request as it is.

    An answer that goes on, as a stream or an export, ends as if its client had left (`ClientDisconnect`), before any
    of its body is made.
    """
    if scope.get("method") != "HEAD":
        return scope, send

    async def send_head(message: Message) -> None:
        is_head = message["type"] == "http.response.start"
        if is_head:
            await send(message)
        goes_on = "content-length" not in Headers(scope=message) if is_head else message.get("more_body", False)
        if goes_on or not is_head:
            await send({"type": "http.response.body", "body": b""})
        if goes_on:
            raise ClientDisconnect

    return {**scope, "method": "GET"}, send_head
