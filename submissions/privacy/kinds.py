"""Every kind of personal data: what it is, in which columns, why, on what basis, who sees it, and how it ends.

`purge` walks its endings, `docs/privacy.md` prints it, and a test fails when a column that can hold somebody's words is
neither here nor among those that hold nobody. A network address is never kept of a visitor, only a keyed digest.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from . import endings as end
from .endings import Ending

LISTING = "Public interest: a catalogue that is true"
CONSENT = "Consent"
SAFETY = "Legitimate interest: a site that is safe"
RECORD = "Legitimate interest: decisions that can be accounted for"

DECIDING, OUTBOX, RECORDS = "Moderators", "Administrators, without the text", "Senior moderators"
NOBODY_SEES = "Nobody; the site itself"


@dataclass(frozen=True)
class Kind:
    """One kind of personal data. `until` says what ends it besides the endings."""

    what: str
    where: tuple[str, ...]  # "app.Model: field field"
    why: str
    basis: str
    seen_by: str
    endings: tuple[Ending, ...] = ()
    until: str = ""


KINDS = (
    Kind(
        "Who sent something: name, address, role, and what they agreed to",
        (
            "submissions.Submission: sender_name sender_email sender_role consents",
            "submissions.LetterLink: token_hash code_hash mailed_to",
        ),
        "To check that it was them, ask about it and tell them the decision",
        LISTING,
        DECIDING,
        (
            *(end.DRAFTS, end.UNCONFIRMED, end.EXPIRED, end.WITHDRAWN, end.SPAM),
            *(end.DECLINED, end.REPORTS, end.QUESTIONS, end.SENDERS),
        ),
        "their own erasing; not while it waits for a decision",
    ),
    Kind(
        "What they sent and is not published, and what staff read off it",
        (
            "submissions.Submission: entry answers private_answers search lookalikes lookalike_answer imported_from "
            "import_notes name",
        ),
        "To decide, and for what each question says",
        LISTING,
        "Moderators; analysts without the names",
        until="as who sent it",
    ),
    Kind(
        "Words between sender and OPSI, and staff’s notes",
        ("submissions.Words: to_sender about_fields note", "submissions.Note: text"),
        "To come to a decision",
        LISTING,
        DECIDING,
        until="as who sent it; the decision stays without its words",
    ),
    Kind(
        "Who looks after an entry, what they agreed to, and their answers for OPSI only",
        ("submissions.Steward: name email role private_answers consents mailbox",),
        "To ask whether the entry is right, and to pass on questions and wishes to be introduced",
        f"{LISTING}; {CONSENT.lower()} for what peers ask",
        "Senior moderators; moderators beside a submission; analysts the answers, without the names",
        (end.OBJECTED, end.SILENT, end.FORMER, end.DELISTED),
        "their own erasing; of an objection a keyed digest stays, by which it is known",
    ),
    Kind(
        "Links by which they answer and are introduced",
        (
            "submissions.Asking: token_hash",
            "submissions.EntryLink: token_hash",
            "submissions.Introduction: token_hash",
            "submissions.RelayLink: token_hash",
        ),
        "To answer without an account",
        LISTING,
        NOBODY_SEES,
        until="as who looks after an entry, or who asked",
    ),
    Kind(
        "A question as it was passed on, and what conveners answered",
        ("submissions.Inquiry: question context", "submissions.Relay: answer mailbox"),
        "To put a reply together",
        CONSENT,
        DECIDING,
        (end.ANSWERS,),
        "the question, with who asked it; of a published one it stays, without them",
    ),
    Kind(
        "An address from a public page, to which an invitation went",
        ("submissions.Invitation: address mailbox", "submissions.InvitingLetter: token_hash"),
        "To ask once whether an entry from public sources is right",
        LISTING,
        DECIDING,
        (end.INVITED,),
        "their no; a keyed digest stays, by which it is known",
    ),
    Kind(
        "The address of an alert, and what it is about",
        (
            "submissions.Alert: email query told",
            "submissions.AlertLink: token_hash code_hash",
            "submissions.AlertLetter: name",
        ),
        "To tell them what is new",
        CONSENT,
        "Administrators",
        (end.ALERTS,),
        "the link in each letter",
    ),
    Kind(
        "Letters, sent and waiting, with the links in them",
        (
            "post_office.Email: to cc bcc subject message html_message headers context message_id from_email "
            "recipient_delivery_status",
            "post_office.Log: message exception_type",
        ),
        "To send them, and to send them again",
        LISTING,
        OUTBOX,
        (end.SENT, end.GIVEN_UP),
        "their being held back by an undo",
    ),
    Kind(
        "Addresses whose letters come back",
        ("submissions.SentBack: address status said",),
        "To write there no more, and to find a better one",
        LISTING,
        DECIDING,
        (end.BOUNCES,),
        "a letter that arrives there",
    ),
    Kind(
        "Tables of communities that staff brought in",
        (
            "submissions.Import: name tables remarks named meant",
            "submissions.ImportRow: where name notes lookalikes proposed fingerprint raw_fingerprint "
            "unsaid_fingerprint",
        ),
        "To put their rows into the queue",
        LISTING,
        DECIDING,
        (end.IMPORTS,),
        "the table itself: its rows being in the queue",
    ),
    Kind(
        "What a moderator typed and has not sent, and who is looking",
        ("submissions.Typed: fields", "submissions.Hold: user"),
        "So that nothing typed is lost, and two do not decide at once",
        LISTING,
        DECIDING,
        (end.TYPED, end.HOLDS),
    ),
    Kind(
        "Keyed digests by which floods and doubles are told",
        ("submissions.LimitCount: key", "submissions.Submission: fingerprint", "submissions.CheckSent: mark"),
        "To hold off floods of letters and to store once what is sent twice",
        SAFETY,
        NOBODY_SEES,
        (end.COUNTS, end.MARKS, end.CHECKS),
    ),
    Kind(
        "Keyed digests of who may not send for a while",
        ("submissions.Barred: mark",),
        "To shut out whoever sends rubbish",
        SAFETY,
        NOBODY_SEES,
        (end.BARRED,),
    ),
    Kind(
        "Staff’s accounts, second steps, and who they are at their organisation",
        (
            "auth.User: username first_name last_name email password",
            "account.EmailAddress: email",
            "account.EmailConfirmation: key",
            "mfa.Authenticator: data",
            "socialaccount.SocialAccount: uid extra_data",
            "socialaccount.SocialToken: token token_secret",
        ),
        "To let staff in, and to say who decided",
        RECORD,
        "Administrators",
        (end.CONFIRMATIONS,),
        "somebody erasing the address of a closed account",
    ),
    Kind(
        "Staff’s sessions",
        ("sessions.Session: session_key session_data",),
        "To stay signed in",
        SAFETY,
        NOBODY_SEES,
        (end.SESSIONS,),
    ),
    Kind(
        "Sign-ins of staff and attempts at them, with network address and browser",
        (
            "axes.AccessAttempt: username ip_address user_agent http_accept path_info get_data post_data",
            "axes.AccessFailureLog: username ip_address user_agent http_accept path_info",
            "axes.AccessLog: username ip_address user_agent http_accept path_info session_hash",
        ),
        "To close the door on whoever guesses passwords",
        SAFETY,
        "Administrators",
        (end.ATTEMPTS, end.FAILURES, end.NETWORKS, end.SIGN_INS),
    ),
    Kind(
        "What staff changed in the admin",
        ("admin.LogEntry: object_id object_repr change_message",),
        "To account for it",
        RECORD,
        "Administrators, for each member of staff",
        (end.LOGGED,),
        "for good, without the names of what was changed",
    ),
    Kind(
        "A shared mailbox that a convener gave to be published",
        ("communities.Community: entry", "communities.Revision: entry"),
        "So that people can reach the community",
        CONSENT,
        "Everybody",
        until="its convener taking it out; erasing its owner’s address also blanks it in former versions",
    ),
)

# Columns of words that hold nobody: of these models all, of the others those named.
NOBODY: dict[str, str] = {
    "submissions.CheckAnswer": "single answers, without anybody",
    "submissions.CheckTally": "sums",
    "submissions.CountedPriority": "a community and an ingredient",
    "submissions.Checked": "criteria",
    "submissions.SavedWords": "words of the house",
    "submissions.Digest": "a week",
    "submissions.KeptPulse": "a community’s own numbers",
    "submissions.LessonSent": "ties",
    "submissions.SessionSent": "ties",
    "submissions.Round": "a community and times",
    "submissions.Wave": "a key and times",
    "submissions.WebsiteLook": "a community’s website",
    "submissions.Decision": "what was decided; who decided is staff, and stays",
    "submissions.Removal": "evidence, without anybody",
    "submissions.PostedLetter": "which kind of letter",
    "submissions.Submission": "host question_set language",
    "submissions.Steward": "language",
    "submissions.Alert": "language",
    "submissions.AlertLink": "rhythm",
    "submissions.Invitation": "language",
    "submissions.ImportRow": "verdict",
    "post_office.Email": "backend_alias",
    "post_office.EmailTemplate": "not used",
    "post_office.Attachment": "not used",
    "mfa.Authenticator": "type",
    "socialaccount.SocialApp": "the site’s own",
    "socialaccount.SocialAccount": "provider",
    "axes.AccessAttemptExpiration": "a time",
}


def endings() -> Iterator[Ending]:
    """Every ending once, in the order of the table: what expires is blanked in the same run."""
    for kind in KINDS:
        yield from kind.endings


def columns() -> Iterator[tuple[str, str]]:
    """Every column that holds personal data: its model's label and its name."""
    for kind in KINDS:
        for place in kind.where:
            model, _colon, fields = place.partition(": ")
            yield from ((model, field) for field in fields.split())
