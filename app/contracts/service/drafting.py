"""Drawing a contract up, giving it its paper, offering it for signature, and ending it."""

from collections.abc import Sequence
from uuid import UUID

from app.contracts import events, policy, queries
from app.contracts.models import Contract, PriceLine, PriceVersion
from app.contracts.queries import AdmittedLine
from app.contracts.rules.document import reasons_not_to_draw_up
from app.contracts.rules.mandate import REFERENCE_RULE, SERIES, reasons_mandate_wrong
from app.contracts.rules.standstill import reasons_to_wait
from app.contracts.rules.states import CONTRACT_FLOW
from app.contracts.service import writing
from app.contracts.service.acting import heading, reasons_not_theirs
from app.identity import queries as identity
from app.kernel.refusals import Reason, refuse_if
from app.law import queries as law
from app.law.rules.features import ContractStage, Standstill
from app.law.rules.limits import LimitName
from app.offers import queries as offers
from app.platform.files import FileClass, Retention
from app.platform.papers import keep_file
from app.platform.texts import languages
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call

PDF = "application/pdf"
FROM_THE_OFFER = "offer"


def reasons_not_to_draft(
    work: Work, call: Call, party_id: UUID, admitted: Sequence[AdmittedLine]
) -> list[Reason]:
    """Whatever the language and the number."""
    return [
        *_reasons_not_to_draft(work, call, party_id, admitted),
        *_reasons_cannot_sign(work, call, party_id),
    ]


def draft(
    work: Work,
    call_id: UUID,
    party_id: UUID,
    *,
    language: str,
    supplier_number: int | None = None,
    series: str = SERIES,
    reference_rule: str = REFERENCE_RULE,
) -> UUID:
    """One contract for everything that the party is admitted in, at the prices it offered.

    The paper is made afterwards, from this data and nothing else. `series` and `reference_rule` are what
    the paper's billing clause says; the seller confirms them with `authorise_billing`.
    """
    call = procurement.call(work, call_id, lock=True)  # numbers run within the call
    admitted = queries.admitted_lines(work, call.id, party_id)
    refuse_if(
        [
            *_reasons_not_to_draft(work, call, party_id, admitted),
            *_reasons_no_such_language(language),
            *_reasons_number_taken(work, call, supplier_number),
            *reasons_mandate_wrong(series=series, reference_rule=reference_rule),
        ]
    )
    number = supplier_number or queries.next_supplier_number(work, call.id)
    data = writing.contract_data(
        work,
        call,
        party_id,
        admitted,
        language=language,
        supplier_number=number,
        series=series,
        reference_rule=reference_rule,
    )
    refuse_if([*_reasons_cannot_sign(work, call, party_id), *reasons_not_to_draw_up(data)])

    contract = Contract(
        id=work.new_id(),
        public_id=work.world.secret_id(),
        call_id=call.id,
        buyer_id=call.buyer_id,
        party_id=party_id,
        number=data.number,
        supplier_number=number,
        state=CONTRACT_FLOW.start,
        language=language,
        starts_on=data.term.starts_on,
        ends_on=data.term.ends_on,
        template_version=data.template_version,
        data=data.as_json(),
        created_at=work.now,
    )
    work.db.add(contract)
    work.db.flush()
    _set_prices(work, contract, admitted)
    work.record(
        events.ContractDrafted(
            **heading(contract),
            party_id=party_id,
            number=contract.number,
            language=language,
        )
    )
    return contract.id


def attach_pdf(work: Work, contract_id: UUID, content: bytes) -> None:
    """The first bytes are kept for ever; told the same thing again, nothing changes."""
    contract = queries.own_contract(work, contract_id, lock=True)
    refuse_if(reasons_not_theirs(work, "attach", contract))
    if contract.pdf_file_id is not None:
        return

    paper = keep_file(
        work,
        content,
        name=f"{contract.number}.pdf".replace("/", "-"),
        media_type=PDF,
        file_class=FileClass.CONTRACT,
        retention=Retention.CONTRACT,
        buyer_id=contract.buyer_id,
        process_id=contract.call_id,
    )
    contract.pdf_file_id, contract.pdf_sha256 = paper.id, paper.sha256
    work.record(
        events.PaperAttached(
            **heading(contract),
            file_id=paper.id,
            sha256=paper.sha256.hex(),
            size=paper.size,
        )
    )


def reasons_not_to_offer(work: Work, contract: Contract) -> list[Reason]:
    return [
        *reasons_not_theirs(work, "offer", contract),
        *CONTRACT_FLOW.reasons_not_to(contract.state, "offer"),
        *([] if contract.pdf_file_id else [Reason("contract.no_paper")]),
        *_reasons_to_wait(work, contract),
    ]


