"""Every page can be reached, nothing that is linked is missing, and nothing breaks on the way."""

from tests.pages.walking import PAGES, none_of

NO_PAGES = {  # what a GET answers that is no page: a file, a picture, a feed, or the way to somewhere else
    "/account/generator/qr.svg",
    "/calls.atom",
    "/contracts/{contract_id}/paper",
    "/invoices/exports/{batch_id}/files/{name}",
    "/language/{code}",
    "/log-in/oidc",
    "/log-in/oidc/callback",
    "/offers/applications/{application_id}/envelope.json",
    "/offers/applications/{application_id}/receipt.json",
    "/offers/decisions/{decision_id}/letter",
    "/orders/links/{link_id}/code.svg",
}


def test_every_page_is_opened_by_somebody(visits):
    opened = {visit.route for visit in visits if visit.is_page}

    assert len(PAGES) > 60
    none_of(sorted(set(PAGES) - NO_PAGES - opened))
    none_of(sorted(opened & NO_PAGES))


def test_no_page_breaks(visits):
    none_of([f"{visit.name}: {visit.status} {visit.fault}" for visit in visits if visit.status >= 500])


def test_no_page_leads_where_nothing_is(visits):
    led = [visit for visit in visits if visit.place.by_link]

    assert len(led) > 50
    none_of(
        [f"{visit.name} from {visit.place.by_link}: {visit.status}" for visit in led if visit.status >= 400]
    )
