"""What every answer carries whatever it is, and how much a request may bring."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 2_000_000
CSP = "; ".join(
    [
        "default-src 'none'",
        "base-uri 'none'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # without any, a browser sends forms from an origin called null
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def _in_bytes(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """As the server sends them: written once, not with every answer."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


SAFE_AND_NOT_KEPT = _in_bytes({**HEADERS, "Cache-Control": "no-store"})
SAFE_AND_KEPT = _in_bytes(  # an asset's address changes with its bytes
    {**HEADERS, "Cache-Control": "public, max-age=31536000"}
)


class SafeHeaders:
    """Nothing is loaded from elsewhere, nothing is framed, and what is not an asset is not kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kept = scope["path"].startswith("/static/")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name for name, _ in message["headers"]}
                safe = SAFE_AND_KEPT if kept else SAFE_AND_NOT_KEPT
                message["headers"] = [*message["headers"], *(one for one in safe if one[0] not in said)]
            await send(message)

        await self.app(scope, receive, with_headers)


class SmallBodies:
    """A request that brings more than any form or document of ours is cut off while it arrives."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            if message["type"] == "http.request":
                came += len(message.get("body", b""))
                if came > self.most:
                    raise HTTPException(413)
            return message

        await self.app(scope, counted if scope["type"] == "http" else receive, send)
