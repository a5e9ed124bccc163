"""The client's own link: made by the case worker, used by whoever holds it, and taken back in time."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.clients import service as clients
from app.identity import queries as identity
from app.kernel.actors import Actor, ActorKind
from app.kernel.deadlines import last_day
from app.kernel.refusals import Reason, refuse_if
from app.orders import events, queries
from app.orders.models import Choice, ClientLink
from app.orders.queries import LinkPage
from app.orders.rules.choosing import Candidate, Snapshot
from app.orders.rules.links import (
    LinkStanding,
    reasons_link_is_shut,
    reasons_not_the_client,
    reasons_still_thinking,
    standing_of,
    thinking_ends,
)
from app.orders.rules.states import NEED_FLOW, ChoiceGround, NeedState
from app.orders.service.acting import of_need, reasons_not_need, sealed
from app.orders.service.choosing import calendar_of, ranking_may_pick, take
from app.platform.crypto import hashed, new_secret
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Category
from app.procurement.rules.states import ChoiceMode

SECRET_BYTES = 24  # more than anybody guesses, and few enough for a code that an old phone reads
FIELD = "client_link"
HANDING_OVER = "handing the client's own link over"


@dataclass(frozen=True)
class Opened:
    """What the holder of a link is shown; nothing of it says whose it is."""

    standing: LinkStanding
    shown: tuple[Candidate, ...]
    chosen: Candidate | None
    thinking_ends: datetime | None
    expires_at: datetime
    may_fall_back: bool
    category: Category
    call: Call
    case_worker: str
    case_worker_email: str


def make_link(work: Work, list_id: UUID) -> ClientLink:
    """As long as the call gives to choose, from today; a link that was made before opens no more."""
    choice_list = queries.own_list(work, list_id)
    need = queries.own_need(work, choice_list.need_id, lock=True)
    category = procurement.category(work, need.category_id)
    refuse_if(
        [
            *reasons_not_need(work, "make_link", need),
            *([] if choice_list.ended_at is None else [Reason("order.list_ended")]),
            *([Reason("order.ranking_picks")] if category.choice_mode is ChoiceMode.RANKING else []),
        ]
    )
    calendar = calendar_of(work)
    window = procurement.terms_of(procurement.call(work, need.call_id)).choice_window

    if before := queries.live_link(work, list_id):
        before.withdrawn_at = work.now
        work.db.flush()  # it steps aside before the new one takes its place in the index
    secret, link_id = new_secret(SECRET_BYTES), work.new_id()
    link = ClientLink(
        id=link_id,
        list_id=list_id,
        secret_sha256=hashed(secret),
        sealed_secret=sealed(work, need.client_id, f"{FIELD}.{link_id}", secret),
        made_by_id=work.actor.id,
        made_at=work.now,
        expires_at=calendar.end_of_day(last_day(identity.today(work), window, calendar)),
    )
    work.db.add(link)
    work.db.flush()
    made = events.LinkMade(**of_need(need), link_id=link.id, list_id=list_id, expires_at=link.expires_at)
    work.record(made)
    return link


def withdraw_link(work: Work, link_id: UUID) -> None:
    """It opens nothing any more; what was chosen by it stays."""
    link, need = queries.own_link_and_need(work, link_id)
    is_withdrawn = [Reason("order.link_withdrawn")] if link.withdrawn_at is not None else []
    refuse_if([*reasons_not_need(work, "make_link", need), *is_withdrawn])

    link.withdrawn_at = work.now
    work.record(events.LinkWithdrawn(**of_need(need), link_id=link.id))


def read_link(work: Work, link_id: UUID) -> str:
    """The secret, for the case worker to hand over; that it was read goes into the view log."""
    link = queries.own_link(work, link_id)
    need = queries.own_need(work, queries.own_list(work, link.list_id).need_id)
    is_withdrawn = [Reason("order.link_withdrawn")] if link.withdrawn_at is not None else []
    refuse_if([*reasons_not_need(work, "make_link", need), *is_withdrawn])
    field = f"{FIELD}.{link.id}"
    return clients.open_text(work, need.client_id, field, link.sealed_secret, purpose=HANDING_OVER)


def open_link(work: Work, secret: str) -> Opened:
    """Opening consumes nothing and leaves no trace: a preview by a mail program is no choice."""
    found = queries.link_behind(work, secret)
    snapshot = queries.snapshot_of(found.choice_list)
    ends = _thinking_ends(work, found.choice)
    standing = _standing(work, found, ends)
    return Opened(
        standing=standing,
        shown=snapshot.shown if standing is LinkStanding.OPEN else (),
        chosen=_chosen(snapshot, found.choice),
        thinking_ends=ends,
        expires_at=found.link.expires_at,
        may_fall_back=ranking_may_pick(work, found.call),
        category=found.category,
        call=found.call,
        case_worker=found.case_worker,
        case_worker_email=found.case_worker_email,
    )


def choose_by_link(work: Work, secret: str, party_id: UUID) -> Choice:
    """The client's own choice: the link says for which list, and nobody who is signed in may use it."""
    found = _locked(work, secret)
    standing = _standing(work, found, _thinking_ends(work, found.choice))
    refuse_if(
        [*reasons_not_the_client(work.actor.kind), *reasons_link_is_shut(standing, opens=LinkStanding.OPEN)]
    )

    as_client = replace(work, actor=Actor(ActorKind.CLIENT_LINK, found.link.id))
    choice = take(as_client, found.choice_list, found.need, party_id, ground=ChoiceGround.CLIENT)
    found.link.choice_id = choice.id
    work.record(events.LinkUsed(**of_need(found.need), link_id=found.link.id, choice_id=choice.id))
    return choice


