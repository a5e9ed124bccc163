"""Organisations and their people by page and by API: the same acts, the same refusals."""

import re
from html import unescape
from uuid import UUID

import pytest

from app.identity import queries, service
from app.identity.queries import registers as own
from app.kernel.actors import SYSTEM, Role
from tests.story.accounts import with_generator, with_password
from tests.story.identity import (
    KANTOSILTA,
    URAVAYLA,
    VALOPOLKU,
    Buyer,
    a_buyer,
    a_person,
    a_staffed_organisation,
    an_actor,
    an_organisation,
    with_role,
)
from tests.story.people import ADMIN
from tests.story.suppliers import a_group

TODAY, SPRING, SUMMER = "2026-01-12", "2026-04-07", "2026-07-01"
CODE = re.compile(r"\b(?:account|identity|field|face|language|word|organisations|people)\.[a-z_.]+")


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


def text_of(page) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def done(site, actor, path, fields, *, at) -> None:
    answer = site.browser(actor).post(path, fields, seen_on=at)
    assert answer.status_code == 303, text_of(answer)


def people(work_as, party_id) -> dict[str, list]:
    with work_as(ADMIN) as work:
        rows = queries.people_of(work, party_id)
    return {name: [row.role for row in rows if row.name == name] for name in {row.name for row in rows}}


def test_one_finds_ones_own_organisations(site, buyer, work_as):
    group = a_group(work_as)

    assert "Järvi-Hämeen työllisyysalue" in text_of(site.browser(buyer.officer).get("/organisations"))
    page = site.browser(group.admin).get("/organisations").text
    assert f'href="/organisations/{group.id}"' in page and f'href="/organisations/{buyer.id}"' not in page
    [row] = site.program(buyer.finance).get("/api/v1/parties").json()["items"]
    assert row["id"] == str(buyer.id)


def test_an_outsider_does_not_find_an_organisation(site, work_as, buyer):
    outsider = a_staffed_organisation(work_as, URAVAYLA).admin

    for path in ("", "/people", "/deputies", "/recovery"):
        assert site.browser(outsider).get(f"/organisations/{buyer.id}{path}").status_code == 404
    for path in ("", "/people", "/lent-roles", "/absences"):
        assert site.program(outsider).get(f"/api/v1/parties/{buyer.id}{path}").status_code == 404


def test_an_officer_keeps_the_organisation(site, work_as, buyer):
    at = f"/organisations/{buyer.id}"
    for path, told in (
        ("change", {"name": "Uusi alue", "street": "Katu 2", "valid_from": SPRING}),
        ("municipalities", {"code": "405", "name": "Lehtola", "valid_from": TODAY}),
        ("cost-centres", {"code": "4100", "name": "Palvelut", "valid_from": TODAY}),
        ("signing-rule", {"kind": "two_together", "valid_from": TODAY}),
        ("signatories", {"person_id": buyer.finance.id, "valid_from": TODAY}),
        (f"signatories/{buyer.officer.id}/remove", {"on": SPRING}),
        ("security", {"demanded": "yes"}),
    ):
        done(site, buyer.officer, f"{at}/{path}", told, at=at)

    page = text_of(site.browser(buyer.officer).get(at))
    for told in ("7.4.2026 alkaen nimi on Uusi alue", "Lehtola (405)", "4100 Palvelut", "Tuula Talonen"):
        assert told in page
    shown = site.program(buyer.finance).get(f"/api/v1/parties/{buyer.id}").json()
    assert (shown["signing"], shown["second_step"]) == ("two_together", True)
    assert [row["code"] for row in shown["municipalities"] + shown["cost_centres"]] == ["405", "4100"]


def test_who_may_not_change_is_offered_nothing_and_is_refused(site, buyer):
    at = f"/organisations/{buyer.id}"
    assert "Muuta tietoja" not in text_of(site.browser(buyer.case_worker).get(at))
    told = {"name": "Uusi alue", "valid_from": SPRING}

    page = site.browser(buyer.case_worker).post(f"{at}/change", told, seen_on=at)
    answer = site.program(buyer.case_worker).post(f"/api/v1/parties/{buyer.id}/versions", json=told)

    assert page.status_code == answer.status_code == 409
    assert [one["code"] for one in answer.json()["reasons"]] == ["identity.not_your_act"]
    assert answer.json()["reasons"][0]["text"] in text_of(page)


