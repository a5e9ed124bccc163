"""The list that a client is shown, the client's choice from it, and the fallback where there is none."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from app.catalogue import queries as catalogue
from app.contracts import queries as contracts
from app.contracts.models import Contract
from app.identity import queries as identity
from app.kernel.deadlines import Calendar, last_day
from app.kernel.refusals import Missing, Reason, Refused, refuse_if
from app.law import queries as law
from app.law.rules.features import Feature
from app.offers import queries as offers
from app.orders import events, queries
from app.orders.models import Choice, ChoiceList, ContactAttempt, Need
from app.orders.rules.choosing import (
    RULE_VERSION,
    Candidate,
    LeftOut,
    Record,
    first_free,
    has_attempt_since,
    reasons_not_to_choose,
    reasons_not_to_open,
    shown_at,
    snapshot_of,
)
from app.orders.rules.choosing import reasons_not_to_fall_back as rules_not_to_fall_back
from app.orders.rules.states import NEED_FLOW, ChoiceGround, OrderState
from app.orders.service.acting import of_need, reasons_not_need, sealed
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Category
from app.procurement.rules.states import ChoiceMode

SEED_BITS = 256
AN_INSTANT = timedelta(microseconds=1)


def reasons_not_to_open_choice(
    work: Work, need: Need, call: Call, category: Category, *, live_list: ChoiceList | None
) -> list[Reason]:
    """The same answer for the button on the page and for the act itself; who is free is asked last."""
    return [
        *reasons_not_need(work, "open_choice", need),
        *NEED_FLOW.reasons_not_to(need.state, "choose"),
        *([Reason("order.list_is_open")] if live_list else []),
        *reasons_not_to_open(
            mode=category.choice_mode,
            client_may_choose=_allows(work, call, Feature.CLIENT_CHOICE),
            ranking_may_pick=ranking_may_pick(work, call),
            first_round_open=work.now < call.first_round_closes_at,
            undecided=offers.undecided_first_round(work, call.id),
        ),
    ]


def open_choice(work: Work, need_id: UUID) -> ChoiceList:
    """Everybody who may serve the client now, in neutral order, frozen with the seed of that order."""
    need = queries.own_need(work, need_id, lock=True)
    call = procurement.call(work, need.call_id)
    category, live_list = procurement.category(work, need.category_id), queries.live_list(work, need.id)
    refuse_if(reasons_not_to_open_choice(work, need, call, category, live_list=live_list))
    candidates, left_out = _candidates(work, need)
    refuse_if([] if candidates else [Reason("order.nobody_eligible")])

    seed = f"{work.world.random.getrandbits(SEED_BITS):064x}"
    snapshot = snapshot_of(candidates, left_out, seed)
    window = procurement.terms_of(call).choice_window
    calendar = calendar_of(work)
    ends_at = calendar.end_of_day(last_day(identity.today(work), window, calendar))
    choice_list = ChoiceList(
        id=work.new_id(),
        need_id=need.id,
        seed=seed,
        rule_version=RULE_VERSION,
        snapshot=snapshot.as_json(),
        opened_at=work.now,
        window_ends_at=work.now if category.choice_mode is ChoiceMode.RANKING else ends_at,
    )
    work.db.add(choice_list)
    work.db.flush()
    work.record(
        events.ChoiceOpened(
            **of_need(need),
            list_id=choice_list.id,
            seed=seed,
            rule_version=RULE_VERSION,
            shown=tuple(str(party) for party in snapshot.party_ids),
            left_out=tuple(f"{one.party_id} {' '.join(one.reasons)}" for one in snapshot.left_out),
            window_ends_at=choice_list.window_ends_at,
        )
    )
    return choice_list


def choose(work: Work, list_id: UUID, party_id: UUID, *, ground: ChoiceGround, reason: str = "") -> Choice:
    """The client's own choice, recorded by the case worker, or one made with the client and explained."""
    choice_list = queries.own_list(work, list_id)
    need = queries.own_need(work, choice_list.need_id, lock=True)
    may_not = reasons_not_need(work, "choose", need)
    return take(work, choice_list, need, party_id, ground=ground, reason=reason, may_not=may_not)


