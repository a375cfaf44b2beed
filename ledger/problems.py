"""What can be wrong with what we are given, and what the caller should do next.

A problem names a rule and a place, never the value that broke it: values may be personal.
The web edge turns it into problem+json (RFC 9457); the command line prints it.
"""

from dataclasses import dataclass, field
from typing import Any

ADVICE: dict[str, tuple[str, str]] = {
    # code: (title, what to do next)
    "too-large": (
        "The statement or its private part is too large",
        "Split it: at most 65,535 bytes of statement and 16 MB of private part.",
    ),
    "not-jws": (
        "This is not a compact JWS",
        "Send header.payload.signature in canonical base64url without padding (RFC 7515).",
    ),
    "bad-header": (
        "The JWS header is not allowed",
        'Use exactly {"alg":"EdDSA","kid":"<RFC 7638 thumbprint>","typ":"cloudevents+json"}.',
    ),
    "bad-json": ("The JSON cannot be read", "Send UTF-8 JSON with no duplicate keys, no NaN and modest nesting."),
    "bad-signature": (
        "The signature does not match",
        "Sign the exact bytes of header.payload with the key that kid names, and send them unchanged.",
    ),
    "unknown-type": (
        "This statement type is not known here",
        "Use a type listed at /schemas; a new version has a new name.",
    ),
    "schema": (
        "The statement does not fit its schema",
        "Correct the places named in errors; the schema is at /schemas/<type>.",
    ),
    "future-time": (
        "The statement claims a time in the future",
        "Correct the clock that wrote it, then sign and send again.",
    ),
    "key-not-registered": (
        "The signing key is not registered yet",
        "Have the key registered, then send the same bytes again.",
    ),
    "key-revoked": (
        "The signing key has been revoked",
        "Sign again with a key of your organisation that is valid now.",
    ),
    "key-weak": (
        "This key cannot be registered",
        "Make a new Ed25519 key; small-order and malformed points are refused.",
    ),
    "no-possession": (
        "The proof that you hold the new key is wrong",
        "Sign the possession text with the new key itself (lightwell onboard does it).",
    ),
    "wrong-issuer": (
        "The signer may not say this",
        "Sign with a key of the organisation that the statement, its feed and its unit belong to.",
    ),
    "unknown-organisation": (
        "The organisation is not registered",
        "Have the operator register it first, then send the same bytes again.",
    ),
    "unknown-unit": (
        "The unit is not registered",
        "Register the unit with unit.registered first, then send the same bytes again.",
    ),
    "unknown-feed": (
        "The feed is not registered",
        "Register the feed with feed.registered first, then send the same bytes again.",
    ),
    "already-exists": (
        "Something else already has this identifier",
        "Choose a new identifier (UUIDv7); published things are never redefined.",
    ),
    "id-reused": (
        "Another statement already has this id and source",
        "Give the new statement its own id. The first one stands.",
    ),
    "holding-taken": (
        "The holding belongs to another organisation",
        "Choose a new identifier for your own holding (UUIDv7).",
    ),
    "line-taken": (
        "A line of this holding is already someone else",
        "Give the person a line of their own; if two names are one person, say so with subject.linked.",
    ),
    "feed-fork": (
        "The feed already said something else at this sequence",
        "Stop the feed: two writers share it, or it was restored from a backup. Register a new feed and go on there.",
    ),
    "private-mismatch": (
        "The private part does not match the statement",
        "Send the disclosures that the statement's private root was made from, in the same order.",
    ),
    "private-form": (
        "A disclosure is not well formed",
        "Each is base64url of [salt, line, name, value]; salt ≥ 128 bits; a line with disclosures discloses its ref.",
    ),
    "unknown-agreement": (
        "The agreement is not known",
        "Propose it first with agreement.proposed, then send the same bytes again.",
    ),
    "not-a-party": (
        "The signer does not take part in this",
        "Only those named in what opened it may say this, each in their own part.",
    ),
    "digest-differs": (
        "The content signed is not the content proposed",
        "Sign the digest of the newest version; read it again first.",
    ),
    "unknown-statement": ("The statement referred to is not in the log", "Check its digest; record it first."),
    "unknown-matter": (
        "What this is about is not in the log",
        "Check its identifier; the statement that opens it must be recorded first.",
    ),
    "unknown-holding": (
        "The holding is not known",
        "Record what was collected into it, or received, first; then send the same bytes again.",
    ),
    "nothing-to-choose": (
        "There is no such choice",
        "Where none is offered there is nothing to answer or change; tell people so, and do not ask them.",
    ),
    "no-longer-open": ("This has already ended", "Begin a new one if it is needed again."),
    "same-mistake-open": (
        "A provider's “same mistake” has no answer yet",
        "Answer it with lesson.addressed first, then send the same bytes again.",
    ),
    "no-time-to-reply": (
        "This date leaves others no time to reply",
        "Choose a later date, so that those whom it concerns can answer first.",
    ),
    "reply-awaited": (
        "Others may still reply to this",
        "Wait until everybody has replied or the date for replies has passed, then send it again.",
    ),
    "context-missing": (
        "Replies to this are left out",
        "Name the digest of every reply in contexts: what was said about it goes with it.",
    ),
    "second-person": (
        "Whoever proposed this may not decide it",
        "Have another trained approver of your organisation decide.",
    ),
    "approvers-needed": (
        "Two other people must approve this first",
        "Have two trained approvers decide it, one of them of the house whose worker it is. Who asked is neither.",
    ),
    "approved-before": (
        "You have approved this already",
        "Have another trained approver decide it too: two different people are needed.",
    ),
    "given-once": (
        "The name was shown already",
        "It is shown once, to the officer who asked. Open another inquiry if it is needed again.",
    ),
    "review-first": (
        "The day of the review is not in the future",
        "Name a later day in review, on which somebody looks at it again.",
    ),
    "person-objects": (
        "The person does not want to be spoken for",
        "Leave it at that, and tell whoever asked that it is not possible.",
    ),
    "reason-needed": (
        "A privacy officer reads a trail for a case",
        "Say what it is for: ?reason=request, concern, complaint, breach, misuse, withholding or erasure.",
    ),
    "challenge-open": (
        "A question or objection about this agreement is open",
        "Have every question answered first. If you objected, say what became of it; then sign.",
    ),
    "outcome-differs": (
        "The version named does not bear this out",
        "Propose the version in which the requirement is gone or changed; then name it here.",
    ),
    "nothing-to-end": (
        "This agreement is not in force, or its end is fixed already",
        "Check its identifier. A draft needs no end: do not sign it.",
    ),
    "not-finished": (
        "Something in this request is still open",
        "Each organisation that was asked decides; what is granted is given; a statement of correction is attached.",
    ),
    "check-first": (
        "A check comes before this",
        "Record the checks of this request in their order first; nobody gets what is not theirs.",
    ),
    "authority-needed": (
        "Nobody may ask this for the person now",
        "Record an authority that has not run out. A child's own views come first, and a child may say no.",
    ),
    "request-closed": ("This request is closed", "Make a new request, and say in it what is still missing."),
    "other-person": (
        "These are not the lines that the request is about",
        "Use the holding and line of the request. Whose it is cannot change.",
    ),
    "not-sealed": (
        "What another organisation holds is nobody's own copy",
        "Seal it to the person or read it together, and say when it expires. Your own goes out as an own copy.",
    ),
    "not-decided": (
        "Something in this release has no decision to let it go",
        "Decide on each item first, with the rule that allows it; leave out what must not go.",
    ),
    "story-withheld": (
        "A story in this is withheld",
        "Leave it out. What the person whose story it is withheld is never told to others.",
    ),
    "story-not-ready": (
        "A story in this is not ready to be told",
        "Talk about it with service users, assess that it names nobody, and settle that it may be shared.",
    ),
    "erasure-request-open": (
        "This person has asked for something that is still open",
        "Answer and close the request first, or have it withdrawn; then erase.",
    ),
    "erasure-concern-open": (
        "A concern of this person has no answer yet",
        "Answer it first: what was done wrong could not be found out afterwards.",
    ),
    "erasure-held": (
        "What is held about this person must be kept for now",
        "See errors for the ground. When it is gone, lift the hold or end the preservation; then erase.",
    ),
    "erasure-of-worker": (
        "A worker is not erased",
        "What somebody opened, wrote or decided stays beside their role. Name the person whose information it is.",
    ),
    "erasure-no-authority": (
        "A public office needs an authority to destroy this",
        "Name the disposal authority (Public Records Act 2005, section 18), such as GDA6.",
    ),
    "not-found": (
        "There is nothing here for you",
        "Check the address. What you may not see and what does not exist look the same.",
    ),
    "sign-in": ("Sign in first", "Open the start page and choose who you are."),
    "not-allowed": ("You may not do this", "Ask the person whose role allows it; the attempt has been counted."),
    "sign-in-failed": (
        "You could not be signed in",
        "Begin again at the sign-in page. If it happens again, ask whoever gave you your sign-in.",
    ),
    "too-often": (
        "That was too often in a short time",
        "Wait as long as Retry-After says, then try again; ask the operator if you need to do this more often.",
    ),
    "too-slow": ("The request did not arrive in time", "Send the whole body without long pauses."),
    "bad-code": (
        "That code did not work",
        "It may be typed wrong, used, cancelled or too old: ask the service that gave it for a new one.",
    ),
    "bad-token": (
        "The bearer token is not accepted",
        "Get a new access token for this ledger from your organisation's own sign-in; see errors.",
    ),
    "no-custody": (
        "This organisation signs with its own system only",
        "Say it from your own system. Or have whoever holds your key run lightwell custody: then these pages can sign.",
    ),
    "cross-site": (
        "This was sent by another site",
        "Open our own page and send the form from there. Programs send neither Origin nor Sec-Fetch-Site.",
    ),
    "busy": ("The ledger cannot answer at this moment", "Wait a few seconds and send the same bytes again."),
    "metrics-closed": (
        "Figures are for those who run the ledger",
        "Ask from the machine itself, or set LIGHTWELL_METRICS_TOKEN and send it as a bearer token.",
    ),
    "read-only": (
        "The ledger does not accept statements now",
        "Ask the operator: the database may have been restored from an old backup.",
    ),
    "token-needed": (
        "Statements are read with an auditor's token",
        'Send "Authorization: Bearer <token>"; the operator gives one with lightwell auditor add.',
    ),
    "not-published": (
        "No published checkpoint covers this yet",
        "Ask again in a few seconds: a checkpoint is published about once a second, and with witnesses a little later.",
    ),
    "unknown-person": (
        "A link names somebody whom the ledger does not know",
        "Name both on a line of a holding first, then send it again. Whoever was erased is not made known by a link.",
    ),
    "in-the-clear": (
        "A private part came by Kafka without being sealed",
        "Seal the whole line to the ledger's key (lightwell consume key) and send it again.",
    ),
    "cannot-open": (
        "The message cannot be opened with the ledger's key",
        "Seal it as compact JWE (ECDH-ES, A256GCM) to the key that lightwell consume key shows, with its kid.",
    ),
    "bad-request": ("The request is not understood", "See errors; the description is at /openapi.json."),
}

