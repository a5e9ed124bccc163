"""The composition root: the one module that knows every chapter."""

from contextlib import ExitStack
from datetime import timedelta
from functools import partial

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from app.audit import api as audit_api
from app.audit import pages as audit_pages
from app.catalogue import api as catalogue_api
from app.catalogue import models as catalogue_models
from app.catalogue import pages as catalogue_pages
from app.clients import api as clients_api
from app.clients import models as clients_models
from app.clients import pages as clients_pages
from app.contracts import api as contracts_api
from app.contracts import jobs as contracts_jobs
from app.contracts import models as contracts_models
from app.contracts import pages as contracts_pages
from app.deliveries import api as deliveries_api
from app.deliveries import models as deliveries_models
from app.deliveries import pages as deliveries_pages
from app.desks import api as desks_api
from app.desks import pages as desks_pages
from app.desks.rules import menu
from app.funds import api as funds_api
from app.funds import models as funds_models
from app.funds import pages as funds_pages
from app.identity import api as identity_api
from app.identity import jobs as identity_jobs
from app.identity import models as identity_models
from app.identity import pages as identity_pages
from app.identity.queries import callers
from app.identity.service import sessions
from app.impact import api as impact_api
from app.impact import models as impact_models
from app.impact import pages as impact_pages
from app.invoicing import api as invoicing_api
from app.invoicing import jobs as invoicing_jobs
from app.invoicing import models as invoicing_models
from app.invoicing import pages as invoicing_pages
from app.law import api as law_api
from app.law import models as law_models
from app.law import pages as law_pages
from app.messages import api as messages_api
from app.messages import jobs as messages_jobs
from app.messages import models as messages_models
from app.messages import pages as messages_pages
from app.offers import api as offers_api
from app.offers import jobs as offers_jobs
from app.offers import models as offers_models
from app.offers import pages as offers_pages
from app.orders import api as orders_api
from app.orders import jobs as orders_jobs
from app.orders import models as orders_models
from app.orders import pages as orders_pages
from app.platform import drafts, health, idempotency, views
from app.platform.callers import Caller, Identify, Touch, nobody
from app.platform.db import Base
from app.platform.ground import open_ground
from app.platform.places import shared
from app.platform.schedule import every, sweep_orphans
from app.platform.settings import Mode, Settings
from app.platform.web import SafeHeaders, SmallBodies, add_refusal_handlers
from app.platform.web import common as common_pages
from app.platform.web.describing import described
from app.platform.web.directory import Directory
from app.platform.work import Ground
from app.platform.worker import Subscribers, Timed
from app.procurement import api as procurement_api
from app.procurement import models as procurement_models
from app.procurement import pages as procurement_pages
from app.suppliers import api as suppliers_api
from app.suppliers import models as suppliers_models
from app.suppliers import pages as suppliers_pages

ROUTERS = (
    common_pages.router,
    procurement_api.router,
    procurement_pages.router,
    offers_api.router,
    offers_pages.router,
    contracts_api.router,
    contracts_pages.router,
    catalogue_api.router,
    catalogue_pages.router,
    suppliers_api.router,
    suppliers_pages.router,
    clients_api.router,
    clients_pages.router,
    orders_api.router,
    orders_pages.router,
    deliveries_api.router,
    deliveries_pages.router,
    impact_api.router,
    impact_pages.router,
    invoicing_api.router,
    invoicing_pages.router,
    identity_api.router,
    identity_pages.router,
    messages_api.router,
    messages_pages.router,
    funds_api.router,
    funds_pages.router,
    audit_api.router,
    audit_pages.router,
    law_api.router,
    law_pages.router,
    desks_api.router,
    desks_pages.router,
)
TOLD_TO_PEOPLE: Subscribers = dict.fromkeys(messages_jobs.HEARD, (messages_jobs.tell_people,))
FOLLOWED: Subscribers = {
    "offers.decided": (offers_jobs.make_decision_letter,),
    "offers.letter_renewed": (offers_jobs.make_decision_letter,),
    "contract.drafted": (contracts_jobs.make_the_paper,),
    "invoicing.release_asked": (invoicing_jobs.release_what_was_asked,),
    "messages.made": (messages_jobs.send_message,),
}
SUBSCRIBERS: Subscribers = {
    event: (*FOLLOWED.get(event, ()), *TOLD_TO_PEOPLE.get(event, ()))
    for event in sorted({*FOLLOWED, *TOLD_TO_PEOPLE})
}
TIMED: tuple[Timed, ...] = (
    every(timedelta(minutes=1), orders_jobs.expire_unanswered),
    every(timedelta(minutes=10), orders_jobs.apply_price_rises),
    every(timedelta(minutes=10), messages_jobs.gather_digests),
    every(timedelta(hours=6), identity_jobs.sweep),
    every(timedelta(hours=6), sweep_orphans),
    every(timedelta(hours=6), drafts.forget_old),
)
MODELS = (
    law_models,
    identity_models,
    messages_models,
    suppliers_models,
    clients_models,
    funds_models,
    procurement_models,
    offers_models,
    contracts_models,
    catalogue_models,
    orders_models,
    deliveries_models,
    impact_models,
    invoicing_models,
    drafts,
    idempotency,
    views,
)
METADATA = Base.metadata


def leave_be(_ground: Ground, _caller: Caller) -> None:
    """Nothing is kept of when a caller was last seen."""


def site_of(ground: Ground, *, secure: bool = False) -> FastAPI:
    """The site as people use it: they log in, and their sessions are kept awake."""
    identify = partial(callers.caller_of, country=ground.country)
    return create_app(ground, identify, sessions.touch, secure=secure)


def installed_site(ground: Ground, settings: Settings) -> FastAPI:
    """As its settings want it, however it is served: secure in production, with a tour in the demo."""
    site = site_of(ground, secure=settings.mode is Mode.PRODUCTION)
    site.state.is_demo = settings.mode is Mode.DEMO
    return site


def create_app(
    ground: Ground, identify: Identify = nobody, touch: Touch = leave_be, *, secure: bool = False
) -> FastAPI:
    """`secure` keeps cookies to https whatever the request says: a production installation does."""
    app = FastAPI(
        title="Kutsu",
        docs_url=None,  # FastAPI's own pages load from other sites: ours is /api/docs
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        generate_unique_id_function=lambda route: route.name,
    )
    app.openapi = partial(described, app)  # type: ignore[method-assign]
    app.state.ground = ground
    app.state.identify, app.state.touch, app.state.menu = identify, touch, menu
    app.state.secure = secure
    add_refusal_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(SafeHeaders)
    app.add_middleware(SmallBodies)
    app.include_router(health.router)
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.insert(0, Directory(route for router in ROUTERS for route in router.routes))
    app.mount("/static", StaticFiles(directory=shared("templates") / "static"), name="static")
    return app


def served() -> FastAPI:
    """For a server that starts itself again at each change: the ground is opened for the process's life."""
    settings = Settings()
    ground = ExitStack().enter_context(open_ground(settings))
    return installed_site(ground, settings)