def take(
    work: Work,
    choice_list: ChoiceList,
    need: Need,
    party_id: UUID,
    *,
    ground: ChoiceGround,
    reason: str = "",
    may_not: Sequence[Reason] = (),
) -> Choice:
    """The choice itself, by whichever way it came; `may_not` is what speaks against who makes it."""
    snapshot = queries.snapshot_of(choice_list)
    candidate = snapshot.candidate(party_id)
    refuse_if(
        [
            *may_not,
            *NEED_FLOW.reasons_not_to(need.state, "choose"),
            *reasons_not_to_choose(
                mode=procurement.category(work, need.category_id).choice_mode,
                ground=ground,
                by=work.actor.kind,
                reason=reason,
                on_list=candidate is not None,
                list_is_live=choice_list.ended_at is None,
            ),
        ]
    )
    contract, reasons = _standing(work, need, party_id)
    if contract is None or reasons:  # the list is some days old, and the supplier's room may be gone
        raise Refused(reasons)

    record = Record(place=shown_at(snapshot, party_id), out_of=len(snapshot.shown))
    return _keep(work, choice_list, need, contract, ground=ground, reason=reason, record=record)


def record_contact(work: Work, need_id: UUID, *, channel: str, reached: bool) -> None:
    """That somebody tried to reach the client about the choice."""
    need = queries.own_need(work, need_id)
    refuse_if(reasons_not_need(work, "record_contact", need))

    work.db.add(
        ContactAttempt(
            id=work.new_id(),
            need_id=need.id,
            channel=channel,
            reached=reached,
            by_id=work.actor.id,
            at=work.now,
        )
    )
    work.record(events.ContactTried(**of_need(need), channel=channel, reached=reached))


def reasons_not_to_fall_back(
    work: Work, need: Need, choice_list: ChoiceList | None, category: Category, call: Call
) -> list[Reason]:
    """The same answer for the button on the page and for the act itself; who is free is asked last."""
    may_not = [*reasons_not_need(work, "fall_back", need), *NEED_FLOW.reasons_not_to(need.state, "choose")]
    if may_not or choice_list is None:
        return may_not or [Reason("order.no_list")]
    calendar = calendar_of(work)
    return rules_not_to_fall_back(
        mode=category.choice_mode,
        ranking_may_pick=ranking_may_pick(work, call),
        today=calendar.local_day(work.now),
        first_day=_first_day_after(calendar, choice_list),
        contact_attempted=has_attempt_since(queries.contact_attempts(work, need.id), choice_list.opened_at),
    )


def fall_back(work: Work, need_id: UUID) -> Choice:
    """The published ranking picks the first that is free, and says who was passed over and why (RULE-71)."""
    need = queries.own_need(work, need_id, lock=True)
    choice_list = queries.list_to_fall_back_on(work, need.id)
    category, call = procurement.category(work, need.category_id), procurement.call(work, need.call_id)
    refuse_if(reasons_not_to_fall_back(work, need, choice_list, category, call))
    if choice_list is None:
        raise Missing
    contract, record = _first_in_ranking(work, need)
    return _keep(work, choice_list, need, contract, ground=ChoiceGround.FALLBACK, reason="", record=record)


def _first_in_ranking(work: Work, need: Need) -> tuple[Contract, Record]:
    silent = queries.gave_up(work, need.id, OrderState.EXPIRED)
    standing = {party: _standing(work, need, party) for party in _ranked(work, need)}
    why_not = {
        party: (*(reason.code for reason in reasons), *(["order.did_not_answer"] if party in silent else []))
        for party, (_, reasons) in standing.items()
    }
    chosen, passed_over = first_free(standing, why_not)
    contract = standing[chosen][0] if chosen is not None else None
    if contract is None:
        raise Refused([Reason("order.nobody_eligible")])
    return contract, Record(len(passed_over) + 1, len(standing), passed_over)


