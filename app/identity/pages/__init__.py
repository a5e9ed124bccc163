"""The pages of log-in, of links by e-mail, of one's own account, and of organisations and their people."""

from app.identity.pages import (
    account,
    entering,
    links,
    oidc,
    organisations,
    people,
    second_step,
    tokens,
)
from app.identity.pages.routing import router

__all__ = [
    "account",
    "entering",
    "links",
    "oidc",
    "organisations",
    "people",
    "router",
    "second_step",
    "tokens",
]
