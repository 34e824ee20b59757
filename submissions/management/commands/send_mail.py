"""send_mail: writes the alerts and reminders that are due and sends the letters in the outbox, once or for ever.

How a letter is sent is in `submissions/outbox.py`; what alerts tell, in `submissions/alerts.py`; who is reminded, and
what ends, in `submissions/waiting.py`; what questions wait for, in `submissions/inquiries/awaiting.py`; staff's weekly
letter, in `submissions/digest.py`; whose convener is asked whether an entry is still right, in
`submissions/living/asking.py`. It also carries on what staff import (`submissions/importing/uploads.py`), and ends
daily what personal data was kept for its time (`submissions/privacy/purging.py`).
"""

import logging
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseTrouble
from django.db import connection

from submissions import due, outbox, rekeying, tallying
from submissions.importing import uploads
from submissions.living import asking
from submissions.privacy import purging

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
LONGEST_PAUSE = 60.0
WRITTEN_EVERY = 15.0
ASKED_EVERY = 3600.0
IMPORTS_FOR = 10.0  # at one go, and letters wait for it
PURGED_AT_ONCE = 200  # of each kind, and letters wait for it; what is left follows in an hour


class Command(BaseCommand):
    help = "Sends the letters that wait in the outbox; with --loop, goes on until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on looking for letters until stopped")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        self.stopping, self.is_looping = threading.Event(), loop
        self.next_written = self.next_asked = 0.0
        if loop:
            self._loop()
        elif trouble := self._round():
            raise CommandError(trouble)

    def _loop(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        self._say("The mail loop is at work.")
        in_a_row, before = 0, ""
        while not self.stopping.is_set():
            trouble = self._round()
            in_a_row = in_a_row + 1 if trouble else 0
            if trouble != before:
                self._say(trouble or "Letters go out again.")
            before = trouble
            wait = min(outbox.pause(in_a_row).total_seconds(), LONGEST_PAUSE) if trouble else LOOK_EVERY
            self.stopping.wait(wait)
        self._say("The mail loop has stopped.")

    def _round(self) -> str:
        """Send what is due now. Gives back what stands in the way, or nothing."""
        outcomes: Counter[str] = Counter()
        trouble = ""
        try:
            self._write_due()
            for letter, outcome in outbox.send_due():
                outcomes[outcome] += 1
                if outcome != "sent":
                    self._say(f"Letter {letter.pk}: {outcome}.")
                if self.stopping.is_set():
                    break
        except outbox.Busy:
            trouble = "Another process is sending letters. This one waits."
        except outbox.ServerUnreachable as error:
            trouble = f"The letters cannot be handed over ({error}). They wait."
        except DatabaseTrouble as error:
            connection.close()
            trouble = f"The database does not answer ({type(error).__name__}). Letters wait."
        if outcomes or not (trouble or self.is_looping):
            self._say(f"{outcomes['sent']} sent, {outcomes['waits']} to be tried again, {outcomes['failed']} given up.")
        return trouble

    def _write_due(self) -> None:
        """From time to time: they need not leave within the second. Nor need figures be out."""
        if time.monotonic() >= self.next_written:
            due.write_often()
            tallying.publish_due()
            uploads.forget_due()
            uploads.carry_all_on(IMPORTS_FOR)
            self.next_written = time.monotonic() + WRITTEN_EVERY
        if time.monotonic() >= self.next_asked:
            rekeying.rekey()
            asking.look()
            purging.look(most=PURGED_AT_ONCE)
            self.next_asked = time.monotonic() + ASKED_EVERY

    def _say(self, line: str) -> None:
        with suppress(OSError):  # the disk of logs may be full: letters go out all the same
            if self.is_looping:
                logger.info(line)
            else:
                self.stdout.write(line)
