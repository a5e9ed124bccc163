"""The composition root: the one module that knows every chapter."""

from contextlib import ExitStack
from datetime import timedelta

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from app.catalogue import models as catalogue_models
from app.clients import models as clients_models
from app.contracts import jobs as contracts_jobs
from app.contracts import models as contracts_models
from app.deliveries import models as deliveries_models
from app.funds import models as funds_models
from app.identity import models as identity_models
from app.impact import models as impact_models
from app.invoicing import models as invoicing_models
from app.kernel.actors import Actor
from app.law import models as law_models
from app.offers import jobs as offers_jobs
from app.offers import models as offers_models
from app.orders import jobs as orders_jobs
from app.orders import models as orders_models
from app.platform import drafts, health, idempotency, views
from app.platform.callers import Caller, Identify, nobody
from app.platform.db import Base
from app.platform.ground import open_ground
from app.platform.places import shared
from app.platform.schedule import every, sweep_orphans
from app.platform.settings import Settings
from app.platform.web import SafeHeaders, SmallBodies, add_refusal_handlers
from app.platform.work import Ground
from app.platform.worker import Subscribers, Timed
from app.procurement import api as procurement_api
from app.procurement import models as procurement_models
from app.procurement import pages as procurement_pages
from app.suppliers import models as suppliers_models

ROUTERS = (procurement_api.router, procurement_pages.router)
SUBSCRIBERS: Subscribers = {
    "offers.decided": (offers_jobs.make_decision_letter,),
    "offers.letter_renewed": (offers_jobs.make_decision_letter,),
    "contract.drafted": (contracts_jobs.make_the_paper,),
}
TIMED: tuple[Timed, ...] = (
    every(timedelta(minutes=1), orders_jobs.expire_unanswered),
    every(timedelta(minutes=10), orders_jobs.apply_price_rises),
    every(timedelta(hours=6), sweep_orphans),
    every(timedelta(hours=6), drafts.forget_old),
)
MODELS = (
    law_models,
    identity_models,
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


def no_menu(_actor: Actor) -> tuple[tuple[str, str], ...]:
    return ()


def leave_be(_ground: Ground, _caller: Caller) -> None:
    """Nothing is kept of when a caller was last seen."""


def create_app(ground: Ground, identify: Identify = nobody, *, secure: bool = False) -> FastAPI:
    """`secure` keeps cookies to https whatever the request says: a production installation does."""
    app = FastAPI(title="Kutsu", docs_url=None, redoc_url=None)  # their pages load from other sites
    app.state.ground = ground
    app.state.identify, app.state.touch, app.state.menu = identify, leave_be, no_menu
    app.state.secure = secure
    add_refusal_handlers(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(SafeHeaders)
    app.add_middleware(SmallBodies)
    app.include_router(health.router)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=shared("templates") / "static"), name="static")
    return app


def served() -> FastAPI:
    """For a server that starts itself again at each change: the ground is opened for the process's life."""
    ground = ExitStack().enter_context(open_ground(Settings()))
    return create_app(ground)
