"""API tokens: made with the password, shown once, limited, and ended."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.identity import queries, service
from app.identity.models import ApiToken
from app.identity.queries import accounts
from app.identity.rules.accounts import SCOPES
from app.kernel.actors import SYSTEM, Role
from app.kernel.refusals import Missing, Refused
from app.law import policy as law
from app.platform.callers import NOBODY
from tests.story.accounts import PASSWORD, a_token, caller, with_password
from tests.story.identity import Buyer, a_buyer


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


def make(work_as, actor, *, password=PASSWORD, name="Raportti", scopes=("orders:read",), days=30):
    with work_as(actor) as work:
        return service.make_token(work, password, name=name, scopes=scopes, days=days)


def test_a_token_opens_until_it_expires(ground, work_as, clock, buyer):
    token = a_token(work_as, buyer.finance, "orders:read", days=1)
    assert token.startswith("kt_")

    clock.at += timedelta(hours=23, minutes=59)
    assert caller(ground, bearer=token).is_known
    clock.at += timedelta(minutes=1)
    assert caller(ground, bearer=token) == NOBODY


def test_a_token_is_not_a_session(ground, work_as, buyer):
    token = a_token(work_as, buyer.finance, "*")

    assert caller(ground, session=token) == NOBODY


def test_a_token_is_ended_by_its_owner_alone(ground, work_as, buyer):
    with_password(work_as, buyer.finance)
    token_id, secret = make(work_as, buyer.finance)
    for actor, unknown in ((buyer.officer, token_id), (buyer.finance, UUID(int=404))):
        with pytest.raises(Missing), work_as(actor) as work:
            service.end_token(work, unknown)

    with work_as(buyer.finance) as work:
        service.end_token(work, token_id)

    assert caller(ground, bearer=secret) == NOBODY
    with pytest.raises(Missing), work_as(buyer.finance) as work:
        service.end_token(work, token_id)


def test_ones_own_tokens_are_listed_without_their_secrets(work_as, buyer):
    with_password(work_as, buyer.finance)
    _, secret = make(work_as, buyer.finance, scopes=("orders:read", "invoices:write", "orders:read"))

    with work_as(buyer.finance) as work:
        [row] = accounts.own_tokens(work)
    assert (row.name, row.scopes) == ("Raportti", ("invoices:write", "orders:read"))
    assert secret.startswith(row.prefix) and len(row.prefix) == 8
    with work_as(buyer.officer) as work:
        assert accounts.own_tokens(work) == []
    with work_as(SYSTEM) as work:
        assert secret.encode() not in work.db.scalars(select(ApiToken)).one().secret_sha256


def test_a_token_needs_the_password_and_known_scopes_and_an_end(work_as, buyer):
    with_password(work_as, buyer.finance)

    for told, code in (
        ({"password": "väärä salasana"}, "password_wrong"),
        ({"scopes": ("orders:eat",)}, "scope_unknown"),
        ({"scopes": ()}, "scope_missing"),
        ({"days": 0}, "token_days"),
        ({"days": 367}, "token_days"),
        ({"name": " "}, "name_missing"),
    ):
        with pytest.raises(Refused, match=rf"identity\.{code}"):
            make(work_as, buyer.finance, **told)


def test_a_program_makes_itself_no_tokens_and_keeps_no_account(ground, work_as, buyer):
    program = caller(ground, bearer=a_token(work_as, buyer.officer, "*")).actor

    with pytest.raises(Refused, match=r"identity\.not_your_act"):
        make(work_as, program)
    with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(program) as work:
        service.change_person(work, name="Joku Muu", language="fi")


def test_an_administrators_program_founds_organisations_but_leaves_the_law_alone(ground, work_as, buyer):
    with work_as(SYSTEM) as work:
        admin_id = service.open_platform(
            work,
            name="Kutsun ylläpito",
            admin_name="Päivi Pääkäyttäjä",
            admin_email="paivi@kutsu.example",
            valid_from=clock_day(work),
        )
        service.set_password(work, admin_id, PASSWORD)
    admin = an_administrator(work_as, admin_id)
    program = caller(ground, bearer=a_token(work_as, admin, "*")).actor

    with work_as(program) as work:
        founded = service.found_organisation(work, name="Valopolku ry", valid_from=clock_day(work))

    assert founded
    assert [reason.code for reason in law.reasons_not_to("propose", program)] == ["law.not_an_administrator"]


def clock_day(work):
    return queries.today(work)


def an_administrator(work_as, person_id):
    with work_as(SYSTEM) as work:
        actor = queries.actor_of(work.db, person_id, clock_day(work))
    assert actor.parties_where(Role.PLATFORM_ADMIN)
    return actor


def test_every_scope_reads_or_writes_something():
    assert {"calls:read", "people:write", "law:read", "*"} <= set(SCOPES)
    assert len(SCOPES) == len(set(SCOPES)) == 35
