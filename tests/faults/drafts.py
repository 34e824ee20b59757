"""Drafts with every answer in, each under a private link of its own: one was typed in, the others are copies of it."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

import psycopg

NAME, ADDRESS = "{} who look ahead together, every {} weeks", "sender-{}@example.org"
COPY = """
    WITH fresh AS (
        INSERT INTO submissions_submission (kind, state, origin, version, answers, entry, name, host, private_answers,
            question_set, language, sender_name, sender_email, sender_role, consents, lookalikes, lookalike_answer,
            fingerprint, imported_from, import_notes, created_at, updated_at)
        SELECT kind, state, origin, version, %(answers)s, entry, %(name)s, host, private_answers, question_set,
            language, sender_name, %(address)s, sender_role, consents, lookalikes, lookalike_answer, fingerprint,
            imported_from, import_notes, created_at, updated_at
        FROM submissions_submission WHERE id = %(id)s RETURNING id
    )
    INSERT INTO submissions_letterlink (submission_id, purpose, token_hash, code_hash, code_attempts, created_at,
        expires_at, mailed_to, shows_private)
    SELECT id, 'resume', %(hash)s, '', 0, now(), now() + interval '30 days', '', false FROM fresh
"""


@dataclass(frozen=True)
class Draft:
    """What a sender has typed, and the private address at which it waits to be sent."""

    number: int
    token: str
    version: int
    answers: dict[str, Any]

    @property
    def address(self) -> str:
        return ADDRESS.format(self.number)


def name_of(number: int) -> str:
    return NAME.format(secrets.token_hex(8), number)


def copies(connection: psycopg.Connection, token: str, number: int) -> list[Draft]:
    """So many copies of the draft behind a token, of as many senders."""
    found = connection.execute(
        "SELECT s.id, s.version, s.answers FROM submissions_submission s JOIN submissions_letterlink l"
        " ON l.submission_id = s.id WHERE l.token_hash = %s",
        [_hash(token)],
    ).fetchone()
    assert found
    pk, version, answers = found
    drafts = []
    for one in range(number):
        given = answers | {"name": name_of(one), "sender_email": ADDRESS.format(one)}
        drafts.append(Draft(one, secrets.token_urlsafe(24), version, given))
    rows = [
        {
            "id": pk,
            "answers": json.dumps(draft.answers),
            "name": draft.answers["name"],
            "address": draft.address,
            "hash": _hash(draft.token),
        }
        for draft in drafts
    ]
    with connection.cursor() as cursor:
        cursor.executemany(COPY, rows)
    return drafts


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