def test_an_organisation_is_kept_by_api_too(site, work_as, buyer):
    program = site.program(buyer.officer)
    at = f"/api/v1/parties/{buyer.id}"
    for path, told, status in (
        ("versions", {"name": "Uusi alue", "valid_from": SPRING}, 201),
        ("municipalities", {"code": "405", "name": "Lehtola", "valid_from": TODAY}, 201),
        ("cost-centres", {"code": "4100", "name": "Palvelut", "valid_from": TODAY}, 201),
        ("numbers", {"scheme": "0216", "value": "003799000018", "valid_from": TODAY}, 201),
        ("signing-rule", {"kind": "two_together", "valid_from": TODAY}, 204),
        ("signatories", {"person_id": str(buyer.finance.id), "valid_from": TODAY}, 204),
        (f"signatories/{buyer.officer.id}/removal", {"on": SPRING}, 204),
        ("security", {"demanded": True}, 204),
    ):
        answer = program.post(f"{at}/{path}", json=told)
        assert answer.status_code == status, (path, answer.text)

    with work_as(buyer.officer) as work:
        assert own.versions(work, buyer.id)[0].name == "Uusi alue"
        kept = own.registers_of(work, buyer.id, queries.today(work))
        assert [row.code for _, row in kept.numbers] == ["003799000018"]


def test_an_administrator_founds_and_succeeds(site, work_as, buyer):
    told = {"name": "Uusi Palvelu Oy", "business_id": "9900009-3", "valid_from": TODAY}
    answer = site.browser(ADMIN).post("/organisations/found", told, seen_on="/organisations")
    assert answer.status_code == 303, text_of(answer)
    new = UUID(answer.headers["location"].rsplit("/", 1)[1])
    old = an_organisation(work_as, URAVAYLA)

    told = {"successor_id": new, "effective_on": SUMMER, "ground": "Sulautuminen"}
    done(site, ADMIN, f"/organisations/{old}/succession", told, at=f"/organisations/{old}")

    refused = site.program(ADMIN).post(
        f"/api/v1/parties/{old}/succession", json={**told, "successor_id": str(new)}
    )
    assert [one["code"] for one in refused.json()["reasons"]] == ["identity.has_a_successor"]
    made = site.program(ADMIN).post("/api/v1/parties", json={"name": "Toinen ry", "valid_from": TODAY})
    assert made.status_code == 201


def test_a_supplier_forms_and_changes_a_group(site, work_as):
    ours, theirs = a_staffed_organisation(work_as, URAVAYLA), a_staffed_organisation(work_as, VALOPOLKU)
    third = a_staffed_organisation(work_as, KANTOSILTA)
    told = {"name": "Ryhmä", "coordinator_id": ours.id, "member_ids": [theirs.id], "valid_from": TODAY}
    done(site, ours.admin, "/organisations/groups", told, at="/organisations")
    admin = an_actor(work_as, ours.admin.id)
    [group] = admin.party_ids - {ours.id}
    at = f"/organisations/{group}"
    assert "Valopolku ry" in text_of(site.browser(admin).get(at))

    done(
        site,
        admin,
        f"{at}/members",
        {"on": SPRING, "joins": third.id, "leaves": theirs.id},
        at=at,
    )
    done(site, admin, f"{at}/coordinator", {"organisation_id": third.id, "on": SUMMER}, at=at)

    api = site.program(admin)
    answer = api.post(f"/api/v1/parties/{group}/membership", json={"on": SUMMER, "leaves": str(theirs.id)})
    assert "identity.not_a_member" in [one["code"] for one in answer.json()["reasons"]]
    made = api.post(
        "/api/v1/parties/groups",
        json={
            "name": "Toinen",
            "coordinator_id": str(ours.id),
            "member_ids": [str(theirs.id)],
            "valid_from": TODAY,
        },
    )
    assert made.status_code == 201
    answer = api.post(
        f"/api/v1/parties/{group}/coordinator", json={"organisation_id": str(third.id), "on": SUMMER}
    )
    assert answer.status_code == 409


