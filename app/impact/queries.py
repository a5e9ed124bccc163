"""Every question about outcome claims and results; exact figures are for the call's buyers alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, distinct, func, or_, select, true

from app.deliveries.models import Delivery
from app.deliveries.rules.states import FEES, DeliveryKind, DeliveryState
from app.identity import queries as identity
from app.impact import policy
from app.impact.models import OutcomeClaim
from app.impact.rules import ClaimState, MetricResult, without_small_groups
from app.kernel.deadlines import Limit, last_day
from app.kernel.quantity import Unit
from app.kernel.refusals import Missing
from app.law import queries as law
from app.orders.models import ServiceOrder
from app.orders.rules.states import UNIT_OF_USE, OrderState
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Category
from app.procurement.rules.call import MetricFacts
from app.procurement.rules.metrics import MetricKind
