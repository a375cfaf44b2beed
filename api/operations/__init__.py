"""For those who run it: is it ready, how does it do, and what happened. Nothing here is about anybody."""

from fastapi import APIRouter

from api.operations import metrics, ready

router = APIRouter()
router.include_router(ready.router)
router.include_router(metrics.router)
