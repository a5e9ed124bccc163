"""Who a party is on a day: names, numbers, hosts, members and successors."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.identity import queries, service
from app.identity.models import GroupMember, Identifier, Party, PartyVersion, Succession
from app.identity.rules import IdentifierScheme, Member, PartyKind, SigningKind
from app.kernel.actors import SYSTEM, Actor, Role
from app.kernel.refusals import Missing, Refused
from tests.story.identity import (
    BEGAN,
    HARJU,
    KANTOSILTA,
    LEHTOLA,
    TOIMINTAKESKUS,
    URAVAYLA,
    VALOPOLKU,
    As,
    Named,
    a_buyer,
    a_signatory,
    a_staffed_organisation,
    an_actor,
    an_organisation,
    sign_together,
    with_role,
)
from tests.story.people import ADMIN
from tests.story.suppliers import a_group

SPRING, SUMMER = date(2026, 4, 7), date(2026, 7, 1)


def named(work_as: As, party_id: UUID, on: date) -> str:
    with work_as(SYSTEM) as work:
        return queries.party_on(work, party_id, on).name


def test_an_old_paper_keeps_the_name_of_its_day(work_as):
    party = an_organisation(work_as, VALOPOLKU)
    with work_as(ADMIN) as work:
        service.change_organisation(work, party, valid_from=SUMMER, name="Valopolku-säätiö sr", town="Harju")

    assert named(work_as, party, date(2026, 6, 30)) == "Valopolku ry"
    with work_as(SYSTEM) as work:
        after = queries.party_on(work, party, SUMMER)
    assert (after.name, after.town) == ("Valopolku-säätiö sr", "Harju")
    assert (after.street, after.business_id) == ("Satamakatu 1", "9900002-6")


def test_before_its_first_day_an_organisation_is_not_there(work_as):
    party = an_organisation(work_as, VALOPOLKU)

    with pytest.raises(Missing):
        named(work_as, party, date(2024, 12, 31))


def test_what_was_said_of_a_day_is_not_said_anew(work_as):
    party = an_organisation(work_as, VALOPOLKU)

    with pytest.raises(Refused, match=r"identity\.not_after_the_last"), work_as(ADMIN) as work:
        service.change_organisation(work, party, valid_from=BEGAN, name="Toinen nimi")


def test_an_organisation_has_a_name(work_as):
    party = an_organisation(work_as, VALOPOLKU)

    for name, code in ((" ", "name_missing"), ("x" * 201, "name_too_long")):
        with pytest.raises(Refused, match=rf"identity\.{code}"), work_as(ADMIN) as work:
            service.change_organisation(work, party, valid_from=SUMMER, name=name)


def test_the_people_of_an_organisation_tell_what_is_new_of_it_and_others_do_not_see_it(work_as):
    ours, theirs = a_staffed_organisation(work_as, VALOPOLKU), a_staffed_organisation(work_as, URAVAYLA)

    with work_as(ours.admin) as work:
        service.change_organisation(work, ours.id, valid_from=SPRING, email="uusi@valopolku.example")
    with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(ours.worker) as work:
        service.change_organisation(work, ours.id, valid_from=SUMMER, email="x@y.example")
    with pytest.raises(Missing), work_as(theirs.admin) as work:
        service.change_organisation(work, ours.id, valid_from=SUMMER, email="x@y.example")


def test_a_business_id_is_checked_and_belongs_to_one(work_as):
    an_organisation(work_as, VALOPOLKU)

    with pytest.raises(Refused, match=r"identity\.number_taken"):
        an_organisation(work_as, VALOPOLKU)
    with pytest.raises(Refused, match=r"law\.business_id_wrong"):
        an_organisation(work_as, Named("Väärä Oy", "9900002-7"))


def test_a_number_is_taken_over_by_the_next_from_its_day(work_as):
    party = an_organisation(work_as, VALOPOLKU)
    with work_as(ADMIN) as work:
        service.add_identifier(
            work, party, IdentifierScheme.BUSINESS_ID, HARJU.business_id, valid_from=SUMMER
        )

    with work_as(SYSTEM) as work:
        assert queries.party_on(work, party, SPRING).business_id == VALOPOLKU.business_id
        assert queries.party_on(work, party, SUMMER).business_id == HARJU.business_id


def test_the_e_invoice_address_is_its_own_or_the_one_its_number_gives(work_as):
    party = an_organisation(work_as, LEHTOLA)
    with work_as(ADMIN) as work:
        service.add_identifier(work, party, IdentifierScheme.OVT, "003799000018TYO", valid_from=SUMMER)

    with work_as(SYSTEM) as work:
        assert queries.party_on(work, party, SPRING).ovt == "003799000018"
        assert queries.party_on(work, party, SUMMER).ovt == "003799000018TYO"


def test_an_area_is_liable_through_its_host(work_as):
    buyer = a_buyer(work_as)

    with work_as(SYSTEM) as work:
        area, host = queries.party_on(work, buyer.id, SPRING), queries.legal_person(work, buyer.id, SPRING)
    assert (area.name, area.business_id, area.ovt) == ("Järvi-Hämeen työllisyysalue", "", "")
    assert (host.name, host.business_id) == ("Lehtolan kaupunki", "9900001-8")
    with work_as(SYSTEM) as work:
        assert queries.legal_person(work, buyer.host_id, SPRING) == host


def test_an_area_reform_moves_liability_from_its_day_and_rewrites_nothing(work_as):
    buyer = a_buyer(work_as)
    other = a_buyer(work_as, name="Uusi alue", host=Named("Harjun kaupunki", "9900002-6"))
    with work_as(ADMIN) as work:
        service.succeed(work, buyer.id, other.id, effective_on=SUMMER, ground="Aluejaon muutos")

    with work_as(SYSTEM) as work:
        assert queries.legal_person(work, buyer.id, SPRING).name == "Lehtolan kaupunki"
        assert queries.legal_person(work, buyer.id, SUMMER).name == "Harjun kaupunki"
        assert queries.party_on(work, buyer.id, SUMMER).name == "Järvi-Hämeen työllisyysalue"
        assert queries.standing_for(work, buyer.id, SUMMER) == other.id
        assert queries.standing_for(work, buyer.id, SPRING) == buyer.id


def test_a_host_city_that_merges_is_liable_through_its_successor(work_as):
    buyer = a_buyer(work_as)
    city = an_organisation(work_as, Named("Suurlehtola", "9900002-6"))
    with work_as(ADMIN) as work:
        service.succeed(work, buyer.host_id, city, effective_on=SUMMER, ground="Kuntaliitos")

    with work_as(SYSTEM) as work:
        assert queries.legal_person(work, buyer.id, SUMMER).name == "Suurlehtola"


def test_a_party_has_one_successor_and_no_circle_closes(work_as):
    one, two, three = (an_organisation(work_as, n) for n in (VALOPOLKU, HARJU, URAVAYLA))
    with work_as(ADMIN) as work:
        service.succeed(work, one, two, effective_on=SUMMER, ground="Sulautuminen")

    for predecessor, successor, code in (
        (one, three, "has_a_successor"),
        (two, one, "succession_circle"),
        (two, two, "succession_circle"),
    ):
        with pytest.raises(Refused, match=rf"identity\.{code}"), work_as(ADMIN) as work:
            service.succeed(work, predecessor, successor, effective_on=SPRING, ground="Sulautuminen")


def test_only_an_administrator_says_who_succeeds_whom(work_as):
    ours = a_staffed_organisation(work_as, VALOPOLKU)

    with pytest.raises(Missing), work_as(ours.admin) as work:
        service.succeed(work, ours.id, UUID(int=404), effective_on=SUMMER, ground="Sulautuminen")


def test_a_group_tells_its_members_the_coordinator_first(work_as):
    group = a_group(work_as)

    with work_as(SYSTEM) as work:
        found = queries.members(work, group.id, SPRING)
        coordinator = queries.coordinator_of(work, group.id, SPRING)
        alone = queries.members(work, group.member.id, SPRING)
        itself = queries.coordinator_of(work, group.member.id, SPRING)
        kind = queries.party_on(work, group.id, SPRING).kind
    assert found == [
        Member(group.coordinator.id, "Lehtolan Toimintakeskus ry", "9900004-2", is_coordinator=True),
        Member(group.member.id, "Harjun Kyläyhdistys ry", "9900005-0", is_coordinator=False),
    ]
    assert coordinator == group.coordinator.id
    assert alone == [Member(group.member.id, "Harjun Kyläyhdistys ry", "9900005-0", is_coordinator=True)]
    assert itself == group.member.id
    assert kind is PartyKind.GROUP


def test_a_group_of_an_earlier_day_is_asked_by_day(work_as):
    group = a_group(work_as)
    with work_as(SYSTEM) as work:
        assert queries.members(work, group.id, date(2024, 1, 1)) == []
        with pytest.raises(Missing):
            queries.coordinator_of(work, group.id, date(2024, 1, 1))


def form(work_as: As, by: Actor, coordinator_id: UUID, *member_ids: UUID) -> UUID:
    with work_as(by) as work:
        return service.form_group(
            work,
            name="Ryhmä",
            coordinator_id=coordinator_id,
            member_ids=member_ids,
            valid_from=SPRING,
        )


def test_a_group_is_two_organisations_and_never_a_group_of_groups(work_as):
    group = a_group(work_as)
    lone = a_staffed_organisation(work_as, URAVAYLA)

    with pytest.raises(Refused, match=r"identity\.group_needs_two"):
        form(work_as, lone.admin, lone.id, lone.id)
    with pytest.raises(Refused, match=r"identity\.group_in_group"):
        form(work_as, lone.admin, lone.id, group.id)
    with pytest.raises(Missing):
        form(work_as, lone.admin, lone.id, UUID(int=404))
    with pytest.raises(Missing):
        form(work_as, lone.admin, group.coordinator.id, lone.id)
    with pytest.raises(Refused, match=r"identity\.not_your_act"):
        form(work_as, lone.worker, lone.id, group.member.id)


def test_members_come_and_go_but_two_stay_and_the_coordinator_does_not_leave(work_as):
    group = a_group(work_as)
    third = an_organisation(work_as, KANTOSILTA)

    for facts, code in (
        ({"leaves": group.member.id}, "group_needs_two"),
        ({"leaves": group.coordinator.id, "joins": third}, "coordinator_stays"),
        ({"leaves": third}, "not_a_member"),
        ({"joins": group.member.id}, "member_already"),
        ({"joins": group.id}, "group_in_group"),
    ):
        with pytest.raises(Refused, match=rf"identity\.{code}"), work_as(group.admin) as work:
            service.change_member(work, group.id, on=SUMMER, **facts)
    with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(group.member.admin) as work:
        service.change_member(work, group.id, on=SUMMER, joins=third)

    with work_as(group.admin) as work:
        service.change_member(work, group.id, on=SUMMER, joins=third)
    with work_as(SYSTEM) as work:
        names = [member.name for member in queries.members(work, group.id, SUMMER)]
    assert names == ["Lehtolan Toimintakeskus ry", "Harjun Kyläyhdistys ry", "Kantosilta-säätiö sr"]


def test_the_coordinator_is_another_member_and_on_a_later_day(work_as):
    group = a_group(work_as)

    for organisation, day, code in (
        (group.coordinator.id, SUMMER, "coordinator_already"),
        (UUID(int=404), SUMMER, "not_a_member"),
        (group.member.id, BEGAN, "not_after_the_last"),
    ):
        with pytest.raises(Refused, match=rf"identity\.{code}"), work_as(group.admin) as work:
            service.change_coordinator(work, group.id, organisation, on=day)


def test_names_are_found_whatever_their_case_and_listed_in_finnish_order(work_as):
    for number, name in enumerate(
        ("Öljy Oy", "Åbo Ab", "ZETA oy", "Älä Oy", "Wiik Oy", "Virta Oy", "aalto oy")
    ):
        with work_as(ADMIN) as work:
            service.found_organisation(work, name=name, valid_from=BEGAN, town=str(number))

    with work_as(SYSTEM) as work:
        listed = [found.name for found in queries.organisations(work, "", SPRING)]
        found = [found.name for found in queries.organisations(work, "ÖLJY", SPRING)]
        literal = queries.organisations(work, "%", SPRING)
    assert listed == ["aalto oy", "Virta Oy", "Wiik Oy", "ZETA oy", "Åbo Ab", "Älä Oy", "Öljy Oy"]
    assert (found, literal) == (["Öljy Oy"], [])


def test_signing_is_alone_unless_said_otherwise_and_by_those_named(work_as):
    party = an_organisation(work_as, VALOPOLKU)
    person = with_role(work_as, "Sanna Signe", party, Role.SUPPLIER_ADMIN)
    a_signatory(work_as, party, person)

    with work_as(SYSTEM) as work:
        assert queries.signing_rule(work, party, SPRING) is SigningKind.ALONE
        assert queries.signatories(work, party, SPRING) == {person}

    sign_together(work_as, party)
    with work_as(ADMIN) as work:
        service.set_signing_rule(work, party, SigningKind.ALONE, valid_from=SUMMER)
        service.remove_signatory(work, party, person, on=SUMMER)
    with work_as(SYSTEM) as work:
        assert queries.signing_rule(work, party, SPRING) is SigningKind.TWO_TOGETHER
        assert queries.signing_rule(work, party, SUMMER) is SigningKind.ALONE
        assert queries.signatories(work, party, SPRING) == {person}
        assert queries.signatories(work, party, SUMMER) == set()


def test_after_a_merger_the_successors_signatories_sign(work_as):
    old, new = a_staffed_organisation(work_as, HARJU), a_staffed_organisation(work_as, TOIMINTAKESKUS)
    sign_together(work_as, new.id)
    with work_as(ADMIN) as work:
        service.succeed(work, old.id, new.id, effective_on=SUMMER, ground="Sulautuminen")

    with work_as(SYSTEM) as work:
        assert queries.signatories(work, old.id, SPRING) == {old.admin.id}
        assert queries.signatories(work, old.id, SUMMER) == {new.admin.id}
        assert queries.signing_rule(work, old.id, SUMMER) is SigningKind.TWO_TOGETHER


def test_a_signatory_is_named_once_and_removed_when_known(work_as):
    ours = a_staffed_organisation(work_as, VALOPOLKU)

    with pytest.raises(Refused, match=r"identity\.signatory_already"):
        a_signatory(work_as, ours.id, ours.admin.id)
    with pytest.raises(Refused, match=r"identity\.not_a_signatory"), work_as(ADMIN) as work:
        service.remove_signatory(work, ours.id, ours.worker.id, on=SUMMER)


def test_an_area_tells_its_municipalities_and_cost_centres(work_as):
    buyer = a_buyer(work_as)

    with work_as(buyer.officer) as work:
        service.add_municipality(work, buyer.id, code="398", name="Lehtola", valid_from=SPRING)
        service.add_cost_centre(work, buyer.id, code="4410", name="Työllisyys", valid_from=SPRING)
    with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(buyer.case_worker) as work:
        service.add_municipality(work, buyer.id, code="398", name="Lehtola", valid_from=SUMMER)


def broken(work_as: As, *rows: object) -> pytest.ExceptionInfo[IntegrityError]:
    with pytest.raises(IntegrityError) as no, work_as(SYSTEM) as work:
        work.db.add_all(rows)
    return no


def test_the_database_keeps_one_open_version_one_successor_and_one_coordinator(work_as):
    group = a_group(work_as)
    other = an_organisation(work_as, URAVAYLA)
    with work_as(SYSTEM) as work:
        open_one = work.db.scalars(select(PartyVersion).where(PartyVersion.party_id == other)).one()
        ids = [work.new_id() for _ in range(6)]
    version = {column.key: getattr(open_one, column.key) for column in PartyVersion.__table__.columns}
    member = {"group_id": group.id, "organisation_id": other, "is_coordinator": True, "valid_from": SPRING}
    merger = {"predecessor_id": other, "effective_on": SPRING, "ground": "-"}

    assert broken(work_as, PartyVersion(**version | {"id": ids[0], "valid_from": SUMMER}))
    assert broken(work_as, GroupMember(**member, id=ids[1]))
    assert broken(
        work_as,
        Succession(**merger, successor_id=group.id, id=ids[2]),
        Succession(**merger, successor_id=group.coordinator.id, id=ids[3]),
    )
    circle = broken(work_as, Succession(**merger, successor_id=other, id=ids[4]))
    assert circle.match("two_parties")
    backwards = PartyVersion(**version | {"id": ids[5], "valid_from": SUMMER, "valid_to": SPRING})
    assert broken(work_as, backwards).match("in_order")


def test_the_database_keeps_a_number_to_one_party_at_a_time(work_as):
    first, second = an_organisation(work_as, VALOPOLKU), an_organisation(work_as, HARJU)
    with work_as(SYSTEM) as work:
        number = {"id": work.new_id(), "party_id": second, "scheme": IdentifierScheme.BUSINESS_ID}
    taken = Identifier(**number, value=VALOPOLKU.business_id, valid_from=SPRING)

    assert broken(work_as, taken).match("identifier")
    assert named(work_as, first, SPRING) == VALOPOLKU.name


def test_a_party_is_public_under_an_id_that_tells_nothing(work_as):
    party = an_organisation(work_as, VALOPOLKU)

    with work_as(SYSTEM) as work:
        found = work.db.get_one(Party, party)
    assert (found.id.version, found.public_id.version) == (7, 4)


def test_a_supplier_cannot_make_itself_seen_where_it_does_not_belong(work_as):
    ours = a_staffed_organisation(work_as, VALOPOLKU)

    assert an_actor(work_as, ours.admin.id).party_ids == {ours.id}