def _ranked(work: Work, need: Need) -> list[UUID]:
    return [row.entry.party_id for row in offers.ranking(work, need.category_id)]


def _candidates(work: Work, need: Need) -> tuple[list[Candidate], list[LeftOut]]:
    candidates, left_out = [], []
    for admitted in offers.admitted(work, need.category_id, work.now):
        party_id = admitted.party_id
        name = identity.party_on(work, party_id, identity.today(work)).name
        contract, reasons = _standing(work, need, party_id)
        if contract is None or reasons:
            left_out.append(LeftOut(party_id, name, tuple(reason.code for reason in reasons)))
        else:
            candidates.append(_candidate(work, need, party_id, name, contract.id))
    return candidates, left_out


def _candidate(work: Work, need: Need, party_id: UUID, name: str, contract_id: UUID) -> Candidate:
    card = catalogue.card(work, party_id, need.category_id)
    if card is None:
        return Candidate(party_id, name, contract_id)
    return Candidate(
        party_id=party_id,
        name=name,
        contract_id=contract_id,
        description=card.description,
        places=tuple(card.places),
        languages=tuple(card.languages),
        access=card.access,
        waiting_days=card.waiting_days,
    )


def _standing(work: Work, need: Need, party_id: UUID) -> tuple[Contract | None, list[Reason]]:
    """The contract under which the party could be ordered from now, and what speaks against it."""
    if party_id not in {row.party_id for row in offers.admitted(work, need.category_id, work.now)}:
        return None, [Reason("order.not_admitted")]
    contract = contracts.active_for(work, need.call_id, party_id, need.starts_on)
    if contract is None:
        return None, [Reason("contract.none_active")]
    has_room = catalogue.has_room(work, party_id, need.category_id)
    has_declined = party_id in queries.gave_up(work, need.id, OrderState.DECLINED)
    return contract, [
        *contracts.reasons_not_orderable(work, contract, need.starts_on),
        *([] if has_room else [Reason("catalogue.full")]),
        *([Reason("order.declined_before")] if has_declined else []),
    ]


def _keep(
    work: Work,
    choice_list: ChoiceList,
    need: Need,
    contract: Contract,
    *,
    ground: ChoiceGround,
    reason: str,
    record: Record,
) -> Choice:
    choice = Choice(
        id=work.new_id(),
        list_id=choice_list.id,
        need_id=need.id,
        party_id=contract.party_id,
        contract_id=contract.id,
        ground=ground,
        reason=sealed(work, need.client_id, "choice_reason", reason),
        record=record.as_json(),
        by_kind=work.actor.kind,
        by_id=work.actor.id,
        at=work.now,
    )
    work.db.add(choice)
    need.state = NEED_FLOW.after(need.state, "choose")
    choice_list.ended_at = choice_list.ended_at or work.now
    work.db.flush()
    work.record(
        events.SupplierChosen(
            **of_need(need),
            choice_id=choice.id,
            party_id=contract.party_id,
            ground=ground,
            place=record.place,
            out_of=record.out_of,
            passed_over=tuple(_spelled(record)),
        )
    )
    return choice


def _spelled(record: Record) -> Iterable[str]:
    return (f"{one.party_id} {' '.join(one.reasons)}" for one in record.passed_over)


def _first_day_after(calendar: Calendar, choice_list: ChoiceList) -> date:
    """The working day after the window, whose end is the first moment of the day after its last."""
    last = calendar.local_day(choice_list.window_ends_at - AN_INSTANT)
    return calendar.working_day_from(last + timedelta(days=1))


def ranking_may_pick(work: Work, call: Call) -> bool:
    return _allows(work, call, Feature.RANKING_FALLBACK)


def _allows(work: Work, call: Call, feature: Feature) -> bool:
    return law.allows(work, work.ground.country, feature, call.legal_basis, identity.today(work))


def calendar_of(work: Work) -> Calendar:
    """The lenient one: the time to choose is the client's right."""
    return law.calendar(work, work.ground.country, strict=False)