#: What ``refusal.recorded`` says for each code. They are in the log: a number is added, never changed or used again.
NUMBERS = {
    "too-large": 1, "bad-json": 2, "unknown-type": 3, "schema": 4, "future-time": 5, "private-mismatch": 6,
    "private-form": 7, "key-not-registered": 8, "key-revoked": 9, "key-weak": 10, "no-possession": 11,
    "wrong-issuer": 12, "unknown-organisation": 13, "unknown-unit": 14, "unknown-feed": 15, "already-exists": 16,
    "id-reused": 17, "holding-taken": 18, "line-taken": 19, "feed-fork": 20, "unknown-agreement": 21,
    "not-a-party": 22, "digest-differs": 23, "unknown-statement": 24,
    "unknown-holding": 50, "nothing-to-choose": 51, "no-longer-open": 52,
    "same-mistake-open": 30,
    "not-finished": 60, "check-first": 61, "authority-needed": 62, "request-closed": 63, "other-person": 64,
    "not-sealed": 65,
    "challenge-open": 40, "outcome-differs": 41, "nothing-to-end": 42, "not-decided": 43, "story-withheld": 44,
    "story-not-ready": 45,
    "unknown-matter": 70, "no-time-to-reply": 71, "reply-awaited": 72, "context-missing": 73,
    "erasure-request-open": 85, "erasure-concern-open": 86, "erasure-held": 87, "erasure-of-worker": 88,
    "erasure-no-authority": 89,
    "not-allowed": 95, "not-found": 96, "unknown-person": 97,
    "second-person": 80, "review-first": 81, "person-objects": 82, "approvers-needed": 83, "approved-before": 84,
    "given-once": 90,
}  # fmt: skip


