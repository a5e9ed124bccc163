"""What the pages of several chapters do with words and forms before a template draws them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from fastapi import Request

from app.kernel.refusals import Reason
from app.platform.fields import ZONE
from app.platform.forms import FormView
from app.platform.pages import told
from app.platform.texts import Catalogue, catalogue
from app.platform.web import language_of

AN_INSTANT = timedelta(microseconds=1)


def words_of(request: Request) -> Catalogue:
    """The reader's own."""
    return catalogue(language_of(request))


def worded(request: Request, reasons: Iterable[Reason]) -> list[str]:
    """Why an act is not offered now, each reason once, with days and moments as people write them."""
    language = language_of(request)
    return list(dict.fromkeys(told(reason.code, reason.facts, language) for reason in reasons))


def without(view: FormView, *names: str) -> FormView:
    """The form without fields that this reader has nothing to say in."""
    return replace(view, fields=tuple(field for field in view.fields if field.name not in names))


def last_day_of(moment: datetime) -> date:
    """The last day of a time that ends with a day: people read midnight as either of two."""
    return (moment - AN_INSTANT).astimezone(ZONE).date()
