"""The session's cookie: no script reads it, no other site sends it, and no plain connection carries it.

Only on the machine itself, where there is no TLS, is it sent without ``Secure`` (and so without the ``__Host-`` prefix,
RFC 6265bis §4.1.3.2, that keeps a neighbouring host name from setting it).
"""

from fastapi import Request
from fastapi.responses import Response

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
NAME = "lightwell_session"


def secure(request: Request) -> bool:
    """Whether this request's browser speaks TLS, to us or to the proxy before us."""
    url = request.app.state.site.settings.url
    plain = request.url.scheme == "http" and request.url.hostname in LOOPBACK
    return str(url).startswith("https://") or not plain


def name(request: Request, plain: str = NAME) -> str:
    return "__Host-" + plain if secure(request) else plain


def read(request: Request) -> str:
    return request.cookies.get(name(request), "")


def write(request: Request, response: Response, value: str) -> None:
    """A cookie that dies with the browser; the session behind it dies sooner."""
    response.set_cookie(
        name(request), value, path="/", secure=secure(request), httponly=True, samesite="strict"
    )  # fmt: skip


def clear(request: Request, response: Response) -> None:
    response.delete_cookie(name(request), path="/", secure=secure(request), httponly=True, samesite="strict")
