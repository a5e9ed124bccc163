"""The words of a letter, in the recipient's language, as plain text and as HTML that say the same."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.identity import queries as identity
from app.messages.models import Message
from app.messages.ports import Letter
from app.messages.rules.kinds import RULES, Kind, Urgency, page_of
from app.platform.pages import environment
from app.platform.texts import say
from app.platform.work import Work

TEMPLATE = "messages/letter.html"
WISHES = "/account/messages"
DESK = "/desk"
LINK = "/links/"


@dataclass(frozen=True)
class Line:
    """A sentence, and the page that it speaks of."""

    text: str
    link: str = ""

    def as_text(self) -> str:
        return f"{self.text}\n{self.link}" if self.link else self.text


def single_letter(work: Work, message: Message, *, to: str, site: str) -> Letter:
    kind = Kind(message.kind)
    page = page_of(kind, about=message.about, process_id=message.process_id)
    lines = [_said(f"messages.kind.{kind}", message, link=site + page)]
    if message.act_by is not None:
        lines.append(_until("messages.act_by", work, message, message.act_by))
    urgent = RULES[kind].urgency is Urgency.DEADLINE
    return letter(
        work,
        message,
        to=to,
        subject="messages.subject.deadline" if urgent else "messages.subject",
        lines=[*lines, *_closing(message, site)],
    )


def digest_letter(work: Work, message: Message, gathered: Sequence[Message], *, to: str, site: str) -> Letter:
    """Each kind of thing once: one leads to its page, several to the desk where they wait together."""
    lines = [
        _digest_line([one for one in gathered if one.kind == kind], message.language, site)
        for kind in Counter(one.kind for one in gathered)
    ]
    return letter(
        work,
        message,
        to=to,
        subject="messages.subject.digest",
        lines=[*lines, *_closing(message, site)],
    )


def link_letter(work: Work, message: Message, *, to: str, secret: str, site: str) -> Letter:
    """To whoever reads mail at the address: the secret is the proof that they do."""
    lines = [_said(f"messages.kind.{message.kind}", message, link=site + LINK + secret)]
    if message.act_by is not None:
        lines.append(_until("messages.link_until", work, message, message.act_by))
    lines.append(_said("messages.not_asked", message))
    return letter(work, message, to=to, subject="messages.subject.account", lines=lines)


def notice_letter(work: Work, message: Message, *, to: str) -> Letter:
    lines = [_said(f"messages.kind.{message.kind}", message)]
    return letter(work, message, to=to, subject="messages.subject.account", lines=lines)


def letter(work: Work, message: Message, *, to: str, subject: str, lines: Iterable[Line]) -> Letter:
    language = message.language
    worded, said = list(lines), say(subject, {}, language)
    greeting = _said("messages.greeting", message)
    html = environment(language).get_template(TEMPLATE)
    return Letter(
        id=message.id,
        to=to,
        subject=said,
        text="\n\n".join(line.as_text() for line in [greeting, *worded]) + "\n",
        html=html.render(subject=said, lines=[greeting, *worded]),
        language=language,
        written_at=work.now,
    )


def _digest_line(same: Sequence[Message], language: str, site: str) -> Line:
    kind, first = Kind(same[0].kind), same[0]
    text = say(f"messages.kind.{kind}", {}, language)
    if len(same) == 1:
        return Line(text, site + page_of(kind, about=first.about, process_id=first.process_id))
    counted = say("messages.counted", {"text": text, "count": str(len(same))}, language)
    return Line(counted, site + DESK)


def _closing(message: Message, site: str) -> list[Line]:
    closing = [_said("messages.closing", message)]
    if message.person_id is None:  # a shared mailbox has no account of its own
        return closing
    return [*closing, _said("messages.wishes_at", message, link=site + WISHES)]


def _said(code: str, message: Message, *, link: str = "") -> Line:
    return Line(say(code, {}, message.language), link)


def _until(code: str, work: Work, message: Message, moment: datetime) -> Line:
    """In local time, as the language writes it."""
    zone = next(pack.zone for pack in identity.country_packs() if pack.code == work.ground.country)
    written = environment(message.language, zone=zone.key).filters
    facts = {"day": written["day"](moment), "clock": written["clock"](moment)}
    return Line(say(code, facts, message.language))
