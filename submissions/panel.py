"""What the panel of the desk can do besides deciding: show the letter first, add a note, leave it for later, go on."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from post_office.models import Email

from . import holding, queue, typed
from .decision_form import LONGEST_WORDS, DecisionForm
from .desk import SubmissionPages, carry_out, me
from .desk_models import Note
from .models import PostedLetter, State
from .review import Review


@dataclass(frozen=True)
class Foreseen:
    """What a decision would do: what it is called, and the letters that it would put into the outbox."""

    what: str
    letters: list[Email]


class PanelPages(SubmissionPages):
    """The buttons beside the decision. None of them moves a state or a version."""

    def get_urls(self) -> list[URLPattern]:
        acts = {
            "letter": self.letter_view,
            "note": self.note_view,
            "later": self.later_view,
            "typed": self.typed_view,
        }
        following = path(
            "next/", self.admin_site.admin_view(require_GET(self.next_view)), name="submissions_submission_next"
        )
        return [
            following,
            *(
                path(
                    f"<int:pk>/{name}/",
                    self.admin_site.admin_view(require_POST(view)),
                    name=f"submissions_submission_{name}",
                )
                for name, view in acts.items()
            ),
            *super().get_urls(),
        ]

    def next_view(self, request: HttpRequest) -> HttpResponse:
        """To the next one that waits in a selection of the queue; from there on, decisions stay in it."""
        self._must_moderate(request)
        following = queue.next_waiting(me(request), None, self._within(request, request.GET))
        if following is not None:
            return self._to_beginning(following, request.GET)
        messages.info(request, _("Nothing waits in this selection that nobody else has taken up."))
        return HttpResponseRedirect(f"{reverse('admin:submissions_submission_changelist')}?{request.GET.urlencode()}")

    def letter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The letters that a decision would cause, as they would go. Nothing is decided."""
        submission = self._one(request, pk)

        def shown(page: Review, form: DecisionForm) -> HttpResponse:
            foreseen = foresee(request, page, form)
            typed.keep(page.submission, page.user, request.POST)  # so that the way back finds it
            sent = [(name, value) for name, values in request.POST.lists() for value in values]
            context = {
                "submission": page.submission,
                "foreseen": foreseen,
                "sent": [pair for pair in sent if pair[0] != "csrfmiddlewaretoken"],
                "kept_filters": self._kept_filters(request),
            }
            return self._render(request, "letter", _("Before it goes: %(name)s") % {"name": submission}, context)

        return self._with_panel(request, submission, shown)

    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add a note among staff, and decide nothing; what else stands in the panel is kept."""
        self._must_moderate(request)
        submission = self._one(request, pk)
        text = request.POST.get("note", "").strip()[:LONGEST_WORDS]
        if submission.erased_at:
            messages.error(request, _("It was erased. Nothing is noted about it any more."))
        elif text:
            Note.objects.create(submission=submission, user=me(request), text=text)
            messages.success(request, _("Noted. Nothing is decided."))
        else:
            messages.error(request, _("Write the note first."))
        if submission.state == State.PENDING:
            typed.keep(submission, me(request), request.POST, without="note")
        return self._back(request, pk)

    def later_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Leave it as it stands, with what was typed, for oneself or others to come back to; on to the next."""
        self._must_moderate(request)
        submission = self._one(request, pk)
        if submission.state == State.PENDING:
            typed.keep(submission, me(request), request.POST)
            messages.info(request, _("Left for later, with what you wrote: %(name)s") % {"name": submission})
        holding.let_go(submission, me(request))
        return self._to_next(request, submission)

    def typed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what stands in the panel, as a script asks while one types; or forget what was kept."""
        self._must_moderate(request)
        submission = self._one(request, pk)
        if "forget" in request.POST:
            typed.forget(submission, me(request))
            return self._back(request, pk)
        if submission.state == State.PENDING:
            typed.keep(submission, me(request), request.POST)
        return HttpResponse(status=204)

    def _back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the same page, in the same part of the queue."""
        address = reverse("admin:submissions_submission_change", args=[pk])
        return HttpResponseRedirect(f"{address}{self._kept_filters(request)}")


def foresee(request: HttpRequest, page: Review, form: DecisionForm) -> Foreseen:
    """Decide within a transaction that is taken back: so the letters are those that would go, to the letter.

    The private links in them are good for nothing, for they are taken back too.
    """
    with transaction.atomic():
        decision = carry_out(request, page, form)
        what = decision.done
        posted = PostedLetter.objects.filter(decision=decision).select_related("email").order_by("pk")
        letters = [one.email for one in posted if one.email]
        transaction.set_rollback(True)
    return Foreseen(what, letters)
