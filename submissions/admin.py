"""The desk in Django's admin: the queue, its columns and what can be done to several rows. Verbs do the deciding."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import CheckboxInput, ChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities import countries
from communities.admin import ReadOnlyAdmin
from communities.models import Role, Term

from . import (
    alerts,
    bulk,
    call_admin,  # noqa: F401 - Django looks for the admin here
    entry_admin,  # noqa: F401 - and here
    figures_admin,  # noqa: F401 - and here
    history,
    import_admin,  # noqa: F401 - and here
    moderation,
    outbox_admin,  # noqa: F401 - and here
    people_admin,  # noqa: F401 - and here
    queue,
    reasons,
    searching,
    website_admin,  # noqa: F401 - and here
)
from .desk import me
from .desk_models import SavedWords
from .living import admin as living_admin  # noqa: F401 - and here
from .models import Alert, Decision, Origin, State, Steward, Submission, Verb
from .moderation import ModerationError
from .panel import PanelPages
from .privacy import admin as privacy_admin  # noqa: F401 - and here

admin.site.enable_nav_sidebar = False
admin.site.site_url = "/"
admin.site.empty_value_display = gettext_lazy("Not stated")  # type: ignore[assignment]
admin.site.index_title = gettext_lazy("Desk")


class WithReason(ActionForm):
    """Beside the list's actions: the reason that declined senders are told."""

    reason = ChoiceField(
        label=gettext_lazy("Reason, when declining"), choices=list(reasons.DECLINE.items()), required=False
    )


@admin.register(Submission)
class SubmissionAdmin(PanelPages):
    """The queue. A row leads to the submission's own page (`desk.py`, `panel.py`)."""

    list_display = ("title", "shown_kind", "country", "waiting", "from_role", "duplicates", "taken_by")
    list_filter = queue.FILTERS
    list_per_page = 50
    list_max_show_all = 0
    list_select_related = ("assignee", "hold__user")
    ordering = ("pending_since", "id")
    search_fields = ("name",)
    search_help_text = gettext_lazy("Any word of the entry, or a part of the sender’s address")
    actions = ("approve", "decline", "mark_as_spam", "assign")
    action_form = WithReason

    # Who may do what --------------------------------------------------------------------------------

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return moderation.may_moderate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return self.has_moderate_permission(request) or request.user.has_perm("submissions.view_submission")

    def has_change_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return self.has_moderate_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return False

    # The queue --------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Drafts are their writers' own until they are sent; those of an import are the desk's."""
        on_the_desk = super().get_queryset(request).exclude(state=State.DRAFT, origin=Origin.FORM)
        return self.open_to(request, on_the_desk).defer("search", "answers", "private_answers")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Submission], search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        found = searching.matching(queryset, search_term)
        if "@" in search_term and self.has_moderate_permission(request):
            found |= queryset.filter(sender_email__icontains=search_term.strip())
        return found, False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_decide = self.has_moderate_permission(request)
        context = {"last": history.last_decision(me(request)), "title": _("Queue"), "may_decide": may_decide}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def title(self, submission: Submission) -> str:
        return str(submission)

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def shown_kind(self, submission: Submission) -> str:
        return submission.get_kind_display()

    @admin.display(description=gettext_lazy("country"), ordering="host")
    def country(self, submission: Submission) -> str:
        return countries.name(submission.host) if submission.host else _("Not stated")

    @admin.display(description=gettext_lazy("waiting"), ordering="pending_since")
    def waiting(self, submission: Submission) -> str:
        """How long it waits; with the version that this page shows, which the actions send back."""
        span = queue.waited(submission)
        days = (
            _("Not yet")
            if span is None
            else ngettext("%d day", "%d days", span.days) % span.days
            if span.days
            else _("Today")
        )
        return format_html(
            '{}<input type="hidden" name="version-{}" value="{}">', days, submission.pk, submission.version
        )

    @admin.display(description=gettext_lazy("from"), ordering="sender_role")
    def from_role(self, submission: Submission) -> str:
        if submission.origin == Origin.IMPORT:
            return submission.get_origin_display()
        return str(Role(submission.sender_role).label) if submission.sender_role in Role.values else _("Not stated")

    @admin.display(description=gettext_lazy("possible duplicates"))
    def duplicates(self, submission: Submission) -> str:
        return str(len(submission.lookalikes) or _("None"))

    @admin.display(description=gettext_lazy("assignee"), ordering="assignee")
    def taken_by(self, submission: Submission) -> str:
        said = moderation.name_of(submission.assignee) if submission.assignee else _("Nobody")
        hold = getattr(submission, "hold", None)
        if hold is None or hold.until <= timezone.now() or submission.state != State.PENDING:
            return said
        return _("%(assignee)s; %(who)s is looking at it") % {"assignee": said, "who": moderation.name_of(hold.user)}

    # What can be done to several at once ------------------------------------------------------------

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> list[tuple[str, str]]:
        return super().get_action_choices(request, [("", _("Choose what to do"))])

    @admin.display(description="")
    def action_checkbox(self, submission: Submission) -> Any:
        """The box that ticks a row, named after it."""
        box = CheckboxInput({"class": "action-select", "aria-label": str(submission)}, lambda value: False)
        return box.render(admin.helpers.ACTION_CHECKBOX_NAME, submission.pk)

    @admin.action(description=gettext_lazy("Approve"), permissions=["moderate"])
    def approve(self, request: HttpRequest, chosen: QuerySet[Submission]) -> HttpResponse | None:
        return self._several(request, _("Approve"), _("Approved"), lambda one, seen: moderation.approve(one, **seen))

    @admin.action(description=gettext_lazy("Decline"), permissions=["moderate"])
    def decline(self, request: HttpRequest, chosen: QuerySet[Submission]) -> HttpResponse | None:
        given = request.POST.get("reason", "")
        reason = given if given in reasons.DECLINE else next(iter(reasons.DECLINE))

        def act(one: Submission, seen: dict[str, Any]) -> Decision:
            if reason not in reasons.offered(one.kind)[Verb.DECLINE]:
                raise ModerationError(_("This reason does not fit here. Open it to decide."))
            return moderation.decline(one, reason=reason, **seen)

        return self._several(request, _("Decline"), _("Declined"), act)

    @admin.action(description=gettext_lazy("Mark as spam"), permissions=["moderate"])
    def mark_as_spam(self, request: HttpRequest, chosen: QuerySet[Submission]) -> HttpResponse | None:
        done = _("Marked as spam")
        return self._several(request, _("Mark as spam"), done, lambda one, seen: moderation.spam(one, **seen))

    @admin.action(description=gettext_lazy("Assign"), permissions=["moderate"])
    def assign(self, request: HttpRequest, chosen: QuerySet[Submission]) -> HttpResponse | None:
        people = {str(one.pk): one for one in moderation.moderators()}
        whom = people.get(request.POST.get("assignee", ""), me(request))
        done = _("Assigned to %(name)s") % {"name": moderation.name_of(whom)}
        offered = [(one.pk, moderation.name_of(one)) for one in people.values()]
        act: bulk.Act = lambda one, seen: moderation.assign(one, assignee=whom, **seen)  # noqa: E731
        return self._several(request, _("Assign"), done, act, people=offered)

    def _several(
        self, request: HttpRequest, does: str, done: str, act: bulk.Act, people: Sequence[tuple[int, str]] = ()
    ) -> HttpResponse | None:
        """First a page that names each row that was ticked and what will happen to it; once that is sent, do it.

        Only to rows of the page: what stands on the next pages nobody has looked at.
        """
        ticked = request.POST.getlist(admin.helpers.ACTION_CHECKBOX_NAME)  # numbers, as the middleware saw
        rows = self.get_queryset(request).filter(pk__in=ticked).order_by(*self.ordering)
        seen = [(one, self._version_seen(request, one)) for one in rows]
        if request.POST.get("confirmed") != "yes":
            planned = bulk.planned(act, seen, request.user)
            context = {
                "does": does,
                "possible": [one for one in planned if not one.refusal],
                "impossible": [one for one in planned if one.refusal],
                "action": request.POST.get("action", ""),
                "reason": request.POST.get("reason", ""),
                "people": people,
                "me": me(request).pk,
            }
            return self._render(request, "several", _("%(does)s: several at once") % {"does": does}, context)
        outcome = bulk.carried_out(act, seen, request.user)
        for name, refusal in outcome.refused:
            messages.error(request, f"{name}: {refusal}")
        if outcome.well:
            messages.success(request, f"{done}: {', '.join(outcome.well)}")
        return None

    def _version_seen(self, request: HttpRequest, one: Submission) -> int:
        seen = request.POST.get(f"version-{one.pk}", "")
        # A request without the page's hidden fields has seen what it could: the row as it is now.
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else one.version


