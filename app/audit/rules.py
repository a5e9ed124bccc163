"""An exported chain proves itself: whoever has the lines needs neither our database nor our program."""

import json
from collections.abc import Iterable
from hashlib import sha256

FIRST = bytes(32)  # what stands before a chain's first row


def export_line(seq: int, body: bytes, digest: bytes) -> str:
    """One row as one line of JSON; the body is a text in it, so that its bytes stay what was hashed.

    >>> export_line(1, b'{"event":"x"}', bytes(2))
    '{"body":"{\\\\"event\\\\":\\\\"x\\\\"}","seq":1,"sha256":"0000"}'
    """
    told = {"seq": seq, "body": body.decode(), "sha256": digest.hex()}
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def first_broken_line(lines: Iterable[str]) -> int | None:
    """The number of the first line that does not follow from those before it; None when all do.

    >>> body = b'{"event":"x"}'
    >>> line = export_line(1, body, sha256(FIRST + body).digest())
    >>> first_broken_line([line]), first_broken_line([line, line])
    (None, 2)
    """
    before = FIRST
    for number, line in enumerate(lines, start=1):
        told = json.loads(line)
        before = sha256(before + told["body"].encode()).digest()
        if (told["seq"], told["sha256"]) != (number, before.hex()):
            return number
    return None
