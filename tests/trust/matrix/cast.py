"""Who calls: a person of every role in the worked example's own parties, and those who should get nothing."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update

from app.demo.stage import Stage
from app.identity import service as identity
from app.identity.models import ApiToken
from app.identity.queries import actor_of
from app.identity.service import passwords, sessions, tokens
from app.kernel.actors import Role
from app.platform.crypto import hashed
from app.platform.work import begin_work, system_work

PASSWORD = "seitsemän veljestä 1870"
BEGUN = date(2026, 1, 2)
ALL_BUYER = (Role.OFFICER, Role.DECISION_MAKER, Role.EVALUATOR, Role.CASE_WORKER, Role.FINANCE, Role.AUDITOR)
ALL_SUPPLIER = (Role.SUPPLIER_ADMIN, Role.WORKER, Role.BOOKKEEPER)


@dataclass(frozen=True)
class Caller:
    """Whose secret opens the pages, and whose token the API; both empty for a guest."""

    name: str
    person_id: UUID | None = None
    session: str = ""
    token: str = ""


def cast_of(stage: Stage) -> dict[str, Caller]:
    """Everybody by the name of the matrix's column."""
    buyer, supplier = stage.id("jarvi-hame"), stage.id("S1")
    elsewhere, rival = _strangers(stage)
    return {
        "guest": Caller("guest"),
        "ended_session": _ended(stage, stage.id("oona")),
        "officer": _caller(stage, "officer", stage.id("oona")),
        "decision_maker": _caller(stage, "decision_maker", stage.id("paavo")),
        "case_worker": _caller(stage, "case_worker", stage.id("tiina")),
        "finance": _caller(stage, "finance", stage.id("leena")),
        "auditor": _new(stage, "auditor", buyer, Role.AUDITOR),
        "supplier_admin": _caller(stage, "supplier_admin", stage.id("vilma")),
        "worker": _new(stage, "worker", supplier, Role.WORKER),
        "bookkeeper": _new(stage, "bookkeeper", supplier, Role.BOOKKEEPER),
        "other_supplier": _caller(stage, "other_supplier", stage.id("ursula")),
        "other_buyer": _new(stage, "other_buyer", elsewhere, *ALL_BUYER),
        "new_supplier": _new(stage, "new_supplier", rival, *ALL_SUPPLIER),
        "administrator": _caller(stage, "administrator", stage.id("admin")),
        "deputy": _deputy(stage, "deputy", buyer, timedelta(days=-1)),
        "deputy_before": _deputy(stage, "deputy_before", buyer, timedelta(days=30)),
        "narrow_token": _narrow(stage, stage.id("taneli")),
    }


def _strangers(stage: Stage) -> tuple[UUID, UUID]:
    with stage.work_by("admin") as work:
        elsewhere = identity.found_organisation(work, name="Toinen työllisyysalue", valid_from=BEGUN)
        rival = identity.found_organisation(work, name="Uusi Tuottaja Oy", valid_from=BEGUN)
    return elsewhere, rival


def _person(stage: Stage, name: str) -> UUID:
    with stage.work_by("admin") as work:
        return identity.register_person(work, name=f"Testi {name}", email=f"{name}@matrix.example")


def _new(stage: Stage, name: str, party_id: UUID, *roles: Role) -> Caller:
    person_id = _person(stage, name)
    with stage.work_by("admin") as work:
        for role in roles:
            identity.give_role(work, person_id, party_id, role, valid_from=BEGUN)
    return _caller(stage, name, person_id)


def _deputy(stage: Stage, name: str, buyer_id: UUID, begins: timedelta) -> Caller:
    """An evaluator, who stands in for the case worker from a day on."""
    person_id, today = _person(stage, name), stage.clock.at.date()
    with stage.work_by("admin") as work:
        identity.give_role(work, person_id, buyer_id, Role.EVALUATOR, valid_from=BEGUN)
        identity.appoint_deputy(
            work,
            buyer_id,
            Role.CASE_WORKER,
            stage.id("tiina"),
            person_id,
            valid_from=today + begins,
            valid_to=today + begins + timedelta(days=10),
        )
    return _caller(stage, name, person_id)


def _caller(stage: Stage, name: str, person_id: UUID) -> Caller:
    token = _token(stage, person_id, ["*"])  # first: a password ends the log-ins made before it
    return Caller(name, person_id, _session(stage, person_id), token)


def _session(stage: Stage, person_id: UUID) -> str:
    with system_work(stage.ground) as work:
        return sessions.open_session(work, person_id, agent="matrix", by="test")


def _token(stage: Stage, person_id: UUID, scopes: list[str]) -> str:
    with system_work(stage.ground) as work:
        passwords.set_password(work, person_id, PASSWORD)
        actor = actor_of(work.db, person_id, stage.clock.at.date())
    with begin_work(stage.ground, actor, writes=True) as work:
        token_id, secret = tokens.make_token(work, PASSWORD, name="matrix", scopes=scopes, days=30)
    with system_work(stage.ground) as work:  # used just now: no answer of the matrix has that to write down
        work.db.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=work.now))
    return secret


def _ended(stage: Stage, person_id: UUID) -> Caller:
    token, secret = _token(stage, person_id, ["*"]), _session(stage, person_id)
    with system_work(stage.ground) as work:
        sessions.log_out(work, secret)
        work.db.execute(
            update(ApiToken).where(ApiToken.secret_sha256 == hashed(token)).values(ended_at=work.now)
        )
    return Caller("ended_session", person_id, secret, token)


def _narrow(stage: Stage, person_id: UUID) -> Caller:
    """A token that may look into the journal and do nothing else."""
    return Caller("narrow_token", person_id, "", _token(stage, person_id, ["audit:read"]))


def roles_of(stage: Stage, caller: Caller) -> object:
    """For a message: what the caller may be at all."""
    if caller.person_id is None:
        return "nobody"
    with system_work(stage.ground) as work:
        return actor_of(work.db, caller.person_id, stage.clock.at.date()).roles
