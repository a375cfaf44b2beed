"""Is a port free? Asked before a server opens anything, so that the answer is a sentence."""

import errno
import socket

WHY = {
    errno.EADDRINUSE: "is in use: stop what uses it, or choose another (--port)",
    errno.EACCES: "is not yours to use: choose one from 1024 on (--port)",
}


def see_that_it_is_free(host: str, port: int) -> None:
    """Raises OSError where nobody can listen there now."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        why = WHY.get(error.errno or 0, f"of {host} cannot be listened on: see LIGHTWELL_HOST")
        raise OSError(f"port {port} {why}") from None
