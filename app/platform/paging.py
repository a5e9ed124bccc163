"""Long lists in pages: newest first, from where the last page ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select

USUAL, MOST = 50, 200
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Slice:
    """Rows after this one, so many at most; row keys tell when a row was made."""

    after: UUID | None = None
    limit: int = USUAL

    def of(self, asked: Select[Any], key: ColumnElement[UUID] | Any) -> Select[Any]:
        """One row more than asked for, which tells that there is a next page."""
        if self.after is not None:
            asked = asked.where(key < self.after)
        return asked.order_by(key.desc()).limit(self.limit + 1)


class Page(BaseModel, Generic[T]):
    """A page of a list; `next` is the `after` of the next one, missing on the last."""

    model_config = ConfigDict(from_attributes=True)

    items: list[T]
    next: UUID | None = None


def page_of(rows: Sequence[R], part: Slice, shown: Callable[[R], T], key: Callable[[R], UUID]) -> "Page[T]":
    here = rows[: part.limit]
    further = key(here[-1]) if len(rows) > part.limit else None
    return Page(items=[shown(row) for row in here], next=further)


def part_of(rows: Sequence[R], part: Slice, key: Callable[[R], UUID]) -> list[R]:
    """The same for rows that are in memory already, in the order of the list."""
    keys = [key(row) for row in rows]
    begin = keys.index(part.after) + 1 if part.after in keys else 0
    return list(rows[begin : begin + part.limit + 1])


def link_to_next(url: str, page: Page[Any]) -> dict[str, str]:
    if page.next is None:
        return {}
    path = urlsplit(url).path
    return {"Link": f'<{path}?{urlencode({"after": page.next, "limit": len(page.items)})}>; rel="next"'}


async def _slice(  # a plain def would cost every list a second hop to a worker thread
    after: Annotated[UUID | None, Query(description="The last row of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = USUAL,
) -> Slice:
    return Slice(after, limit)


Cursor = Annotated[Slice, Depends(_slice)]
