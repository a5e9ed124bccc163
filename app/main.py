"""The composition root: the one module that knows every chapter."""

from contextlib import ExitStack
from datetime import timedelta

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app.catalogue import models as catalogue_models
from app.clients import models as clients_models
from app.contracts import jobs as contracts_jobs
from app.contracts import models as contracts_models
from app.deliveries import models as deliveries_models
from app.funds import models as funds_models
from app.identity import models as identity_models
from app.impact import models as impact_models
from app.invoicing import models as invoicing_models
from app.kernel.actors import GUEST
from app.law import models as law_models
from app.offers import jobs as offers_jobs
from app.offers import models as offers_models
from app.orders import jobs as orders_jobs
from app.orders import models as orders_models
from app.platform import health, idempotency, views
from app.platform.db import Base
from app.platform.ground import open_ground
from app.platform.places import shared
from app.platform.schedule import every, sweep_orphans
from app.platform.settings import Settings
from app.platform.web import Identify, add_refusal_handlers
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
    idempotency,
    views,
)
METADATA = Base.metadata


def create_app(ground: Ground, identify: Identify = lambda _ground, _request: GUEST) -> FastAPI:
    app = FastAPI(title="Kutsu", docs_url=None, redoc_url=None)  # their pages load from other sites
    app.state.ground = ground
    app.state.identify = identify
    add_refusal_handlers(app)
    app.include_router(health.router)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=shared("templates") / "static"), name="static")
    return app


def served() -> FastAPI:
    """For a server that starts itself again at each change: the ground is opened for the process's life."""
    ground = ExitStack().enter_context(open_ground(Settings()))
    return create_app(ground)
