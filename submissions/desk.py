"""The pages of one submission on the desk: review and decide, correct, preview, undo, assign. They call the verbs."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities import locator
from communities.addresses import entry_address
from communities.entry_form import EntryForm
from communities.models import Community
from communities.refusals import InvalidEntry, PublishingError, StaleBase

from . import history, holding, moderation, queue, typed
from .decision_form import DecisionForm
from .desk_models import Checked
from .evidence import Evidence
from .inquiries.consolidating import AnswersChanged
from .inquiries.desk import QuestionReview, review_of
from .lesson_form import LessonWords
from .models import BESIDE_ENTRY, OF_QUESTIONNAIRE, Decision, Kind, Origin, State, Submission, Verb
from .moderation import IllegalMove, ModerationError, StaleVersion
from .review import Review
from .session_form import SessionCorrection

TEMPLATES = "admin/submissions/submission"
PRESERVED = "_changelist_filters"  # where Django's queue says how it was narrowed, in the address of each row
BEGINNING = "#content-start"  # where Django's pages have their main part


class SubmissionPages(admin.ModelAdmin):
    """What `SubmissionAdmin` shows of one submission. No state is a field here: states change by verbs alone."""

    # One submission ---------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "correct": self.correct_view,
            "preview": self.preview_view,
            "undo": require_POST(self.undo_view),
            "relate": require_POST(self.relate_view),
            "assign": require_POST(self.assign_view),
            "gather": require_POST(self.gather_view),
            "unanswered": require_POST(self.unanswered_view),
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
        """Do what the panel asks for, and go on to what is next."""

        def decided(page: Review, form: DecisionForm) -> HttpResponse:
            decision = carry_out(request, page, form)
            typed.forget(page.submission, page.user)
            messages.success(request, f"{moderation.described(decision)}: {submission}")
            return self._to_next(request, page.submission)

        return self._with_panel(request, submission, decided)

    def _with_panel(
        self, request: HttpRequest, submission: Submission, act: Callable[[Review, DecisionForm], HttpResponse]
    ) -> HttpResponse:
        """Act on the panel as it was sent, or say in words what is in the way."""
        self._must_moderate(request)
        page = review_of(submission, me(request), request.POST.get("seen", ""))
        form = page.bound(request.POST)
        if not form.is_valid():
            return self._page(request, page, form, problems=[_("Nothing is decided yet. See below.")])
        try:
            return act(page, form)
        except IllegalMove as refusal:
            messages.error(request, str(refusal))
            return self._to(submission)
        except (ModerationError, PublishingError) as refusal:
            return self._refused(request, page, form, refusal)

    def _to_next(self, request: HttpRequest, after: Submission | None = None) -> HttpResponseRedirect:
        """To the next one to decide in the part of the queue that this person works through."""
        chosen = QueryDict(request.GET.get(PRESERVED, ""))
        following = queue.next_waiting(me(request), after, self._within(request, chosen))
        if following is not None:
            return self._to_beginning(following, chosen)
        messages.info(
            request, _("Nothing else waits in this selection.") if chosen else _("Nothing else waits for you.")
        )
        queue_address = reverse("admin:submissions_submission_changelist")
        return HttpResponseRedirect(f"{queue_address}?{chosen.urlencode()}" if chosen else queue_address)

    def _within(self, request: HttpRequest, chosen: QueryDict) -> QuerySet[Submission]:
        """What of the queue is let through by what was chosen there, searched words included."""
        found: QuerySet[Submission] = Submission.objects.filter(state=State.PENDING)
        for narrowing in (one for one in queue.FILTERS if one.parameter_name in chosen):
            if narrowing is not queue.StandingFilter:
                name = str(narrowing.parameter_name)
                found = narrowing(request, {name: chosen.getlist(name)}, Submission, self).queryset(request, found)
        return self.get_search_results(request, found, chosen.get("q", ""))[0]

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
                version = number(request.POST.get("version"))
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
                seen: dict[str, Any] = {"version": number(request.POST.get("version")), "user": me(request)}
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

    def relate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What looks the same is the same: take a new community as a change of the listed one."""
        self._must_moderate(request)
        listed = Community.objects.published().filter(addresses__slug=request.POST.get("slug", "")[:80]).first()
        if listed is None:
            messages.error(request, _("That entry is not listed any more."))
            return self._to(self._one(request, pk))
        return self._act(
            request,
            pk,
            _("It is a change of “%(name)s” now. Take or leave each field.") % {"name": listed},
            lambda one, seen: moderation.relate(one, community=listed, **seen),
        )

    def assign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        chosen = request.POST.get("assignee", "")
        assignee = moderation.moderators().filter(pk=number(chosen)).first() if chosen else None
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

    def unanswered_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The sender did not answer in time: decide without."""
        return self._act(request, pk, _("It waits for a decision."), lambda one, seen: moderation.take_up(one, **seen))

    def reply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withdraw the published reply to a question, or restore it."""
        if not moderation.may_withdraw(request.user):
            raise PermissionDenied
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
            act(submission, {"version": number(request.POST.get("version")), "user": me(request)})
            messages.success(request, done)
        except (ModerationError, PublishingError) as refusal:
            messages.error(request, str(refusal))
        return self._to(submission)

    # Shared by the pages ----------------------------------------------------------------------------

    def _one(self, request: HttpRequest, pk: Any) -> Submission:
        if not self.has_view_permission(request):
            raise PermissionDenied
        everything = Submission.objects.exclude(state=State.DRAFT, origin=Origin.FORM).defer("search", "answers")
        seen = self.open_to(request, everything)
        return get_object_or_404(seen.select_related("assignee", "community", "call"), pk=number(pk))

    def open_to(self, request: HttpRequest, submissions: QuerySet[Submission]) -> QuerySet[Submission]:
        """Of these, what its reader may see: who does not decide reads questionnaires, and nobody's letters to OPSI."""
        return submissions if moderation.may_moderate(request.user) else submissions.filter(kind__in=OF_QUESTIONNAIRE)

    def _proposal(self, request: HttpRequest, pk: int) -> Submission:
        """One that proposes an entry."""
        submission = self._one(request, pk)
        if not submission.proposes_entry:
            raise Http404
        return submission

    def _must_moderate(self, request: HttpRequest) -> None:
        if not moderation.may_moderate(request.user):
            raise PermissionDenied

    def _kept_filters(self, request: HttpRequest) -> str:
        """What follows an address of the desk so that the part of the queue is not forgotten on the way."""
        chosen = request.GET.get(PRESERVED, "")
        return f"?{urlencode({PRESERVED: chosen})}" if chosen else ""

    def _to(self, submission: Submission) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:submissions_submission_change", args=[submission.pk]))

    def _to_beginning(self, submission: Submission, chosen: QueryDict) -> HttpResponseRedirect:
        """To another one, and to its beginning: browsers would keep the place in the page, which is the panel’s."""
        address = reverse("admin:submissions_submission_change", args=[submission.pk])
        query = f"?{urlencode({PRESERVED: chosen.urlencode()})}" if chosen else ""
        return HttpResponseRedirect(f"{address}{query}{BEGINNING}")

    def _page(
        self,
        request: HttpRequest,
        page: Review,
        form: DecisionForm | None = None,
        problems: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        kept = None
        if page.can_decide and request.method == "GET":
            holding.take(page.submission, page.user)
            kept = typed.of(page.submission, page.user)
        sent = typed.as_posted(kept) if kept else request.POST
        context = {
            "page": page,
            "submission": page.submission,
            "evidence": Evidence(page),
            "form": form or page.form(sent if kept else None),
            "problems": problems or [],
            "kept": kept,
            "can_note": moderation.may_moderate(request.user),
            "kept_filters": self._kept_filters(request),
            "taken": sent.getlist("take") if sent else [row.key for row in page.rows],
            "asked": {key.removeprefix("about-"): value for key, value in sent.items() if key.startswith("about-")},
            "last": history.last_decision(me(request)),
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


def carry_out(request: HttpRequest, page: Review, form: DecisionForm) -> Decision:
    """Call the verb that the panel's form asks for, and note which criteria were ticked."""
    with transaction.atomic():
        decision = _call(request, page, form)
        if met := form.cleaned_data.get("met"):
            Checked.objects.create(decision=decision, met=met)
    return decision


def _call(request: HttpRequest, page: Review, form: DecisionForm) -> Decision:
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


def number(text: Any) -> int:
    """A whole number that the database can hold, from an address or a form; 0, which is no row's, for anything else."""
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
