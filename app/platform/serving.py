"""Serving the site from one process: few threads, as many as there are connections, and a quiet collector."""

import asyncio
import gc
from contextlib import suppress

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

COLLECTED_AT = 20_000


def serve(site: FastAPI, *, host: str, port: int, threads: int) -> None:
    """Until it is stopped. No address is logged: a client's own link is a secret.

    `threads` is the number of pooled connections: more of either only queue.
    """
    server = uvicorn.Server(uvicorn.Config(site, host=host, port=port, log_config=None, access_log=False))
    with suppress(KeyboardInterrupt):
        asyncio.run(_served(server, threads))


async def _served(server: uvicorn.Server, threads: int) -> None:
    current_default_thread_limiter().total_tokens = threads
    _spare_the_collector()
    await server.serve()


def _spare_the_collector() -> None:
    """What was imported stays for the process's life: walking it again and again made the slowest answers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AT, 20, 100)
