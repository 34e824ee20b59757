"""After a fault: what was acknowledged is held against what is stored and what was mailed."""

import time
from dataclasses import dataclass, fields

import psycopg

from tests.faults.drafts import ADDRESS
from tests.faults.sink import Sink
from tests.faults.storm import Ledger

LETTERS_WITHIN = 300  # seconds: five minutes, as promised
STORED = """
    SELECT s.sender_email, s.state, s.answers, s.entry->>'name', s.name, s.consents <> '[]',
        (SELECT count(*) FROM submissions_decision d WHERE d.submission_id = s.id),
        (SELECT count(*) FROM submissions_postedletter p WHERE p.submission_id = s.id),
        (SELECT count(*) FROM submissions_letterlink l WHERE l.submission_id = s.id AND l.purpose = 'confirm')
    FROM submissions_submission s WHERE s.sender_email LIKE 'sender-%'
"""
WAITING = "SELECT count(*) FROM post_office_email WHERE status IS DISTINCT FROM 0"  # 0: sent


@dataclass
class Outcome:
    """What became of one drill, in the order of the table."""

    fault: str
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    half_written: int = 0
    letters_missing: int = 0
    letters_doubled: int = 0
    refused: int = 0
    back_after: float = 0.0

    @property
    def is_whole(self) -> bool:
        return not (self.lost or self.doubled or self.half_written or self.letters_missing)

    @classmethod
    def heads(cls) -> list[str]:
        return [one.name.replace("_", " ") for one in fields(cls)]


def wait_for_letters(connection: psycopg.Connection, seconds: float = LETTERS_WITHIN) -> float:
    """Wait until the outbox is empty; gives back how long that took."""
    began = time.monotonic()
    while connection.execute(WAITING).fetchone()[0]:
        assert time.monotonic() - began < seconds, "Letters are still waiting."
        time.sleep(0.2)
    return time.monotonic() - began


def reckon(fault: str, ledger: Ledger, connection: psycopg.Connection, sink: Sink) -> Outcome:
    """Look up every sender of the storm, acknowledged or not."""
    outcome = Outcome(fault, acknowledged=len(ledger.acknowledged), refused=ledger.refused + ledger.broken)
    letters = sink.by_address()
    rows: dict[str, list[tuple]] = {}
    for row in connection.execute(STORED):
        rows.setdefault(row[0], []).append(row)
    for number, answers in ledger.acknowledged.items():
        stored = [row for row in rows.get(ADDRESS.format(number), []) if row[1] != "draft"]
        outcome.lost += not stored
        outcome.doubled += len(stored) > 1
        outcome.half_written += any(row[2].get(key) != value for row in stored for key, value in answers.items())
    for address, found in rows.items():
        sent = [row for row in found if row[1] != "draft"]
        outcome.half_written += not all(_is_whole(row) for row in found)
        outcome.letters_missing += bool(sent) and not letters[address]
        outcome.letters_doubled += max(0, letters[address] - len(sent))
    return outcome


def _is_whole(row: tuple) -> bool:
    """Either all that sending does was done, or nothing."""
    _email, state, _answers, entry_name, name, has_consents, decisions, posted, links = row
    if state == "draft":
        return (decisions, posted, links) == (0, 0, 0)
    return entry_name == name and has_consents and (decisions, posted, links) == (1, 1, 1)
