"""A mail server of the drills' own, which keeps a ledger and can refuse, hang, drop, or break off half-way."""

import asyncio
import logging
import threading
from collections import Counter
from email import message_from_bytes, policy
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.ERROR)  # else every line of every letter


class Silent(asyncio.Protocol):
    """It takes the connection and never says a word."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # for as long as the other end holds on


class Busy(asyncio.Protocol):
    """It says that it is busy, and hangs up."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(b"421 4.3.2 Try again later\r\n")
        transport.close()


class Sink:
    """`with Sink() as sink:` `mode` says how it behaves from the next connection, or letter, on.

    "takes", "silent", "busy", or for every second letter "later" (451 after all of it) and "drops" (hangs up then).
    """

    def __init__(self) -> None:
        self.mode, self.port = "takes", 0
        self.slow = 0.0  # seconds before a letter is taken
        self.taken: list[tuple[str, str]] = []  # to whom, and the letter's own number
        self._offered = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.open()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def open(self) -> None:
        """Listen, at the same port as ever."""
        self._server = self._run(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Listen no more, and hang up on everybody: whoever knocks is refused."""
        self._run(self._hang_up())

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name there
        self._offered += 1
        if self._offered % 2 and self.mode == "later":
            return "451 4.3.0 Try again later"
        if self._offered % 2 and self.mode == "drops":
            server.transport.abort()
            return "451 4.3.0 Nobody hears this"
        await asyncio.sleep(self.slow)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.taken += [(to, letter["Message-ID"]) for to in envelope.rcpt_tos]
        return "250 Taken"

    def by_address(self) -> Counter[str]:
        """How many letters each address has had."""
        return Counter(to for to, _number in list(self.taken))

    def _protocol(self) -> asyncio.Protocol:
        known = {"silent": Silent, "busy": Busy}
        return known[self.mode]() if self.mode in known else SMTP(self, loop=self._loop)

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._protocol, "127.0.0.1", self.port)

    async def _hang_up(self) -> None:
        self._server.close()
        others = asyncio.all_tasks(self._loop) - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _run(self, what):
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(20)
