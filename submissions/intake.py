"""Starting, saving, sending and confirming what the public sends. States are changed by `moderation` alone.

Each act locks the submission's row, so that twelve equal requests at once do what one does.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from communities import entry as entries
from communities.models import Call, Community

from . import answers as answering
from . import lessons, letters, limits, links, lookalikes, moderation, questionnaire, reports
from .limits import Limit
from .links import Issued
from .models import Kind, LetterLink, Purpose, State, Submission
from .questionnaire import Section
from .reading import Reading, sections_of

# What a sender can say of a community that looks the same.
UPDATE, DISTINCT, ANYWAY = "update", "distinct", "anyway"
MOST_LINKS_MAILED = 3
# The columns that answers fill.
FILLED = (
    "answers",
    "entry",
    "name",
    "host",
    "sender_name",
    "sender_email",
    "sender_role",
    "consents",
    "private_answers",
    "question_set",
    "version",
    "updated_at",
)


class IntakeError(Exception):
    """The act was refused; the message says why, in words for the sender."""


class NotOpen(IntakeError):
    """The answers can no longer be changed."""


class ChangedMeanwhile(IntakeError):
    """The section was saved elsewhere after this page was opened. `kept` is what stands there now."""

    def __init__(self, kept: dict[str, Any]) -> None:
        self.kept = kept
        super().__init__(_("This part was saved elsewhere after you opened this page."))


class Incomplete(IntakeError):
    """Some answers need another look before sending."""


class NothingChanged(IntakeError):
    """The change changes nothing."""


class LookalikesUnanswered(IntakeError):
    """Communities look the same, and its sender has not said how they relate."""


class TooQuick(IntakeError):
    """Sent faster than people can; `wait` says how long to wait."""

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(_("That was very quick. Wait a few seconds and send it again."))


def begin(*, language: str, network: str, answers: Mapping[str, Any] | None = None, call: Call | None = None) -> Issued:
    """A new draft, and the private link to it. Raises TooOftenError.

    `answers` were given elsewhere, before the draft; they are kept as typed, right or wrong. `call` is the one that it
    answers.
    """
    limits.take(Limit.DRAFTS_OF_NETWORK, network)
    with transaction.atomic():
        submission = Submission.objects.create(
            language=language, entry=entries.blank(), question_set=questionnaire.VERSION, call=call
        )
        if answers:
            _write(submission, dict(answers))
        return links.issue(submission, Purpose.RESUME)


def begin_change(
    community: Community,
    *,
    language: str,
    network: str,
    kind: str = Kind.CHANGE,
    given: Mapping[str, Any] | None = None,
) -> Issued:
    """A draft of a change of a published community, filled in from its entry. Raises TooOftenError.

    `given` holds answers that came with it. Of kind CLOSURE it lets the community rest, or closes it.
    """
    limits.take(Limit.DRAFTS_OF_NETWORK, network)
    submission = change_of(community, language=language, kind=kind)
    with transaction.atomic():
        submission.save(force_insert=True)
        if given:
            _write(submission, {**submission.answers, **given})
        return links.issue(submission, Purpose.RESUME)


def change_of(community: Community, *, language: str, kind: str = Kind.CHANGE) -> Submission:
    """A change that alters nothing yet, not stored."""
    return Submission(
        kind=kind,
        community=community,
        base_revision=community.revision_number,
        entry=entries.upgrade(community.entry),
        answers=answering.answers_of(entries.upgrade(community.entry)),
        name=community.name,
        host=community.host or "",
        language=language,
        question_set=questionnaire.VERSION,
    )


def seen_of(submission: Submission, section: Section) -> str:
    """A short mark of a section's answers as they stand, by which a page knows whether they were changed meanwhile."""
    return entries.digest(_kept(submission, section))[:16]


def save(submission: Submission, section: Section, given: Mapping[str, Any], *, seen: str) -> Submission:
    """Keep a section's answers as typed, right or wrong. Saving the same again is harmless.

    `seen` is the mark of what the page showed. Raises NotOpen, ChangedMeanwhile.
    """
    with _locked(submission) as row:
        if not row.is_open_to_editing or section.slug not in {one.slug for one in sections_of(row)}:
            raise NotOpen(_where_it_stands(row))
        kept = _kept(row, section)
        if all(kept.get(key) == value for key, value in given.items()):
            return row
        if seen != entries.digest(kept)[:16]:
            raise ChangedMeanwhile(kept)
        _write(row, {**row.answers, **given})
    return row