def offer(work: Work, contract_id: UUID) -> None:
    """To signature, once its paper exists, its decision is notified and no standstill runs."""
    contract = queries.own_contract(work, contract_id, lock=True)
    refuse_if(reasons_not_to_offer(work, contract))

    contract.state = CONTRACT_FLOW.after(contract.state, "offer")
    work.record(
        events.ContractOffered(
            **heading(contract),
            party_id=contract.party_id,
        )
    )


def reasons_not_to_refuse(work: Work, contract: Contract) -> list[Reason]:
    return [
        *reasons_not_theirs(work, "refuse", contract),
        *CONTRACT_FLOW.reasons_not_to(contract.state, "refuse"),
    ]


def refuse(work: Work, contract_id: UUID, *, reason: str) -> None:
    """The supplier will not sign: the call goes on without it, and a new contract may be drawn up."""
    contract = queries.own_contract(work, contract_id, lock=True)
    refuse_if(reasons_not_to_refuse(work, contract))

    contract.state = CONTRACT_FLOW.after(contract.state, "refuse")
    work.record(
        events.ContractRefused(
            **heading(contract),
            party_id=contract.party_id,
            reason=reason,
        )
    )


def reasons_not_to_end(work: Work, contract: Contract) -> list[Reason]:
    return [
        *reasons_not_theirs(work, "end", contract),
        *CONTRACT_FLOW.reasons_not_to(contract.state, "end"),
    ]


def end(work: Work, contract_id: UUID, *, reason: str) -> None:
    """No new orders from here on; those that run are ended one by one, by their own terms."""
    contract = queries.own_contract(work, contract_id, lock=True)
    refuse_if(reasons_not_to_end(work, contract))

    contract.state = CONTRACT_FLOW.after(contract.state, "end")
    contract.ended_at = work.now
    work.record(
        events.ContractEnded(
            **heading(contract),
            party_id=contract.party_id,
            reason=reason,
        )
    )


def _reasons_not_to_draft(
    work: Work, call: Call, party_id: UUID, admitted: Sequence[AdmittedLine]
) -> list[Reason]:
    return [
        *policy.reasons_not_to(
            "draft", work.actor, buyer_id=call.buyer_id, party_id=party_id, call_id=call.id
        ),
        *([] if admitted else [Reason("contract.nothing_admitted")]),
        *([Reason("contract.exists")] if queries.has_live_contract(work, call.id, party_id) else []),
    ]


def _reasons_no_such_language(language: str) -> list[Reason]:
    known = language in languages()
    return [] if known else [Reason("contract.no_such_language", {"language": language})]


def _reasons_number_taken(work: Work, call: Call, number: int | None) -> list[Reason]:
    if number is None or not queries.supplier_number_is_taken(work, call.id, number):
        return []
    return [Reason("contract.number_taken", {"number": str(number)})]


def _reasons_cannot_sign(work: Work, call: Call, party_id: UUID) -> list[Reason]:
    members = [member.organisation_id for member in identity.members(work, party_id, identity.today(work))]
    return queries.reasons_too_few_signatories(work, [call.buyer_id, *members], identity.today(work))


def _reasons_to_wait(work: Work, contract: Contract) -> list[Reason]:
    """The decision is known to the supplier, and its time of appeal over where the law has one wait."""
    call = procurement.call(work, contract.call_id)
    decision = offers.admitting_decision(work, contract.call_id, contract.party_id)
    country, today = work.ground.country, identity.today(work)
    standstill = law.standstill(work, country, ContractStage.ADMISSION, call.legal_basis, today)
    ends_on = None
    if decision.notified_at is not None:
        ends_on = procurement.local_day(work, decision.notified_at)
        if standstill is Standstill.MANDATORY:
            ends_on = law.last_day(work, country, LimitName.STANDSTILL, ends_on)
    return reasons_to_wait(standstill, today=today, ends_on=ends_on)


def _set_prices(work: Work, contract: Contract, admitted: Sequence[AdmittedLine]) -> None:
    """One line for each category; its first price holds from the contract's first day."""
    for one in admitted:
        line = PriceLine(
            id=work.new_id(),
            contract_id=contract.id,
            category_id=one.category.id,
            unit=one.category.unit,
            per=one.category.per,
            bonus=procurement.tariff_of(one.category).bonus,
        )
        work.db.add(line)
        work.db.flush()
        work.db.add(
            PriceVersion(
                id=work.new_id(),
                price_line_id=line.id,
                valid_from=contract.starts_on,
                unit_price=one.unit_price,
                ground=FROM_THE_OFFER,
                at=work.now,
            )
        )
