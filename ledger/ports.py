"""Is a port free? Asked before a server opens anything, so that the answer is a sentence."""

import errno
import socket

WHY = {
    errno.EADDRINUSE: "is in use: stop what uses it, or choose another ({how})",
    errno.EACCES: "is not yours to use: choose one from 1024 on ({how})",
}


def see_that_it_is_free(host: str, port: int, how: str = "--port") -> None:
    """Raises OSError where nobody can listen there now. ``how`` another port is chosen."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        why = WHY.get(error.errno or 0, f"of {host} cannot be listened on: see LIGHTWELL_HOST")
        raise OSError(f"port {port} {why.format(how=how)}") from None