def send(submission: Submission, *, version: int, network: str, verdicts: Mapping[str, str]) -> Submission:
    """Send a draft: the letter that confirms the address goes out. Sending again what is sent already does nothing.

    `verdicts` says of each community that looks the same what its sender thinks: DISTINCT or ANYWAY. Raises NotOpen,
    moderation.StaleVersion, Incomplete, NothingChanged, LookalikesUnanswered, TooQuick, TooOftenError.
    """
    with _locked(submission) as row:
        if row.state not in (State.DRAFT, State.EXPIRED, State.WITHDRAWN):
            return row
        if row.state != State.DRAFT:
            raise NotOpen(_where_it_stands(row))
        if version != row.version:
            raise moderation.StaleVersion(row, [])
        reading = _sendable(row)
        found = _alike_for_staff(reading)
        if any(verdicts.get(one["slug"]) not in (DISTINCT, ANYWAY) for one in found):
            raise LookalikesUnanswered(_("Say how yours relates to the communities that look the same."))
        if wait := limits.wait_of(row.created_at):
            raise TooQuick(wait)
        _take_letter(reading.values["sender_email"], network)
        _note_lookalikes(row, found, verdicts)
        _fill(row, Reading(row))
        row.save(update_fields=[*FILLED, "lookalikes", "lookalike_answer"])
        moderation.send(row, version=row.version)
    return row


def answer(submission: Submission, *, version: int, words: str) -> Submission:
    """Answer OPSI's question, with the answers as they now are. Answering twice does what answering once does.

    Raises NotOpen, moderation.StaleVersion, Incomplete.
    """
    with _locked(submission) as row:
        if row.state == State.PENDING:
            return row
        if row.state != State.CHANGES_REQUESTED:
            raise NotOpen(_where_it_stands(row))
        if version != row.version:
            raise moderation.StaleVersion(row, [])
        reading = Reading(row)
        if reading.troubles:
            raise Incomplete(_("Some answers need another look. They are listed below."))
        row.private_answers = answering.private_of(reading.values, reading.entry)
        row.save(update_fields=["private_answers"])
        entry = reading.entry if row.proposes_entry else None
        moderation.answer(row, version=version, words=words, entry=entry)
    return row


def confirm(submission: Submission) -> bool:
    """The address is its sender's: it waits for OPSI. False where it was confirmed, or ended, before."""
    with _locked(submission) as row:
        if not row.awaits_confirmation:
            return False
        links.use_up(row)
        (reports if row.kind == Kind.REPORT else moderation).confirm(row)
        lessons.bring_along(row)
    return True


def confirm_by_code(submission: Submission, typed: str, *, network: str) -> bool:
    """Confirm by the code of the letter; False for a wrong one. Each letter's code hears five. Raises TooOftenError."""
    limits.take(Limit.CODES_OF_NETWORK, network)
    if not links.is_code_right(submission, typed):
        return False
    confirm(submission)
    return True


def finish_later(submission: Submission, address: str, *, network: str) -> None:
    """Mail a link to go on later. Raises NotOpen, TooOftenError."""
    with _locked(submission) as row:
        if row.state != State.DRAFT:
            raise NotOpen(_where_it_stands(row))
        _take_letter(address, network)
        _write(row, {**row.answers, "sender_email": address})
        letters.resume(row)


def mail_links(address: str, *, network: str) -> None:
    """Mail fresh links to the latest submissions of an address; nothing to one that is unknown.

    Whether the address is known, or has had its letters for this hour, cannot be told from outside. Raises
    TooOftenError for the network.
    """
    limits.take(Limit.LETTERS_OF_NETWORK, network)
    shut = (State.SPAM, State.WITHDRAWN, State.EXPIRED)
    known = Submission.objects.filter(sender_email__iexact=address).exclude(state__in=shut).order_by("-updated_at")
    with suppress(limits.TooOftenError):
        for number, submission in enumerate(known.defer("search")[:MOST_LINKS_MAILED]):
            if number:
                limits.take(Limit.LETTERS_OF_NETWORK, network)
            limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(submission.sender_email))
            is_unconfirmed = submission.awaits_confirmation
            (letters.confirm_address if is_unconfirmed else letters.resume)(submission)


def mail_fresh_link(link: LetterLink, *, network: str) -> bool:
    """Mail a fresh link in place of an expired or lost one, to the address on record; False where there is none."""
    with _locked(link.submission) as row:
        if not row.sender_email:
            return False
        _take_letter(row.sender_email, network)
        letters.expired_link(row)
    return True


def begin_again(submission: Submission) -> Issued:
    """Take an unconfirmed submission back and go on with the same answers in a new draft: its address was mistyped."""
    with _locked(submission) as row:
        if row.state != State.UNCONFIRMED or not row.proposes_entry:
            raise NotOpen(_where_it_stands(row))
        moderation.withdraw(row, version=row.version)
        copied = (
            "kind",
            "community",
            "base_revision",
            "answers",
            "entry",
            "name",
            "host",
            "language",
            "call",
            "created_at",
            "reminded_at",
        )
        draft = Submission(question_set=questionnaire.VERSION, **{field: getattr(row, field) for field in copied})
        draft.save(force_insert=True)
        return links.issue(draft, Purpose.RESUME)


