"""Bytes as they go to a server, and what comes back: for requests that no HTTP library would send."""

import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

PATIENCE = 20.0
END = b"\r\n\r\n"


@dataclass(frozen=True)
class Answer:
    """The first answer's status (0 where the connection was closed without one), all that came, how long it took."""

    status: int
    text: bytes
    seconds: float

    @property
    def answers(self) -> int:
        """How many requests the server saw in what was sent."""
        return self.text.count(b"HTTP/1.1 ")


def send(port: int, *parts: bytes | Iterable[bytes], shuts: bool = False, patience: float = PATIENCE) -> Answer:
    """Send the bytes, as far as the server takes them, and read until it closes or falls silent.

    `shuts` ends what is sent, as a visitor does who goes away half-way.
    """
    began = time.monotonic()
    got = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as one:
        with suppress(OSError):  # the server has said what it had to say, and closed
            for part in parts:
                for piece in (part,) if isinstance(part, bytes) else part:
                    one.sendall(piece)
            if shuts:
                one.shutdown(socket.SHUT_WR)
        with suppress(OSError):
            while piece := one.recv(65_536):
                got += piece
                one.settimeout(0.4 if END in got else patience)
    final = bytes(got).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    status = int(final[9:12]) if final[:9] == b"HTTP/1.1 " else 0
    return Answer(status, bytes(got), time.monotonic() - began)


def request(method: str, target: str, *headers: str, body: bytes = b"", length: int | None = None) -> bytes:
    """The bytes of a request that closes its connection; in latin-1, as they stand."""
    size = len(body) if length is None else length
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    if size or method == "POST":
        lines.append(f"Content-Length: {size}")
    return "\r\n".join(lines).encode("latin-1") + END + body