@admin.register(SavedWords)
class SavedWordsAdmin(admin.ModelAdmin):
    """What is often written to senders, for whoever may change it; the panel offers it to everybody who decides."""

    list_display = ("title", "verb", "is_offered")
    list_filter = ("verb", "is_offered")
    search_fields = ("title", "text", "text_fr")


class RoleFilter(admin.SimpleListFilter):
    """By what stewards are to their communities."""

    title, parameter_name = gettext_lazy("role"), "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(term.slug, term.label) for term in Term.objects.filter(vocabulary="respondent")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Steward]) -> QuerySet[Steward]:
        return queryset.filter(role=self.value()) if self.value() else queryset


@admin.register(Steward)
class StewardAdmin(ReadOnlyAdmin):
    """Who answers for which community. Kept by approvals; read here by those who may."""

    list_display = ("email", "name", "shown_role", "community", "since", "ended_at")
    list_select_related = ("community",)
    list_filter = (RoleFilter, "may_be_asked")
    search_fields = ("email", "name", "community__name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Steward]:
        term = Term.objects.filter(vocabulary="respondent", slug=OuterRef("role")).values("label")
        return super().get_queryset(request).annotate(role_label=Subquery(term[:1]))

    @admin.display(description=gettext_lazy("role"), ordering="role")
    def shown_role(self, steward: Steward) -> str | None:
        return getattr(steward, "role_label", "") or steward.role or None


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    """Who asked to be told of what. Nobody begins one here; deleting one ends it, as its reader’s own link does."""

    list_display = ("email", "query", "rhythm", "confirmed_at", "ends_at")
    list_filter = ("rhythm",)
    search_fields = ("email",)
    ordering = ("-asked_at", "-pk")
    fields = ("email", "query", "rhythm", "language", "asked_at", "confirmed_at", "ends_at", "not_before")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("submissions.delete_alert")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[str], list[str]]:
        """Its links and letters go with it, and are nobody's to permit apart."""
        found, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return found, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Alert) -> None:
        alerts.end(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        for alert in queryset:
            alerts.end(alert)