def test_people_are_invited_given_roles_and_let_go_by_page(site, work_as, buyer):
    at = f"/organisations/{buyer.id}/people"
    guest = a_person(work_as, "Uusi Tulija")
    told = {"name": "Mauri Mukana", "email": "mauri@kutsu.example", "role": "finance", "valid_from": TODAY}
    done(site, buyer.officer, f"{at}/invite", told, at=at)
    with work_as(SYSTEM) as work:
        mauri = queries.person_by_email(work, "mauri@kutsu.example").id
    for path, told in (
        ("invite-again", {"person_id": mauri}),
        ("roles", {"person_id": guest, "role": "evaluator", "valid_from": TODAY}),
        ("roles/end", {"person_id": buyer.auditor.id, "role": "auditor", "on": TODAY}),
        ("leave", {"person_id": buyer.colleague.id, "on": TODAY}),
    ):
        done(site, buyer.officer, f"{at}/{path}", told, at=at)

    shown = people(work_as, buyer.id)
    assert shown["Mauri Mukana"] == [Role.FINANCE] and shown["Uusi Tulija"] == [Role.EVALUATOR]
    assert not {"Reijo Tarkka", "Kaisa Kolehmainen"} & set(shown)
    page = text_of(site.browser(buyer.officer).get(at))
    assert "mauri@kutsu.example" in page and "Kutsuttu" in page


def test_a_lost_second_step_is_reset_by_page_and_by_api(site, work_as, clock, buyer):
    at = f"/organisations/{buyer.id}/people"
    with_generator(work_as, buyer.finance, clock.at)

    done(site, buyer.officer, f"{at}/reset-second-step", {"person_id": buyer.finance.id}, at=at)

    answer = site.program(buyer.officer).post(
        f"/api/v1/parties/{buyer.id}/second-step-resets", json={"person_id": str(buyer.officer.id)}
    )
    assert [one["code"] for one in answer.json()["reasons"]] == ["identity.not_your_own"]


def test_people_are_managed_by_api_too(site, work_as, buyer):
    with_password(work_as, buyer.colleague)
    program, at = site.program(buyer.officer), f"/api/v1/parties/{buyer.id}"
    made = program.post("/api/v1/people", json={"name": "Uusi Tulija", "email": "uusi@kutsu.example"})
    assert made.status_code == 201
    invited = program.post(
        f"{at}/invitations",
        json={"name": "Mauri", "email": "mauri@kutsu.example", "role": "finance", "valid_from": TODAY},
    )
    assert invited.status_code == 201
    for path, told in (
        ("reminders", {"person_id": invited.json()["id"]}),
        ("roles", {"person_id": made.json()["id"], "role": "evaluator", "valid_from": TODAY}),
        ("role-endings", {"person_id": str(buyer.auditor.id), "role": "auditor", "on": TODAY}),
        ("departures", {"person_id": str(buyer.evaluator.id), "on": TODAY}),
    ):
        answer = program.post(f"{at}/{path}", json=told)
        assert answer.status_code == 204 and answer.content == b"", (path, answer.text)
    rows = program.get(f"{at}/people").json()

    assert {row["name"] for row in rows} >= {"Mauri", "Uusi Tulija"}
    assert not {"Reijo Tarkka", "Elina Arvola"} & {row["name"] for row in rows}


def test_absences_and_lent_roles_by_page(site, work_as, buyer):
    at = f"/organisations/{buyer.id}/deputies"
    absence = {"role": "case_worker", "person_id": buyer.case_worker.id, "deputy_id": buyer.colleague.id}
    done(
        site,
        buyer.case_worker,
        f"{at}/absences",
        {**absence, "valid_from": SPRING, "valid_to": SUMMER},
        at=at,
    )
    lent = {"role": "decision_maker", "to_person_id": buyer.officer.id, "decision": "Päätös 12 §"}
    done(site, buyer.decision_maker, f"{at}/lent", {**lent, "valid_from": SPRING}, at=at)
    page = site.browser(buyer.officer).get(at)
    for told in ("Aino Omala", "Kaisa Kolehmainen", "Paavo Päätalo", "Päätös 12 §"):
        assert told in text_of(page)

    for path in re.findall(rf'action="({at}/(?:lent|absences)/[0-9a-f-]+/end)"', page.text):
        done(site, buyer.officer, path, {"on": TODAY}, at=at)

    with work_as(buyer.officer) as work:
        assert queries.lent_roles_of(work, buyer.id) == queries.absences_of(work, buyer.id) == []


