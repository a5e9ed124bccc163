"""The tokens by which programs act for people."""

from dataclasses import dataclass, field

from app.demo.stage import Stage
from app.identity.service import tokens
from tests.flow.by_hand.browser import PASSWORD

A_YEAR = 365


@dataclass
class Tokens:
    """One for each person, made when the person can log in; it may do what the person may."""

    by_person: dict[str, str] = field(default_factory=dict)

    def welcome(self, stage: Stage, person: str, _email: str) -> None:
        self.by_person[person] = a_token(stage, person)


def a_token(stage: Stage, person: str) -> str:
    with stage.work_by(person) as work:
        _, secret = tokens.make_token(work, PASSWORD, name="story", scopes=["*"], days=A_YEAR)
    return secret
