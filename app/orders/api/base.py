"""The one router of the chapter's API."""

from fastapi import APIRouter

from app.platform.web import WorkRoute

router = APIRouter(prefix="/api/v1", tags=["orders"], route_class=WorkRoute)