def test_absences_and_lent_roles_by_api(site, work_as, buyer):
    program, at = site.program(buyer.officer), f"/api/v1/parties/{buyer.id}"
    absence = {
        "role": "case_worker",
        "person_id": str(buyer.case_worker.id),
        "deputy_id": str(buyer.colleague.id),
        "valid_from": SPRING,
        "valid_to": SUMMER,
    }
    lent = {
        "role": "decision_maker",
        "from_person_id": str(buyer.decision_maker.id),
        "to_person_id": str(buyer.officer.id),
        "decision": "Päätös 12 §",
        "valid_from": SPRING,
    }
    for path, told, one in (("absences", absence, "absences"), ("lent-roles", lent, "lent-roles")):
        assert program.post(f"{at}/{path}", json=told).status_code == 204
        [row] = program.get(f"{at}/{path}").json()
        ended = program.post(f"/api/v1/{one}/{row['id']}/ending", json={"on": TODAY})
        assert ended.status_code == 204
        assert program.get(f"{at}/{path}").json() == []


def test_an_ownerless_supplier_is_recovered_by_page(site, work_as, buyer):
    orphan = an_organisation(work_as, URAVAYLA)
    second = an_actor(work_as, with_role(work_as, "Oskari Toinen", buyer.id, Role.OFFICER))
    page = site.browser(buyer.officer).get("/organisations?like=urav")
    assert f"/organisations/{orphan}/recovery" in page.text
    at = f"/organisations/{orphan}/recovery"
    told = {"name": "Uuno Uusi", "email": "uuno@uravayla.example", "proof": "Kaupparekisteriote"}
    done(site, buyer.officer, at, told, at=at)
    assert "toinen hankinta-asiantuntija vahvistaa" in text_of(
        site.browser(buyer.officer).get("/organisations")
    )
    page = site.browser(second).get("/organisations")
    [path] = re.findall(r'action="(/organisations/recoveries/[0-9a-f-]+/confirm)"', page.text)

    done(site, second, path, {}, at="/organisations")

    assert people(work_as, orphan) == {"Uuno Uusi": [Role.SUPPLIER_ADMIN]}


def test_an_ownerless_supplier_is_recovered_by_api(site, work_as, buyer):
    orphan = an_organisation(work_as, URAVAYLA)
    second = an_actor(work_as, with_role(work_as, "Oskari Toinen", buyer.id, Role.OFFICER))
    told = {"name": "Uuno Uusi", "email": "uuno@uravayla.example", "proof": "Kaupparekisteriote"}
    ask = f"/api/v1/parties/{orphan}/recovery"
    made = site.program(buyer.officer).post(ask, json=told).json()["id"]
    own_confirmation = site.program(buyer.officer).post(f"/api/v1/recoveries/{made}/confirmation")
    assert own_confirmation.status_code == 409
    assert site.program(second).post(f"/api/v1/recoveries/{made}/rejection").status_code == 204
    made = site.program(buyer.officer).post(ask, json=told).json()["id"]
    assert [row["id"] for row in site.program(second).get("/api/v1/recoveries").json()] == [made]

    assert site.program(second).post(f"/api/v1/recoveries/{made}/confirmation").status_code == 201
    assert site.program(buyer.case_worker).get("/api/v1/recoveries").json() == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_word_of_the_pages_is_worded(site, work_as, buyer, language):
    group = a_group(work_as)
    orphan = an_organisation(work_as, URAVAYLA)
    with work_as(buyer.officer) as work:
        service.ask_recovery(work, orphan, name="Uuno", email="uuno@kutsu.example", proof="Ote")
    with work_as(ADMIN) as work:
        service.appoint_deputy(
            work,
            buyer.id,
            Role.OFFICER,
            buyer.officer.id,
            buyer.colleague.id,
            valid_from=queries.today(work),
            valid_to=queries.today(work).replace(month=6),
        )

    for actor, paths in (
        (buyer.officer, ["", "?like=zzz", f"/{buyer.id}", f"/{buyer.id}/people", f"/{buyer.id}/deputies"]),
        (buyer.officer, [f"/{orphan}/recovery"]),
        (group.admin, ["", f"/{group.id}", f"/{group.coordinator.id}/people"]),
        (ADMIN, ["", f"/{buyer.id}", f"/{group.id}"]),
    ):
        for path in paths:
            page = site.browser(actor, language=language).get(f"/organisations{path}")
            assert page.status_code == 200, path
            assert CODE.findall(text_of(page)) == [], path