def turn_into_change(submission: Submission, slug: str) -> Submission:
    """Make a draft of a new community a change of the published one of that slug, keeping what was typed."""
    with _locked(submission) as row:
        if row.state != State.DRAFT:
            raise NotOpen(_where_it_stands(row))
        community = Community.objects.published().filter(slug=slug).first()
        if community is None or row.kind != Kind.NEW:
            return row
        live = answering.answers_of(entries.upgrade(community.entry))
        row.lookalikes, row.lookalike_answer = _alike_for_staff(Reading(row)), UPDATE
        row.kind, row.community, row.base_revision = Kind.CHANGE, community, community.revision_number
        _write(row, _merged(live, row.answers))
        row.save(update_fields=["kind", "community", "base_revision", "lookalikes", "lookalike_answer"])
    return row


def alike(reading: Reading) -> list[dict[str, Any]]:
    """Published communities that look like a proposed new one."""
    if reading.submission.kind != Kind.NEW or not reading.entry["name"]:
        return []
    return lookalikes.of(reading.entry)


def _alike_for_staff(reading: Reading) -> list[dict[str, Any]]:
    """The same, to be kept: the reasons are in the language of the desk, whoever sent it."""
    with translation.override(settings.LANGUAGE_CODE):
        return alike(reading)


def _sendable(row: Submission) -> Reading:
    reading = Reading(row)
    if reading.troubles:
        raise Incomplete(_("Some answers need another look. They are listed below."))
    if row.is_change and not reading.changed:
        raise NothingChanged(_("Nothing differs from the published entry yet. Change an answer before you send."))
    return reading


def _merged(live: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """The live entry's answers under those that were typed; lists of rows are joined, and what is withheld."""
    merged = dict(live)
    for key, value in typed.items():
        if key == "withheld":
            merged[key] = sorted({*live[key], *value})
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            merged[key] = [*live.get(key, []), *(row for row in value if row not in live.get(key, []))]
        elif value not in ("", [], None, False) and not answering.is_unknown(value):
            merged[key] = value
    return merged


def _note_lookalikes(row: Submission, found: list[dict[str, Any]], verdicts: Mapping[str, str]) -> None:
    """Keep what looked the same and what its sender said; a link to each that is distinct but overlaps."""
    if row.lookalike_answer == UPDATE:
        return
    overlapping = [one["slug"] for one in found if verdicts[one["slug"]] == DISTINCT]
    ties = [{"relation": "overlaps-with", "slug": slug} for slug in overlapping]
    if ties:
        stated = row.answers.get("links") or []
        row.answers = {**row.answers, "links": [*stated, *(tie for tie in ties if tie not in stated)]}
    row.lookalikes = found
    row.lookalike_answer = (DISTINCT if overlapping else ANYWAY) if found else ""


def _write(row: Submission, answers: dict[str, Any]) -> None:
    """Store answers and, of a draft, all that follows from them. What OPSI was sent stays until it is answered."""
    row.answers = answers
    row.version += 1
    if row.state == State.DRAFT:
        _fill(row, Reading(row))
        row.save(update_fields=FILLED)
    else:
        row.save(update_fields=["answers", "version", "updated_at"])


def _fill(row: Submission, reading: Reading) -> None:
    values = reading.values
    row.entry = reading.entry
    row.name, row.host = reading.entry["name"][:200], reading.entry["host"] or ""
    row.sender_name = values.get("sender_name") or ""
    row.sender_email = values.get("sender_email") or ""
    row.sender_role = values.get("sender_role") or ""
    row.consents = _consents(row, values, {one.key for each in reading.sections for one in each.questions})
    row.private_answers = answering.private_of(values, reading.entry)
    row.question_set = questionnaire.VERSION


def _consents(row: Submission, values: Mapping[str, Any], asked: Collection[str]) -> list[dict[str, Any]]:
    """The record of each permission that is asked for: given or not, to which words, and when it came to be so."""
    known = {record["use"]: record for record in row.consents}
    now = timezone.now().isoformat()
    records = []
    for key, use in questionnaire.CONSENTS.items():
        if key not in asked:
            continue
        given = bool(values.get(key))
        record = known.get(use)
        if record is None or record["given"] != given or record["text"] != questionnaire.VERSION:
            record = {"use": use, "given": given, "text": questionnaire.VERSION, "at": now}
        records.append(record)
    return records


def _take_letter(address: str, network: str) -> None:
    limits.take(Limit.LETTERS_OF_NETWORK, network)
    limits.take(Limit.LETTERS_TO_ADDRESS, limits.mailbox_of(address))


def _kept(submission: Submission, section: Section) -> dict[str, Any]:
    return {
        question.key: submission.answers[question.key]
        for question in section.questions
        if question.key in submission.answers
    }


@contextmanager
def _locked(submission: Submission) -> Iterator[Submission]:
    """One transaction around the row as it stands now, locked."""
    with transaction.atomic():
        rows = Submission.objects.select_for_update(of=("self",)).select_related("community").defer("search")
        yield rows.get(pk=submission.pk)


def _where_it_stands(row: Submission) -> str:
    if row.state in (State.WITHDRAWN, State.EXPIRED):
        return _("You can no longer change this: it was withdrawn, or its time was over.")
    return _("You can no longer change this: it has been sent.")
