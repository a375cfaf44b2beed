"""What an agency and a provider tell families together: who gets what, and why, for adults and for children."""

from typing import Annotated

from pydantic import Field

from ledger.statements.families_terms import NoticeKind
from ledger.statements.terms import Data, Digest, Private, Uuid
from ledger.vocabulary import Part, Purpose

Version = Annotated[int, Field(ge=1, le=10_000)]


class NoticeFlow(Data):
    """What a notice says goes to which unit, and why."""

    to_unit: Uuid
    parts: Annotated[list[Part], Field(min_length=1, max_length=30)]
    purpose: Purpose


class JointNoticePublished(Data):
    """One author publishes a version of a notice; it is from all of its authors only once each has signed it.

    The texts for adults and for children are disclosures ``text`` and ``text_child``. What it tells of is in
    ``flows``, and in the schedule of ``agreement`` as it then stood.
    """

    notice: Uuid
    version: Version
    kind: NoticeKind
    authors: Annotated[list[Uuid], Field(min_length=2, max_length=20)]
    agreement: Uuid | None = None
    flows: Annotated[list[NoticeFlow], Field(max_length=200)] = []
    private: Private


class NoticeSigned(Data):
    """An author signs: ``content`` is the digest of the version that it read."""

    notice: Uuid
    version: Version
    content: Digest


TYPES: dict[str, type[Data]] = {
    "notice.published.v2": JointNoticePublished,
    "notice.signed.v1": NoticeSigned,
}
