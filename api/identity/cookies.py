"""Cookies: no script reads them, no other site sends the session's, and no plain connection carries them.

Only on the machine itself, where there is no TLS, are they set without ``Secure``, and so without the prefix
``__Host-``, which keeps a neighbouring host name from setting them (RFC 6265bis §4.1.3.2).
"""

from typing import Literal, NamedTuple

from fastapi import Request
from fastapi.responses import Response

from ledger.settings import LOOPBACK


class Cookie(NamedTuple):
    """``age``: seconds, or None for one that dies with the browser."""

    name: str
    same_site: Literal["strict", "lax"]
    age: int | None


SESSION = Cookie("lightwell_session", "strict", None)
#: Which language a family reads. Tells nothing of who they are, and goes when the browser is closed.
LANGUAGE = Cookie("lightwell_language", "strict", None)
#: For whom a family's pages are written, where somebody chose other words than their own page has. Goes with the
#: session, so that nobody else at the same browser learns of it.
READER = Cookie("lightwell_reader", "strict", None)
#: Comes back with a redirect from the issuer's site, which ``strict`` would not allow.
SIGNING_IN = Cookie("lightwell_signing_in", "lax", 600)


def secure(request: Request) -> bool:
    """Whether this request's browser speaks TLS, to us or to the proxy before us."""
    url = request.app.state.site.settings.url
    plain = request.url.scheme == "http" and request.url.hostname in LOOPBACK
    return str(url).startswith("https://") or not plain


def address(request: Request) -> str:
    """Where browsers find us, without a slash at the end."""
    url = str(request.app.state.site.settings.url) or f"{request.url.scheme}://{request.url.netloc}"
    return url.rstrip("/")


def read(request: Request, cookie: Cookie = SESSION) -> str:
    return request.cookies.get(_name(request, cookie), "")


def write(request: Request, response: Response, value: str, cookie: Cookie = SESSION) -> None:
    response.set_cookie(
        _name(request, cookie), value, max_age=cookie.age, path="/", secure=secure(request), httponly=True,
        samesite=cookie.same_site,
    )  # fmt: skip


def clear(request: Request, response: Response, cookie: Cookie = SESSION) -> None:
    response.delete_cookie(
        _name(request, cookie), path="/", secure=secure(request), httponly=True, samesite=cookie.same_site
    )  # fmt: skip


def _name(request: Request, cookie: Cookie) -> str:
    return f"__Host-{cookie.name}" if secure(request) else cookie.name