@dataclass
class Problem(Exception):
    """A refusal: ``code`` is one of ``ADVICE``; ``errors`` are (location, rule) pairs that echo no value.

    ``kid`` and ``digest`` are set when what is refused was validly signed by a registered key.
    """

    code: str
    where: str = ""
    errors: list[tuple[str, str]] = field(default_factory=list)
    kid: str = ""
    digest: bytes = b""

    def __post_init__(self) -> None:
        super().__init__(self.code)

    def __reduce__(self) -> tuple[Any, ...]:
        return Problem, (self.code, self.where, self.errors, self.kid, self.digest)

    @property
    def title(self) -> str:
        return ADVICE[self.code][0]

    @property
    def advice(self) -> str:
        return ADVICE[self.code][1]

    def __str__(self) -> str:
        place = f" (at {self.where})" if self.where else ""
        rules = "".join(f"; {where}: {rule}" for where, rule in self.errors)
        return f"{self.title}{place}{rules}. {self.advice}"

    def as_json(self) -> dict[str, Any]:
        """The members of a problem+json object, without ``type`` and ``status``, which the web edge adds."""
        out: dict[str, Any] = {"code": self.code, "title": self.title, "detail": self.advice}
        if self.where:
            out["location"] = self.where
        if self.errors:
            out["errors"] = [{"location": where, "rule": rule} for where, rule in self.errors]
        return out
