"""The pages of one submission on the desk: review and decide, correct, preview, undo, assign. They call the verbs."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities import locator
from communities.addresses import entry_address
from communities.entry_form import EntryForm
from communities.refusals import InvalidEntry, PublishingError, StaleBase

from . import moderation, review
from .inquiries.consolidating import AnswersChanged
from .inquiries.desk import QuestionReview, review_of
from .lesson_form import LessonWords
from .models import BESIDE_ENTRY, Decision, Kind, Origin, State, Submission, Verb
from .moderation import IllegalMove, ModerationError, StaleVersion
from .review import DecisionForm, Review
from .session_form import SessionCorrection

TEMPLATES = "admin/submissions/submission"


class SubmissionPages(admin.ModelAdmin):
    """What `SubmissionAdmin` shows of one submission. No state is a field here: states change by verbs alone."""

    # One submission ---------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "correct": self.correct_view,
            "preview": self.preview_view,
            "undo": require_POST(self.undo_view),
            "assign": require_POST(self.assign_view),
            "gather": require_POST(self.gather_view),
            "reply": require_POST(self.reply_view),
        }
        return [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"submissions_submission_{name}")
            for name, view in pages.items()
        ] + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        submission = self._one(request, object_id)
        if request.method == "POST":
            return self._decide(request, submission)
        return self._page(request, review_of(submission, me(request)))

    def _decide(self, request: HttpRequest, submission: Submission) -> HttpResponse:
        self._must_moderate(request)
        page = review_of(submission, me(request), request.POST.get("seen", ""))
        form = page.bound(request.POST)
        if not form.is_valid():
            return self._page(request, page, form, problems=[_("Nothing is decided yet. See below.")])
        try:
            decision = _carry_out(request, page, form)
        except IllegalMove as refusal:
            messages.error(request, str(refusal))
            return self._to(submission)
        except (ModerationError, PublishingError) as refusal:
            return self._refused(request, page, form, refusal)
        messages.success(request, f"{moderation.described(decision)}: {submission}")
        following = review.next_waiting(me(request), submission)
        if following is None:
            messages.info(request, _("Nothing else waits for you."))
            return redirect("admin:submissions_submission_changelist")
        return self._to(following)

    def _refused(self, request: HttpRequest, page: Review, form: DecisionForm, refusal: Exception) -> HttpResponse:
        """The page again, with what was typed; as things stand now where it was out of date."""
        if isinstance(refusal, StaleVersion | StaleBase | AnswersChanged):
            now = review_of(self._one(request, page.submission.pk), page.user, page.seen_before)
            return self._page(request, now, now.form(request.POST), problems=[str(refusal)], status=409)
        problems = [one.message for one in refusal.problems] if isinstance(refusal, InvalidEntry) else [str(refusal)]
        return self._page(request, page, form, problems=problems)

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A plain form over the proposed entry."""
        self._must_moderate(request)
        if (submission := self._one(request, pk)).kind in BESIDE_ENTRY:
            return self._correct_words(request, submission)
        submission = self._proposal(request, pk)
        page = Review(submission, me(request))
        form = EntryForm(request.POST or None, entry=page.proposed, terms=page.terms)
        problems = []
        if request.method == "POST" and form.is_valid():
            try:
                version = _number(request.POST.get("version"))
                if page.is_held:
                    moderation.queue(submission, version=version, user=me(request), entry=form.proposal)
                    messages.success(request, _("Corrected, and put into the queue."))
                else:
                    moderation.correct(submission, version=version, user=me(request), entry=form.proposal)
                    messages.success(request, _("Corrected. The submission still waits for a decision."))
                return self._to(submission)
            except (ModerationError, InvalidEntry) as refusal:
                problems.append(str(refusal))
        context = {"page": page, "form": form, "problems": problems, "submission": submission}
        return self._render(request, "correct", _("Correct: %(name)s") % {"name": submission}, context)

    def _correct_words(self, request: HttpRequest, submission: Submission) -> HttpResponse:
        """A plain form over the words of a lesson or a session."""
        page = Review(submission, me(request))
        words = LessonWords if submission.kind == Kind.LESSON else SessionCorrection
        form = words(submission.answers, request.POST or None)
        problems = []
        if request.method == "POST" and form.is_valid():
            try:
                seen: dict[str, Any] = {"version": _number(request.POST.get("version")), "user": me(request)}
                moderation.reword(submission, **seen, answers=form.given())
                messages.success(request, _("Corrected. The submission still waits for a decision."))
                return self._to(submission)
            except ModerationError as refusal:
                problems.append(str(refusal))
        context = {"page": page, "form": form, "problems": problems, "submission": submission}
        return self._render(request, "correct", _("Correct: %(name)s") % {"name": submission}, context)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The entry's public page as it would be."""
        submission = self._proposal(request, pk)
        page = Review(submission, me(request))
        entry = page.as_published()
        context = {
            "entry": entry,
            "terms": page.terms,
            "locator": locator.locator(entry["host"], entry["latitude"], entry["longitude"]),
            "revision_count": entry["revision"],
            "cite_url": entry_address(entry["slug"]),
            "robots": "noindex",
            "submission": submission,
        }
        return TemplateResponse(request, f"{TEMPLATES}/preview.html", context)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._act(
            request,
            pk,
            _("Undone. It waits again, and its letter is not sent."),
            lambda one, seen: moderation.undo(one, **seen),
        )

    def assign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        chosen = request.POST.get("assignee", "")
        assignee = review.moderators().filter(pk=_number(chosen)).first() if chosen else None
        return self._act(
            request,
            pk,
            _("Noted who takes care of it."),
            lambda one, seen: moderation.assign(one, assignee=assignee, **seen),
        )

    def gather_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Wait no longer for the answers to a question."""
        return self._act(
            request,
            pk,
            _("It waits for its reply. Conveners can still answer until then."),
            lambda one, seen: moderation.gather(one, **seen),
        )

    def reply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw the published reply to a question, or restore it."""
        if "restore" in request.POST:
            done, act = _("The reply is published again."), moderation.put_back
        else:
            done, act = _("The reply is withdrawn. Its address says so."), moderation.take_down
        return self._act(request, pk, done, lambda one, seen: act(one, **seen))

    def _act(
        self, request: HttpRequest, pk: int, done: str, act: Callable[[Submission, dict[str, Any]], Decision]
    ) -> HttpResponse:
        self._must_moderate(request)
        submission = self._one(request, pk)
        try:
            act(submission, {"version": _number(request.POST.get("version")), "user": me(request)})
            messages.success(request, done)
        except (ModerationError, PublishingError) as refusal:
            messages.error(request, str(refusal))
        return self._to(submission)

    # Shared by the pages ----------------------------------------------------------------------------

    def _one(self, request: HttpRequest, pk: Any) -> Submission:
        if not self.has_view_permission(request):
            raise PermissionDenied
        everything = Submission.objects.exclude(state=State.DRAFT, origin=Origin.FORM).defer("search", "answers")
        return get_object_or_404(everything.select_related("assignee", "community", "call"), pk=_number(pk))

    def _proposal(self, request: HttpRequest, pk: int) -> Submission:
        """One that proposes an entry."""
        submission = self._one(request, pk)
        if not submission.proposes_entry:
            raise Http404
        return submission

    def _must_moderate(self, request: HttpRequest) -> None:
        if not moderation.may_moderate(request.user):
            raise PermissionDenied

    def _to(self, submission: Submission) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:submissions_submission_change", args=[submission.pk]))

    def _page(
        self,
        request: HttpRequest,
        page: Review,
        form: DecisionForm | None = None,
        problems: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        taken = request.POST.getlist("take") if request.method == "POST" else [row.key for row in page.rows]
        context = {
            "page": page,
            "submission": page.submission,
            "form": form or page.form(),
            "problems": problems or [],
            "taken": taken,
            "asked": {
                key.removeprefix("about-"): value for key, value in request.POST.items() if key.startswith("about-")
            },
            "last": review.last_decision(me(request)),
        }
        return self._render(request, "review", str(page.submission), context, status)

    def _render(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        frame = self.admin_site.each_context(request)
        request.current_app = self.admin_site.name
        context = {**frame, "title": title, "opts": self.opts, **context}
        return TemplateResponse(request, f"{TEMPLATES}/{template}.html", context, status=status)


def me(request: HttpRequest) -> User:
    """Who is asking: the admin lets nobody in who has not signed in."""
    return cast("User", request.user)


def _carry_out(request: HttpRequest, page: Review, form: DecisionForm) -> Decision:
    """Call the verb that the panel's form asks for."""
    if isinstance(page, QuestionReview):
        return page.carry_out(form)
    given = form.cleaned_data
    seen = {"version": given["version"], "user": me(request), "reason": form.reason, "note": given["note"]}
    if given["decision"] == Verb.APPROVE:
        take = page.fields_taken(request.POST.getlist("take")) if page.is_change else None
        chosen = {"take": take, "base": given["base"], "former": given.get("former", "")}
        return moderation.approve(page.submission, **seen, words=given["words"], **chosen)
    if given["decision"] == Verb.ASK:
        about = {row.key: request.POST.get(f"about-{row.key}", "").strip() for row in page.rows}
        return moderation.ask(page.submission, **seen, words=given["words"], about_fields=about)
    if given["decision"] == Verb.DECLINE:
        return moderation.decline(page.submission, **seen, words=given["words"])
    return moderation.spam(page.submission, **seen)


def _number(text: Any) -> int:
    """A whole number that the database can hold, from an address or a form; 0, which is no row's, for anything else."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
