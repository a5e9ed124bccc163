"""A serving process has as few threads as connections, and leaves what it imported out of the collector."""

import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

SITE = """
import gc, sys
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from app.platform.serving import serve

site = FastAPI()

@site.get("/")
async def told() -> list[int]:
    return [current_default_thread_limiter().total_tokens, gc.get_threshold()[0], gc.get_freeze_count()]

serve(site, host="127.0.0.1", port=int(sys.argv[1]), threads=3)
"""


def test_the_process_is_set_up_before_it_answers_and_ends_when_told():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SITE, str(port)])

    threads, collected_at, frozen = (int(one) for one in answer(port).strip("[]").split(","))
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=30)

    assert (threads, collected_at) == (3, 20_000)
    assert frozen > 10_000


def answer(port: int) -> str:
    for _ in range(300):
        try:
            return urlopen(f"http://127.0.0.1:{port}/").read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
