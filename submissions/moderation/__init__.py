"""The verbs that change a submission: nothing else changes its state.

Each verb opens a transaction, locks the row, refuses an illegal move or a stale version by a named exception, records a
Decision, and puts its letter in the outbox. Approving publishes through the catalogue's one door.
"""

from .deciding import approve, ask, assign, can_undo, correct, decline, relate, reword, spam, take_up, undo
from .imported import queue, queue_rows, store_rows
from .moves import MOVES, UNDECIDED
from .questions import gather, keep, put_back, relay, take_down
from .refusals import (
    Erased,
    IllegalMove,
    ModerationError,
    NobodyToAsk,
    NotAllowed,
    NotAQuestion,
    NothingTaken,
    StaleVersion,
    TooEarly,
    TooLate,
    WordsMissing,
)
from .rights import may_moderate, may_read_answers, may_withdraw, moderators
from .sending import (
    announce,
    answer,
    bring_along,
    call_off,
    confirm,
    expire,
    introduce,
    more_time,
    reaffirm,
    report,
    send,
    withdraw,
)
from .told import described, name_of

__all__ = [
    "MOVES",
    "UNDECIDED",
    "Erased",
    "IllegalMove",
    "ModerationError",
    "NobodyToAsk",
    "NotAQuestion",
    "NotAllowed",
    "NothingTaken",
    "StaleVersion",
    "TooEarly",
    "TooLate",
    "WordsMissing",
    "announce",
    "answer",
    "approve",
    "ask",
    "assign",
    "bring_along",
    "call_off",
    "can_undo",
    "confirm",
    "correct",
    "decline",
    "described",
    "expire",
    "gather",
    "introduce",
    "keep",
    "may_moderate",
    "may_read_answers",
    "may_withdraw",
    "moderators",
    "more_time",
    "name_of",
    "put_back",
    "queue",
    "queue_rows",
    "reaffirm",
    "relate",
    "relay",
    "report",
    "reword",
    "send",
    "spam",
    "store_rows",
    "take_down",
    "take_up",
    "undo",
    "withdraw",
]
