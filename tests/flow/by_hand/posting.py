"""Forms sent without a browser, as a browser sends them: for acts that no page offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.kernel.refusals import Missing
from app.platform.callers import Presented
from app.platform.web.guarding import masked_token, token_of
from app.platform.work import Ground
from tests.flow.by_hand.reading import MISSING, raise_for

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Fields = Mapping[str, Sequence[str]]


class NotShown(Missing):
    """The page with the form is not there for this person, so neither is the act."""


@dataclass
class Sender:
    """Whoever holds this session, with the token that every form of the session carries."""

    app: FastAPI
    ground: Ground
    session: str

    def read(self, page: str) -> str:
        answer = self._client().get(page)
        if answer.status_code >= 400:
            raise_for(answer.status_code, answer.text, page)
        return answer.text

    def fill(self, page: str, action: str, fields: Fields, *, if_asked: Fields) -> str:
        told = {"_csrf": [self._token()], **if_asked, **fields}
        pairs = [(name, one) for name, values in told.items() for one in values]
        answer = self._client().post(action, content=urlencode(pairs), headers=FORM)
        if answer.status_code == MISSING and self._client().get(page).status_code == MISSING:
            raise NotShown
        if answer.status_code >= 400:
            raise_for(answer.status_code, answer.text, action)
        return str(answer.headers.get("location", action))

    def _client(self) -> TestClient:
        client = TestClient(self.app, follow_redirects=False)
        client.cookies.set("kutsu-session", self.session)
        return client

    def _token(self) -> str:
        with self.ground.database.session(writes=False) as db:
            caller = self.app.state.identify(db, self.ground.world.now(), Presented(session=self.session))
        return masked_token(token_of(self.ground, caller, ""))
