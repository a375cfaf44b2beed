"""How often one address, or one viewer, may do what could be tried too often: moving windows, in memory."""

from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.identity.counters import Counters
from ledger.problems import Problem


class Limit(StrEnum):
    """What is limited. The name is also what ``/healthz`` counts it under."""

    CODE = "code"  # typing a one-time code
    SIGN_IN = "sign-in"  # beginning and ending a sign-in elsewhere, failed bearer tokens
    READ = "read"  # anything that a signed-in viewer asks
    OPEN = "open"  # what anybody may ask and costs us work
    REPLAY = "replay"  # replaying the whole log, by whomever


class Limits:
    """``rates``: as the ``limits`` package writes them, such as ``30/10 minutes``."""

    def __init__(self, rates: dict[Limit, str], counters: Counters) -> None:
        self._rates: dict[Limit, RateLimitItem] = {limit: parse(rate) for limit, rate in rates.items()}
        self._limiter, self._counters = MovingWindowRateLimiter(MemoryStorage()), counters

    def address(self, limit: Limit, request: Request) -> None:
        """Raises Problem ``too-often`` where this request's address has used up its share."""
        self.hit(limit, neighbourhood(request.client.host if request.client else ""))

    def hit(self, limit: Limit, who: str) -> None:
        """Raises Problem ``too-often`` where ``who`` has used up their share."""
        if not self._limiter.hit(self._rates[limit], limit.value, who):
            self._counters.count("limited", limit.value)
            raise Problem("too-often")


def neighbourhood(address: str) -> str:
    """An IPv4 address, or the /64 that one IPv6 subscriber has to themselves."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
