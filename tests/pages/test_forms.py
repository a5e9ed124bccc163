"""Whatever is sent to a form: the right no, in words, and nothing is written that was not meant."""

from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from app.main import site_of
from tests.pages.copies import copied, rows_in, settled
from tests.pages.house import Place, routes
from tests.pages.reading import OURS, Field, Form, forms_of
from tests.pages.walking import none_of

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LONG = "ä" * 50_000  # 100 kB
SHOWN, SEE_OTHER, FORGED, MISSING, REFUSED, TOO_LARGE, UNFIT = 200, 303, 403, 404, 409, 413, 422
NOES = {FORGED, MISSING, REFUSED, UNFIT}
# that somebody tried a door is written down, and stays beside the no
TRIES = {"journal", "journal_head", "passkey_challenge", "throttle"}
ACTS = routes("POST")


@dataclass(frozen=True)
class Sent:
    """A form where it was found: on whose page, and to which act it goes."""

    place: Place
    route: str
    form: Form

    @property
    def name(self) -> str:
        return f"{self.form.action} by {self.place.who.name}"


def act_of(path):
    return next((name for name, route in ACTS.items() if route.path_regex.match(path)), "")


@pytest.fixture(scope="module")
def drawn(visits) -> dict[str, Sent]:
    """One form of each act, as a page gave it to a person who may; the one that asks for most."""
    best: dict[str, Sent] = {}
    for visit in visits:
        for form in forms_of(visit.text) if visit.is_page else ():
            sent = Sent(visit.place, act_of(form.action), form)
            before = best.get(sent.route)
            if before is None or len(before.form.asked) < len(form.asked):
                best[sent.route] = sent
    return best


@pytest.fixture(scope="module")
def found(house, drawn) -> dict[str, Sent]:
    """Acts that nobody may do today are sent without their form, by someone who knows the address."""
    knows = next(who for who in house.visitors if who.name == "officer")
    [token, *_] = forms_of(house.browser(knows).get("/account").text)
    ours = (*(field for field in token.fields if field.name in OURS), Field("_once", "hidden", ("1" * 32,)))
    all_found = dict(drawn)
    for path, route in ACTS.items():
        if path not in drawn:
            all_found[path] = Sent(Place(knows, "/account"), path, Form(house.filled(route), ours))
    return all_found


@pytest.fixture(scope="module")
def base(house, found, tmp_path_factory):
    """The house as it stands when the forms have been found."""
    return settled(house.ground.database, tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def app(house):
    return site_of(house.ground)


@pytest.fixture
def scratch(house, app, base, tmp_path):
    with copied(house, app, base, tmp_path / "kutsu.db") as scratch:
        yield scratch


def post(house, who, form, told, **headers):
    client = house.browser(who, raising=False)
    body = urlencode([*form.ours().items(), *_pairs(told)])
    return client.post(form.action, content=body, headers={**FORM, **headers})


def _pairs(told):
    for name, value in told.items():
        for one in value if isinstance(value, list) else [value]:
            yield name, one


def answered(house, sent, told, rights, **headers):
    """What was wrong: another answer than the right one, or something written."""
    before = rows_in(house.ground.database)
    answer = post(house, sent.place.who, sent.form, told, **headers)
    written = grown(before, rows_in(house.ground.database)) - TRIES
    if answer.status_code in rights and not written:
        return []
    return [f"{sent.name}: {answer.status_code}, written: {sorted(written)}"]


def grown(before, after):
    return {name for name, count in after.items() if count != before[name]}


def test_the_acts_are_on_pages(drawn):
    assert len(ACTS) > 90 and len(drawn) > 70
    none_of(sorted(sent.name for route, sent in drawn.items() if not route))


def test_an_empty_form_is_told_what_is_missing(scratch, found):
    asking = [sent for sent in found.values() if any(field.is_required for field in sent.form.asked)]
    faults = []

    for sent in asking:
        faults += answered(scratch, sent, _kept(sent.form), {UNFIT, REFUSED})

    assert len(asking) > 40
    none_of(faults)


def test_an_endless_text_is_refused(scratch, found):
    asking = [sent for sent in found.values() if sent.form.asked]
    faults = []

    for sent in asking:
        faults += answered(scratch, sent, sent.form.as_long_as(LONG), {UNFIT, TOO_LARGE})

    assert len(asking) > 50
    none_of(faults)


def test_a_field_that_nobody_asked_for_is_refused(scratch, found):
    faults = []

    for sent in found.values():
        faults += answered(scratch, sent, {**sent.form.filled(), "is_admin": "yes"}, NOES - {FORGED})

    none_of(faults)


def test_a_form_from_another_page_of_another_person_is_refused(scratch, found):
    strangers = _token(scratch, "other_buyer")
    faults = []

    for sent in found.values():
        for token in ("", "00" * 64, strangers):
            told = {**sent.form.filled(), "_csrf": token}
            faults += answered(scratch, _without_token(sent), told, {FORGED})

    none_of(faults)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["another-site", "no-site", "said-by-the-browser"],
)
def test_a_form_on_another_site_is_refused(scratch, found, headers):
    faults = []

    for sent in found.values():
        faults += answered(scratch, sent, sent.form.filled(), {FORGED}, **headers)

    none_of(faults)


def test_a_form_that_is_sent_twice_acts_once(house, app, base, found, tmp_path):
    acted, faults = [], []

    for number, sent in enumerate(found.values()):
        with copied(house, app, base, tmp_path / f"{number}.db") as copy:
            before = rows_in(copy.ground.database)
            first = post(copy, sent.place.who, sent.form, sent.form.filled())
            once = rows_in(copy.ground.database)
            again = post(copy, sent.place.who, sent.form, sent.form.filled())
            twice = rows_in(copy.ground.database)
        if first.status_code == SEE_OTHER and once != before:
            acted.append(sent.name)
        more = grown(once, twice) - (set() if first.status_code == SEE_OTHER else TRIES)
        if more or not {first.status_code, again.status_code} <= NOES | {SEE_OTHER, SHOWN}:
            faults.append(f"{sent.name}: {first.status_code}, then {again.status_code} with {sorted(more)}")

    assert len(acted) > 30, acted
    none_of(faults)


def _kept(form):
    """What the page itself put there besides our own: which thing the act is about."""
    hidden = [field for field in form.fields if field.kind == "hidden"]
    return {field.name: list(field.values) for field in hidden if field.name not in form.ours()}


def _without_token(sent):
    fields = tuple(field for field in sent.form.fields if field.name != "_csrf")
    return Sent(sent.place, sent.route, Form(sent.form.action, fields))


def _token(house, name):
    [who] = [who for who in house.visitors if who.name == name]
    [form, *_] = forms_of(house.browser(who).get("/account").text)
    return form.ours()["_csrf"]
