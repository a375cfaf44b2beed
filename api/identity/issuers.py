"""Whose staff may sign in, and as whom: each issuer with its own rules, from one TOML file (``LIGHTWELL_SIGN_IN``).

    [[issuer]]
    slug = "acf"
    name = "Agency for Children and Families"           # on the button
    issuer = "https://login.acf.example"
    client_id = "lightwell"
    client_secret_file = "acf.secret"                   # beside this file; left out for a public client
    audience = "https://ledger.example.org/api"         # of bearer tokens; left out where there are none

    [[issuer.staff]]                                    # the first rule that fits says who somebody is here
    claim = "groups"
    value = "lightwell-evaluation"
    kind = "unit"
    organisation = "0197…"
    unit = "0197…"

An issuer speaks only for the organisations of its own rules.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ledger.settings import LOOPBACK
from projections.policy import FAMILY_SIDE, Kind

#: Kinds of viewer that belong to no organisation.
AT_LARGE = frozenset({Kind.AUDITOR, Kind.OPERATOR})
UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Part):
    """Whoever's ``claim`` is or holds ``value`` is this kind of viewer."""

    claim: str
    value: str
    kind: Kind
    organisation: str | None = Field(default=None, pattern=UUID)
    unit: str | None = Field(default=None, pattern=UUID)

    @model_validator(mode="after")
    def _whole(self) -> "Rule":
        if self.kind in FAMILY_SIDE:
            raise ValueError(
                "a person, or who speaks for one, signs in with a code of their own, never by an issuer of staff"
            )
        if self.organisation is None and self.kind not in AT_LARGE:
            raise ValueError(f"kind {self.kind} needs an organisation")
        if self.unit is None and self.kind in (Kind.UNIT, Kind.PROVIDER):
            raise ValueError(f"kind {self.kind} needs a unit")
        return self

    def fits(self, claims: dict[str, Any]) -> bool:
        found = claims.get(self.claim)
        return self.value in found if isinstance(found, list) else found == self.value


class Issuer(_Part):
    """An OpenID provider whose tokens we believe, for its own organisations."""

    slug: str = Field(pattern="^[a-z0-9-]{1,40}$")
    name: str
    issuer: str
    client_id: str
    client_secret_file: Path | None = None
    audience: str | None = None
    scope: str = "openid profile"
    staff: tuple[Rule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _safe(self) -> "Issuer":
        if self.audience == self.client_id:
            raise ValueError("audience and client_id must differ, else an ID token would pass for an access token")
        if not protected(self.issuer):
            raise ValueError("issuer must be https")
        return self

    def identity(self, claims: dict[str, Any]) -> dict[str, Any] | None:
        """Who somebody is here, or None where no rule fits. ``id`` names them across sign-ins."""
        rule = next((rule for rule in self.staff if rule.fits(claims)), None)
        if rule is None:
            return None
        name = claims.get("name")
        return {
            "id": subject(self.issuer, claims["sub"]), "name": name if isinstance(name, str) else self.name,
            "kind": rule.kind.value, "organisation": rule.organisation, "unit": rule.unit, "ref": None,
            "reader": "adult", "about": "",
        }  # fmt: skip


class _File(_Part):
    issuer: tuple[Issuer, ...] = ()


@dataclass(frozen=True, slots=True)
class Issuers:
    """``secrets``: slug → client secret."""

    all: tuple[Issuer, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, path: Path | None) -> "Issuers":
        """None has none. Raises ValueError naming the place, and no value, or OSError."""
        if path is None:
            return cls()
        try:
            found = _File.model_validate(tomllib.loads(path.read_text())).issuer
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path}: {error}") from None
        except ValidationError as error:
            places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise ValueError(f"{path}: {places}") from None
        for names in ([one.slug for one in found], [one.issuer for one in found]):
            if len(set(names)) < len(names):
                raise ValueError(f"{path}: slug and issuer must be different for each issuer")
        files = {one.slug: one.client_secret_file for one in found}
        secrets = {slug: (path.parent / file).read_text().strip() for slug, file in files.items() if file}
        return cls(found, secrets)

    def by_name(self, issuer: object) -> Issuer | None:
        return next((one for one in self.all if one.issuer == issuer), None)


def subject(issuer: str, sub: str) -> str:
    """Names a person of an issuer across their sessions (OpenID Connect Core §5.7: only both together are unique)."""
    return f"oidc {issuer} {sub}"


def protected(url: str) -> bool:
    """Whether what is sent there can be read by nobody else: TLS, or this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
