"""Clients that keep their connection and ask one request after another, and how long each answer took."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """`body` is made anew for each: what is written twice alike would be one thing."""

    method: str
    path: str
    token: str
    body: Callable[[], bytes] = bytes

    def as_bytes(self) -> bytes:
        body = self.body()
        head = (
            f"{self.method} {self.path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class Failed(Exception):
    """An answer that is no success."""


def ask(port: int, request: Request, *, times: int, clients: int) -> list[float]:
    """Seconds of each answer."""
    return asyncio.run(_ask(port, request, times, clients))


def answer_to(port: int, request: Request) -> bytes:
    """The body of one answer."""

    async def once() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            return await _one(reader, writer, request)
        finally:
            writer.close()

    return asyncio.run(once())


async def _ask(port: int, request: Request, times: int, clients: int) -> list[float]:
    left, took = iter(range(times)), []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            began = time.perf_counter()
            await _one(reader, writer, request)
            took.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return took


async def _one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: Request) -> bytes:
    writer.write(request.as_bytes())
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    body = await reader.readexactly(int(length[1]) if length else 0)
    if not head.startswith(b"HTTP/1.1 20"):
        raise Failed(head.split(b"\r\n", 1)[0], body)
    return body
