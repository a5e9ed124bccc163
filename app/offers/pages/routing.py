"""The one router of the pages of applications."""

from fastapi import APIRouter

from app.platform.web import WorkRoute

router = APIRouter(include_in_schema=False, route_class=WorkRoute)
