"""Lessons in the admin: read, withdrawn and restored, through their own door. Their words are corrected before that."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import lessons
from .models import Lesson
from .refusals import PublishingError


@admin.register(Lesson)
class LessonAdmin(admin.ModelAdmin):
    """Every lesson that was ever published."""

    list_display = ("title", "community", "maturity", "again", "published_at", "withdrawn_at")
    list_filter = ("maturity", "again", "withdrawn_at")
    list_select_related = ("community", "maturity")
    list_per_page = 50
    search_fields = ("did", "happened", "community__name")
    actions = ("withdraw", "restore")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Lesson | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Lesson | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        return super().get_queryset(request).defer("community__entry", "community__search")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("communities.withdraw_community")

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, chosen: QuerySet[Lesson]) -> None:
        self._each(request, chosen, lessons.withdraw, _("Withdrawn"))

    @admin.action(description=gettext_lazy("Restore"), permissions=["withdraw"])
    def restore(self, request: HttpRequest, chosen: QuerySet[Lesson]) -> None:
        self._each(request, chosen, lessons.restore, _("Restored"))

    def _each(self, request: HttpRequest, chosen: QuerySet[Lesson], act: Callable[[Lesson], None], done: str) -> None:
        for lesson in chosen:
            try:
                act(lesson)
                self.log_change(request, lesson, done)
                messages.success(request, f"{done}: {lesson}")
            except PublishingError as refusal:
                messages.error(request, f"{lesson}: {refusal}")