def take_back(work: Work, secret: str) -> None:
    """Until the next working day's noon: the same list is open again, and the choice stays in the record."""
    found = _locked(work, secret)
    standing = _standing(work, found, _thinking_ends(work, found.choice))
    refuse_if(
        [*reasons_not_the_client(work.actor.kind), *reasons_link_is_shut(standing, opens=LinkStanding.CHOSEN)]
    )
    if found.choice is None:
        return

    found.need.state = NEED_FLOW.after(found.need.state, "reopen")
    found.choice_list.ended_at = None
    found.link.choice_id = None
    work.record(
        events.ChoiceTakenBack(**of_need(found.need), link_id=found.link.id, choice_id=found.choice.id)
    )


def reasons_client_may_take_back(work: Work, choice: Choice) -> list[Reason]:
    """Before an order is sent: a client who chose alone has the time to think that the link promised."""
    ends = _thinking_ends(work, choice) if choice.by_kind == ActorKind.CLIENT_LINK else None
    if ends is None:
        return []
    return reasons_still_thinking(by_link=True, now=work.now, thinking_ends=ends)


def _locked(work: Work, secret: str) -> LinkPage:
    """Two who confirm at once come one after the other."""
    queries.need_behind(work, queries.link_behind(work, secret).need.id, lock=True)
    return queries.link_behind(work, secret)


def _standing(work: Work, found: LinkPage, ends: datetime | None) -> LinkStanding:
    is_newest = found.choice is not None and queries.newest_choice(work, found.need.id) == found.choice.id
    return standing_of(
        now=work.now,
        expires_at=found.link.expires_at,
        is_withdrawn=found.link.withdrawn_at is not None,
        list_is_live=found.choice_list.ended_at is None,
        choice_stands=is_newest and found.need.state is NeedState.CHOSEN,
        thinking_ends=ends,
    )


def _thinking_ends(work: Work, choice: Choice | None) -> datetime | None:
    if choice is None:
        return None
    calendar = calendar_of(work)
    return thinking_ends(calendar.local_day(choice.at), calendar)


def _chosen(snapshot: Snapshot, choice: Choice | None) -> Candidate | None:
    return snapshot.candidate(choice.party_id) if choice else None
