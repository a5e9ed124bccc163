"""A client's own link: found by the hash of its secret alone, or by the client's case worker."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.identity.models import Person
from app.kernel.refusals import Missing
from app.orders.models import Choice, ChoiceList, ClientLink, Need
from app.orders.queries.own import own_need
from app.platform.crypto import hashed
from app.platform.db import get_once
from app.platform.work import Work
from app.procurement.models import Call, Category


@dataclass(frozen=True)
class LinkPage:
    """A link with what stands behind it, for whoever shows the secret; whose list it is, is not told on."""

    link: ClientLink
    choice_list: ChoiceList
    need: Need
    choice: Choice | None
    category: Category
    call: Call
    case_worker: str
    case_worker_email: str


def link_behind(work: Work, secret: str) -> LinkPage:
    asked = (
        select(ClientLink, ChoiceList, Need, Choice, Category, Call, Person.name, Person.email)
        .join(ChoiceList, ChoiceList.id == ClientLink.list_id)
        .join(Need, Need.id == ChoiceList.need_id)
        .join(Category, Category.id == Need.category_id)
        .join(Call, Call.id == Need.call_id)
        .join(Person, Person.id == ClientLink.made_by_id)
        .outerjoin(Choice, Choice.id == ClientLink.choice_id)
        .where(ClientLink.secret_sha256 == hashed(secret))
        .execution_options(populate_existing=True)  # the need may have been locked since it was read
    )
    found = work.db.execute(asked).one_or_none()
    if found is None:
        raise Missing
    return LinkPage(*found)


def own_link(work: Work, link_id: UUID) -> ClientLink:
    """For the client's case worker and whoever stands in."""
    return own_link_and_need(work, link_id)[0]


def own_link_and_need(work: Work, link_id: UUID) -> tuple[ClientLink, Need]:
    link = get_once(work.db, ClientLink, link_id)
    choice_list = get_once(work.db, ChoiceList, link.list_id) if link is not None else None
    if link is None or choice_list is None:
        raise Missing
    return link, own_need(work, choice_list.need_id)


def live_link(work: Work, list_id: UUID) -> ClientLink | None:
    """To withdraw it."""
    here = ClientLink.list_id == list_id, ClientLink.withdrawn_at.is_(None)
    return work.db.scalar(select(ClientLink).where(*here))
