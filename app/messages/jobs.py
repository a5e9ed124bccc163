"""Events are told to people: messages are made, the digest is gathered, and the postman goes."""

from app.identity.queries import country_packs
from app.kernel.actors import SYSTEM
from app.messages import queries, service
from app.messages.ports import Letter, Mail, Permanent, Temporary
from app.messages.rules.kinds import KINDS
from app.messages.rules.telling import gathered_until
from app.platform.extensions import installed
from app.platform.outbox import Told
from app.platform.settings import Settings
from app.platform.work import Ground, begin_work, system_work

HEARD = tuple(KINDS)  # what `tell_people` wants to hear


def tell_people(ground: Ground, told: Told) -> None:
    """Hears every event of `HEARD`."""
    with system_work(ground) as work:
        service.make(work, told)


def send_message(ground: Ground, told: Told) -> None:
    """Hears `messages.made`. What fails for now is told again later by the worker, with growing pauses."""
    settings = Settings()
    with system_work(ground) as work:
        letter = service.take_up(work, told.about, site=settings.site_url)
    if letter is not None:
        carry(ground, letter, installed("mail")[settings.carrier])


def carry(ground: Ground, letter: Letter, mail: Mail) -> None:
    """Outside any Work: a slow server holds no transaction."""
    try:
        sent_as = mail.send(letter)
    except Permanent as problem:
        with system_work(ground) as work:
            service.fail(work, letter.id, problem=str(problem))
        return
    except Temporary as problem:
        with system_work(ground) as work:
            if not service.is_worn_out(work, letter.id):
                raise
            service.fail(work, letter.id, problem=str(problem))
        return
    with system_work(ground) as work:
        service.settle(work, letter.id, sent_as=sent_as)


def gather_digests(ground: Ground) -> int:
    """At seven in the morning, where the installation is; each recipient in a Work of its own."""
    zone = next(pack.zone for pack in country_packs() if pack.code == ground.country)
    with begin_work(ground, SYSTEM, writes=False) as work:
        until = gathered_until(work.now, zone)
        due = queries.digests_due(work, until)
    for recipient in due:
        with system_work(ground) as work:
            service.gather(work, recipient, until=until)
    return len(due)
