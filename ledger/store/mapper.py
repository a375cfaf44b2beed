"""Statements as eventsourcing's domain events, and back: the stored state is the statement's exact bytes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import EventStore, Mapper, Recording, StoredEvent

from ledger import jws, strictjson


class Said:
    """One statement, as the one event of the one aggregate it belongs to. Its topic is its statement type."""

    __slots__ = ("event", "kid", "originator_id", "originator_version", "token")

    def __init__(
        self, token: bytes, event: dict[str, Any], kid: str, originator_id: UUID, originator_version: int
    ) -> None:
        self.token, self.event, self.kid = token, event, kid
        self.originator_id, self.originator_version = originator_id, originator_version


def read_token(token: bytes) -> tuple[str, dict[str, Any]]:
    """(kid, event) of a statement that was checked when it was sealed."""
    parsed = jws.parse(token)
    event: dict[str, Any] = strictjson.read(parsed.payload)
    return parsed.kid, event


class StatementMapper(Mapper[UUID]):
    """Maps ``Said`` to rows without re-serialising anything."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        return StoredEvent(
            domain_event.originator_id, domain_event.originator_version, domain_event.event["type"], domain_event.token
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        assert isinstance(stored_event.originator_id, UUID)
        kid, event = read_token(stored_event.state)
        return Said(stored_event.state, event, kid, stored_event.originator_id, stored_event.originator_version)


class StatementStore(EventStore[UUID]):
    """Puts statements without making a notification of each: readers follow the log itself."""

    def put(self, domain_events: Sequence[Any], **kwargs: Any) -> list[Recording[UUID]]:
        self.recorder.insert_events(list(map(self.mapper.to_stored_event, domain_events)), **kwargs)
        return []
