"""A real SMTP server on this machine, which keeps what it is given (RFC 5321, as much as a client needs).

with mailbox() as box:
    box.port, box.messages     # (to, the message) in the order in which they came
    box.refuses = True         # from now on it takes nothing
"""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Thread
from typing import cast


@dataclass
class Mailbox:
    port: int = 0
    refuses: bool = False
    messages: list[tuple[str, EmailMessage]] = field(default_factory=list)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            to = ""
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word, _, rest = line.decode().strip().partition(" ")
                if word.upper() == "RCPT":
                    to = rest.partition("<")[2].partition(">")[0]
                if word.upper() == "DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = list(iter(self.rfile.readline, b".\r\n"))
                    read = message_from_bytes(b"".join(lines), policy=policy.default)
                    box.messages.append((to, cast(EmailMessage, read)))
                refused = box.refuses and word.upper() == "RCPT"
                self.wfile.write(
                    b"550 no\r\n" if refused else b"221 bye\r\n" if word.upper() == "QUIT" else b"250 ok\r\n"
                )

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
