"""Signing a contract and its data protection agreement: by the people whom each party's own rule demands."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from app.contracts import events, queries
from app.contracts.models import Contract, DataProtectionAgreement, Signature
from app.contracts.queries import Side
from app.contracts.rules.signing import reasons_not_to_sign_for
from app.contracts.rules.states import CONTRACT_FLOW
from app.contracts.service.acting import heading, reasons_not_offered
from app.identity import queries as identity
from app.kernel.refusals import Reason, Refused, refuse_if
from app.platform.files import read_file
from app.platform.work import Work


def reasons_not_to_sign(
    work: Work, contract: Contract, organisation_id: UUID, sides: Sequence[Side] | None = None
) -> list[Reason]:
    """The same answer for the button on the page, which has read the sides, and for the act itself."""
    on_paper = {
        side.organisation_id: side for side in sides or queries.sides(work, contract) if side.is_on_paper
    }
    side = on_paper.get(organisation_id)
    return [
        *CONTRACT_FLOW.reasons_not_to(contract.state, "sign"),
        *reasons_not_to_sign_for(
            organisation_id,
            work.actor.id,
            parties=on_paper,
            may_sign=side.may_sign if side else (),
            signed=side.signers if side else (),
        ),
    ]


def sign(work: Work, contract_id: UUID, organisation_id: UUID) -> None:
    """One person's signature for one party; the last one that was needed makes the contract active."""
    # Locked: two last signers at once would each miss the other's signature, and nobody would activate.
    contract = queries.contract_to_sign(work, contract_id, organisation_id, lock=True)
    refuse_if(reasons_not_to_sign(work, contract, organisation_id))
    paper = _proved_paper(work, contract)

    work.db.add(
        Signature(
            id=work.new_id(),
            contract_id=contract.id,
            organisation_id=organisation_id,
            person_id=work.actor.id,
            pdf_sha256=paper,
            at=work.now,
        )
    )
    work.db.flush()
    work.record(
        events.ContractSigned(
            **heading(contract),
            organisation_id=organisation_id,
            person_id=work.actor.id,
            sha256=paper.hex(),
        )
    )
    if all(side.is_bound for side in queries.sides(work, contract) if side.is_on_paper):
        _activate(work, contract)


def reasons_not_to_sign_data_protection(
    work: Work, contract: Contract, organisation_id: UUID, sides: Sequence[Side] | None = None
) -> list[Reason]:
    members = {
        side.organisation_id: side for side in sides or queries.sides(work, contract) if side.is_member
    }
    side = members.get(organisation_id)
    return [
        *reasons_not_offered(contract),
        *reasons_not_to_sign_for(
            organisation_id,
            work.actor.id,
            parties=members,
            may_sign=side.may_sign if side else (),
            signed=side.agreers if side else (),
        ),
    ]


def sign_data_protection(work: Work, contract_id: UUID, organisation_id: UUID) -> None:
    """Each member for itself, also one that joins later; where two sign together, both do (RULE-77)."""
    contract = queries.contract_to_sign(work, contract_id, organisation_id)
    refuse_if(reasons_not_to_sign_data_protection(work, contract, organisation_id))

    signed_on = identity.today(work)
    work.db.add(
        DataProtectionAgreement(
            id=work.new_id(),
            contract_id=contract.id,
            organisation_id=organisation_id,
            signed_on=signed_on,
            signed_by_id=work.actor.id,
        )
    )
    work.record(
        events.DataProtectionAgreed(
            **heading(contract),
            organisation_id=organisation_id,
            person_id=work.actor.id,
            signed_on=signed_on,
        )
    )


def _activate(work: Work, contract: Contract) -> None:
    contract.state = CONTRACT_FLOW.after(contract.state, "sign")
    contract.activated_at = work.now
    work.record(
        events.ContractActivated(
            **heading(contract),
            party_id=contract.party_id,
        )
    )


def _proved_paper(work: Work, contract: Contract) -> bytes:
    """The hash of the bytes as they lie in the store now: nobody signs a paper that somebody changed."""
    differs = events.PaperDiffers(**heading(contract))
    if contract.pdf_file_id is None:
        raise Refused([Reason("contract.no_paper")])
    try:
        found = sha256(read_file(work.db, work.ground.files, contract.pdf_file_id)).digest()
    except (ValueError, FileNotFoundError):
        found = b""
    if found != contract.pdf_sha256:
        raise Refused([Reason("contract.paper_differs")], evidence=differs)
    return found
