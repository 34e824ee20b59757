"""Why an act on a submission was refused, by name and in words for the person who tried."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from ..models import DECIDED, Decision, State, Submission
from .told import described, moment_of, name_of


class ModerationError(Exception):
    """The act was refused; the message says why, in words for the person who tried."""


class NotAllowed(ModerationError, PermissionDenied):
    """Only moderators decide."""


class IllegalMove(ModerationError):
    """The submission's state does not allow it. `decision` is the last act, which may be somebody else's decision."""

    def __init__(self, submission: Submission, verb: str, decision: Decision | None) -> None:
        self.submission, self.verb, self.decision = submission, verb, decision
        super().__init__(_why_not(submission, decision))


class StaleVersion(ModerationError):
    """The submission was changed after it was looked at. `submission` is as it stands now, `since` what was done."""

    def __init__(self, submission: Submission, since: list[Decision]) -> None:
        self.submission, self.since = submission, since
        what = "; ".join(described(decision) for decision in since) or _("its sender went on writing")
        super().__init__(_("This was changed after you opened it: %(what)s. Look at it again.") % {"what": what})


class TooLate(ModerationError):
    """The time for second thoughts is over: the letter may be on its way."""


class TooEarly(ModerationError):
    """Its sender was promised more time."""


class Erased(ModerationError):
    """Its sender had everything erased, or its time was over."""


class NothingTaken(ModerationError):
    """No proposed field is left to publish."""


class WordsMissing(ModerationError):
    """A question needs words."""


class NobodyToAsk(ModerationError):
    """There is no address to write to."""


class NotAQuestion(ModerationError):
    """Only a question is relayed, and only once."""


def _why_not(submission: Submission, decision: Decision | None) -> str:
    if submission.state in DECIDED and decision is not None and decision.user:
        verdict = {
            State.APPROVED: _("This was already approved by %(who)s, %(at)s."),
            State.DECLINED: _("This was already declined by %(who)s, %(at)s."),
            State.SPAM: _("This was already marked as spam by %(who)s, %(at)s."),
        }[State(submission.state)]
        return verdict % {"who": name_of(decision.user), "at": moment_of(decision)}
    return _("This cannot be done now. The submission stands at: %(state)s.") % {"state": submission.stands}
