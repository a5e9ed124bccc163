"""What accounts are told and answer: log-in, second step, links, tokens."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from app.kernel.actors import ActorKind, Role
from app.platform.fields import Kind, Line, Secret, Whole
from app.platform.schemas import Shown, Told

Email = Annotated[
    str, Kind("email"), StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
Answer = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Scope = Annotated[str, StringConstraints(max_length=40)]


class AccountTold(Told):
    texts: ClassVar[str] = "account"


class LogInIn(AccountTold):
    """`next` is where the person was going."""

    email: Email
    password: Secret
    next: Line = ""


class CodeIn(AccountTold):
    code: Line
    next: Line = ""


class NextIn(AccountTold):
    next: Line = ""


class PasskeyLogInIn(AccountTold):
    challenge_id: UUID
    answer: Answer
    next: Line = ""


class ForgottenIn(AccountTold):
    email: Email


class NewPasswordIn(AccountTold):
    new: Secret


class PersonIn(AccountTold):
    name: Line
    language: Language


class PasswordIn(AccountTold):
    old: Secret
    new: Secret


class EmailIn(AccountTold):
    texts: ClassVar[str] = "account.email"

    email: Email
    password: Secret


class ProofIn(AccountTold):
    """The password typed again."""

    password: Secret


class ConfirmGeneratorIn(AccountTold):
    code: Line


class PasskeyIn(AccountTold):
    texts: ClassVar[str] = "account.passkey"

    challenge_id: UUID
    answer: Answer
    name: Line


class TokenIn(AccountTold):
    texts: ClassVar[str] = "account.token"

    name: Line
    scopes: list[Scope]
    days: Whole = 90
    password: Secret


class HeldOut(Shown):
    party_id: UUID
    roles: list[Role]


class MeOut(Shown):
    """Who the token acts as; `scopes` is null where nothing limits it."""

    id: UUID
    kind: ActorKind
    name: str
    language: str
    roles: list[HeldOut]
    scopes: list[str] | None
