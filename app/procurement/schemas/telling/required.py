"""What is required of who applies, for the whole call or for one service of it."""

from typing import ClassVar

from app.platform.schemas import Told
from app.procurement.rules.requirements import Proof, Requirement, Requirements
from app.procurement.schemas.telling.fields import AnswerCode, InLanguages, texts_in


class RequirementIn(Told):
    texts: ClassVar[str] = "procurement.requirement"
    code: AnswerCode
    text: InLanguages
    proof: Proof = Proof.DECLARATION


def requirements(told: list[RequirementIn]) -> Requirements:
    return Requirements(tuple(Requirement(one.code, texts_in(one.text), one.proof) for one in told))
