"""A person sees what was sent, and says how to be told: on the page and by the API alike."""

import pkgutil
from importlib import import_module

import pytest
from fastapi import APIRouter

import app
from app.messages import queries
from app.messages.rules.kinds import RULES, Kind
from app.messages.rules.telling import Wish
from tests.story.people import STRANGER

HERE, API = "/account/messages", "/api/v1/messages"
NOT_SHOWN_YET = {"/applications/{about}", "/decisions/{about}"}


@pytest.fixture
def case_worker(order):
    return order.case_worker


def test_a_case_worker_sees_how_things_are_told_and_chooses_anew(site, work_as, case_worker):
    browser = site.browser(case_worker)

    before = browser.get(HERE)
    chosen = browser.post(f"{HERE}/choose", {"kind": "order_accepted", "wish": "off"})

    assert "Palveluntuottaja on hyväksynyt tilauksen." in before.text
    assert "Määräraha" not in before.text and "määräraha" not in before.text, "that is for officers"
    assert chosen.status_code == 303
    with work_as(case_worker) as work:
        assert queries.own_wish(work, Kind.ORDER_ACCEPTED).wish is Wish.OFF


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "order_accepted"},
        {"kind": "nothing", "wish": "off"},
        {"kind": "order_accepted", "wish": "x"},
    ],
    ids=str,
)
def test_a_form_that_says_too_little_or_nonsense_is_shown_again_and_changes_nothing(
    site, work_as, case_worker, told
):
    again = site.browser(case_worker).post(f"{HERE}/choose", told)

    assert again.status_code == 422
    with work_as(case_worker) as work:
        assert not queries.own_wish(work, Kind.ORDER_ACCEPTED).is_own


def test_what_has_a_deadline_is_refused_on_the_page_and_by_the_api(site, order):
    browser, program = site.browser(order.supplier.admin), site.program(order.supplier.admin)

    page = browser.post(f"{HERE}/choose", {"kind": "order_to_answer", "wish": "off"})
    answer = program.put(f"{API}/wishes/order_to_answer", json={"wish": "off"}, headers={"If-Match": "*"})

    assert page.status_code == 409 and "määräaika" in page.text
    assert answer.status_code == 409 and answer.json()["reasons"][0]["code"] == "messages.has_a_deadline"


@pytest.mark.parametrize("kind", ["invitation", "reset", "limit_warned", "digest"])
def test_nobody_chooses_what_they_are_never_told_or_what_guards_their_account(site, case_worker, kind):
    answers = [
        site.browser(case_worker).post(f"{HERE}/choose", {"kind": kind, "wish": "digest"}),
        site.program(case_worker).put(
            f"{API}/wishes/{kind}", json={"wish": "digest"}, headers={"If-Match": "*"}
        ),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_the_mailbox_of_an_organisation_is_read_by_its_people_and_by_nobody_else(site, order, post):
    post.brought()

    theirs = site.program(order.supplier.worker).get(API).json()["items"]

    assert theirs[0]["kind"] == "order_to_answer" and theirs[0]["about"] == str(order.id)
    assert "Uusi tilaus odottaa vastausta." in site.browser(order.supplier.worker).get(HERE).text
    assert site.program(STRANGER).get(API).json()["items"] == []


def test_a_wish_by_the_api_is_read_back_and_guarded_by_its_version(site, case_worker):
    program = site.program(case_worker)
    read = program.get(f"{API}/wishes/order_declined")

    unsaid = program.put(f"{API}/wishes/order_declined", json={"wish": "digest"})
    told = {"json": {"wish": "digest"}, "headers": {"If-Match": read.headers["ETag"]}}
    saved, late = (program.put(f"{API}/wishes/order_declined", **told) for _ in range(2))

    assert read.json() == {"kind": "order_declined", "wish": "at_once", "is_own": False, "can_be_off": True}
    assert (unsaid.status_code, saved.status_code, late.status_code) == (428, 200, 412)
    assert saved.json()["wish"] == "digest" and saved.json() in program.get(f"{API}/wishes").json()
    assert program.get(f"{API}/wishes/limit_warned").status_code == 404


def test_each_letter_leads_to_a_page_that_is_there():
    paths = {route.path for router in all_pages() for route in router.routes}
    shapes = {_shape(path) for path in paths}

    missing = {rule.page for rule in RULES.values() if rule.page and _shape(rule.page) not in shapes}
    assert len(paths) > 20
    assert missing <= NOT_SHOWN_YET


def all_pages() -> list[APIRouter]:
    """Also those that wait to be wired."""
    names = [module.name for module in pkgutil.walk_packages(app.__path__, "app.")]
    found = [import_module(name) for name in names if name.endswith(".pages") and "platform" not in name]
    return [module.router for module in found]


def _shape(path: str) -> str:
    """An address with its gaps alike, whatever they are called."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
