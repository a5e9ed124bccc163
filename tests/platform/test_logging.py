"""A log line holds what was judged safe, and nothing that a person wrote."""

import json
import logging
from io import StringIO

import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError

from app.platform.logging import SAFE, start_logging

SOMEBODY = "Aino Esimerkki"


@pytest.fixture
def lines():
    """What was logged so far; afterwards logs go where they went before."""
    root, out = logging.getLogger(), StringIO()
    before = root.level, list(root.handlers)
    start_logging(out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    structlog.reset_defaults()
    root.level, root.handlers = before


def test_safe_fields_get_through_and_others_are_left_out_by_name(lines):
    structlog.get_logger().info("served", status=200, path="/", phone="040 000 0001", client=SOMEBODY)

    [line] = lines()
    assert (line["event"], line["status"], line["level"]) == ("served", 200, "info")
    assert line["left_out"] == ["client", "phone"]
    assert SOMEBODY not in json.dumps(line) and "040 000" not in json.dumps(line)


def test_what_is_safe_says_nothing_about_a_person():
    assert not SAFE & {"name", "email", "phone", "body", "subject", "client", "user", "exception", "exc_info"}


def test_an_error_is_logged_without_what_it_quotes(lines):
    try:
        raise ValueError(f"no room for {SOMEBODY}")
    except ValueError:
        structlog.get_logger().warning("failed", exc_info=True)
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application for %s", SOMEBODY)

    ours, theirs = lines()
    assert ours["left_out"] == ["exc_info"]
    assert (theirs["event"], theirs["level"], theirs["error"]) == ("uvicorn.error", "error", "ValueError")
    assert any(__file__ in where for where in theirs["where"]), "a developer finds the line of code"
    assert SOMEBODY not in json.dumps([ours, theirs])


def test_a_librarys_line_is_kept_by_its_kind_alone(lines):
    logging.getLogger("httpx").info("GET https://example.test/%s", SOMEBODY)
    logging.getLogger("obstore").error("PUT %s failed", SOMEBODY)

    assert lines() == [{"event": "obstore", "level": "error"}]


def test_a_database_error_does_not_quote_what_was_bound(database):
    statement = sa.text("INSERT INTO pseudonym (client_id, party_id, value) VALUES (NULL, NULL, :value)")

    with pytest.raises(IntegrityError) as wrong, database.writing.begin() as connection:
        connection.execute(statement, {"value": SOMEBODY})

    assert "SQL parameters hidden" in str(wrong.value)
    assert f"'{SOMEBODY}'" not in str(wrong.value)


def test_a_line_without_surprises_has_no_left_out(lines):
    structlog.get_logger().info("served", status=200)

    [line] = lines()
    assert "left_out" not in line and line["timestamp"].endswith("Z")
