"""What waits on the desk: for each kind how many, how old, whose, and the way to the next one. Writes nothing.

A further kind is one more row: of submissions in `KINDS`, of anything else a function in `BESIDE`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Exists, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Email

from communities import silence
from communities.models import Community

from . import queue
from .desk_models import Hold
from .models import SentBack, State, Submission
from .websites import checking as websites

# Titles, and the selection of the queue that holds them; what was asked and is answered comes before what is new.
KINDS: tuple[tuple[Any, str], ...] = (
    (_("Answers to what was asked"), "turn=again"),
    (_("New communities"), "kind=new&turn=first"),
    (_("Changes"), "kind=change&turn=first"),
    (_("Pauses and closings"), "kind=closure&turn=first"),
    (_("Confirmations"), "kind=confirmation&turn=first"),
    (_("Claims"), "kind=claim&turn=first"),
    (_("Reports"), "kind=report&turn=first"),
    (_("Lessons"), "kind=lesson&turn=first"),
    (_("Sessions open to guests"), "kind=session&turn=first"),
    (_("Questions to pass on"), "kind=question&turn=first"),
    (_("Introductions"), "kind=introduction&turn=first"),
)


@dataclass(frozen=True)
class Line:
    """One kind of what waits: `see` is where all of it is listed, `take` the way to the next, where there is one."""

    title: Any
    number: int
    see: str
    oldest: datetime | None = None
    take: str = ""
    mine: int = 0
    others: int = 0
    late: int = 0

    @property
    def days(self) -> int:
        """How many whole days the oldest has waited."""
        return (timezone.now() - self.oldest).days if self.oldest else 0

    @property
    def nobodys(self) -> int:
        return self.number - self.mine - self.others


@dataclass(frozen=True)
class Waiting:
    """The whole desk: what waits for staff, what waits for somebody else, and what colleagues are looking at."""

    lines: list[Line]
    elsewhere: list[Line]
    looked_at: list[Hold]

    @property
    def busy(self) -> list[Line]:
        """The kinds of which something waits."""
        return [line for line in self.lines if line.number]

    @property
    def quiet(self) -> list[Any]:
        """The names of the kinds of which nothing waits."""
        return [line.title for line in self.lines if not line.number]

    @property
    def number(self) -> int:
        """How many submissions wait for a decision."""
        return sum(line.number for line in self.lines if line.take)

    @property
    def late(self) -> int:
        return sum(line.late for line in self.lines)

    @property
    def mine(self) -> int:
        return sum(line.mine for line in self.lines)

    @property
    def days(self) -> int:
        return max((line.days for line in self.busy if line.take), default=0)


def on_the_desk(user: User) -> Waiting:
    """All of it, in three questions to the database and one for each row beside the submissions."""
    beside = [line for row in BESIDE if (line := row(user)) is not None]
    looked_at = Hold.objects.filter(until__gt=timezone.now(), submission__state=State.PENDING).exclude(user=user)
    return Waiting(
        [*_submissions(user), *beside],
        _elsewhere(),
        list(looked_at.select_related("user", "submission").defer("submission__search").order_by("since")[:10]),
    )


def _submissions(user: User) -> list[Line]:
    late = timezone.now() - settings.DECISION_TARGET
    waiting = Submission.objects.filter(state=State.PENDING).order_by().annotate(again=Exists(queue.answers()))
    groups = waiting.values("kind", "again").annotate(
        number=Count("pk"),
        oldest=Min("pending_since"),
        mine=Count("pk", filter=Q(assignee=user.pk)),
        nobodys=Count("pk", filter=Q(assignee=None)),
        late=Count("pk", filter=Q(pending_since__lt=late)),
    )
    found: dict[str, list[Mapping[str, Any]]] = {}
    for group in groups:
        query = "turn=again" if group["again"] else f"kind={group['kind']}&turn=first"
        found.setdefault(query, []).append(group)
    return [_line(title, query, found.get(query, [])) for title, query in KINDS]


def _line(title: Any, query: str, groups: list[Mapping[str, Any]]) -> Line:
    number, mine, nobodys, late = (
        sum(group[name] for group in groups) for name in ("number", "mine", "nobodys", "late")
    )
    return Line(
        title,
        number,
        f"{reverse('admin:submissions_submission_changelist')}?{query}",
        min((group["oldest"] for group in groups), default=None),
        f"{reverse('admin:submissions_submission_next')}?{query}",
        mine=mine,
        others=number - mine - nobodys,
        late=late,
    )


def _elsewhere() -> list[Line]:
    """Where the rest stands: back with senders, with conveners, or not confirmed yet."""
    since = {"asked": "updated_at", "relayed": "updated_at", "unconfirmed": "created_at"}
    titles = {
        "asked": _("Asked, waiting for the sender’s answer"),
        "relayed": _("With conveners, for their answers"),
        "unconfirmed": _("Sent, address not confirmed"),
    }
    wanted: dict[str, Any] = {}
    for name, column in since.items():
        condition = queue.StandingFilter.CONDITIONS[name]
        wanted |= {name: Count("pk", filter=condition), f"{name}_oldest": Min(column, filter=condition)}
    found = Submission.objects.aggregate(**wanted)
    see = reverse("admin:submissions_submission_changelist")
    return [Line(title, found[name], f"{see}?state={name}", found[f"{name}_oldest"]) for name, title in titles.items()]


def _not_answered(user: User) -> Line:
    found = Submission.objects.filter(queue.overdue()).aggregate(number=Count("pk"), oldest=Min("answer_until"))
    see = f"{reverse('admin:submissions_submission_changelist')}?state=overdue"
    return Line(_("Not answered in time"), found["number"], see, found["oldest"])


def _held_by_imports(user: User) -> Line:
    held = Submission.objects.filter(queue.StandingFilter.CONDITIONS["held"])
    found = held.aggregate(number=Count("pk"), oldest=Min("created_at"))
    see = f"{reverse('admin:submissions_submission_changelist')}?state=held"
    return Line(_("Held by an import, with a question"), found["number"], see, found["oldest"])


def _letters_given_up(user: User) -> Line | None:
    if not user.has_perm("post_office.view_email"):
        return None
    failed = Email.objects.filter(status=STATUS.failed).aggregate(number=Count("pk"), oldest=Min("created"))
    see = f"{reverse('admin:post_office_email_changelist')}?becomes=failed"
    return Line(_("Letters that could not be sent"), failed["number"], see, failed["oldest"])


def _letters_sent_back(user: User) -> Line:
    found = SentBack.objects.aggregate(number=Count("pk"), oldest=Min("first_at"))
    see = reverse("admin:submissions_sentback_changelist")
    return Line(_("Addresses whose letters come back"), found["number"], see, found["oldest"])


def _silent_websites(user: User) -> Line:
    found = websites.troubles().order_by().aggregate(number=Count("pk"), oldest=Min("failing_since"))
    see = reverse("admin:submissions_websitelook_changelist")
    return Line(_("Websites that do not answer"), found["number"], see, found["oldest"])


def _gone_quiet(user: User) -> Line:
    """Whose conveners have let all three letters pass: their entries are dormant now."""
    quiet = Community.objects.published().filter(silence.is_dormant(timezone.now().date()))
    see = f"{reverse('communities:list')}?dormant=yes"
    return Line(_("Dormant: their conveners do not answer"), quiet.count(), see)


BESIDE: tuple[Callable[[User], Line | None], ...] = (
    _not_answered,
    _held_by_imports,
    _gone_quiet,
    _silent_websites,
    _letters_sent_back,
    _letters_given_up,
)
