"""Replaying the whole log, and its verdict, for auditors."""

from fastapi import APIRouter

from api.identity.limits import Limit
from api.reading import ask
from api.replay_kept import Replayed, State
from api.session import SignedIn, Viewing
from projections.policy import Question

router = APIRouter(prefix="/api/log/replay", tags=["log"])


def newest(signed: SignedIn) -> Replayed:
    """For auditors."""
    ask(signed, Question.LOG)
    return signed.site.replays.newest


def start(signed: SignedIn) -> Replayed:
    """For auditors; whoever asks while one is on its way gets that. Raises Problem ``too-often``."""
    ask(signed, Question.LOG)
    replays = signed.site.replays
    if replays.newest.state is not State.RUNNING:
        signed.site.limits.hit(Limit.REPLAY, "everybody")
        replays.start()
    return replays.newest


@router.get("")
def read_replay(signed: Viewing) -> Replayed:
    """How far the newest replay is, or its verdict."""
    return newest(signed)


@router.post("", status_code=202)
def start_replay(signed: Viewing) -> Replayed:
    """Replays the whole log up to its newest checkpoint. One at a time: if one is on its way, this is that one."""
    return start(signed)
