"""Staff's own accounts in the admin. Nobody gives more than they have, or takes over an account that may do more."""

from collections.abc import Mapping
from typing import Any

import allauth.account.admin  # register pages of their own, which are replaced below
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.admin import ReadOnlyAdmin

from . import moderation, roles, staff_record
from .desk import me

# Two lists and arrows between them can hardly be used by keyboard or on a phone.
BOXES: Mapping[type[models.Field], Mapping[str, Any]] = {
    models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple(attrs={"class": "box"})}
}
RECORD = "admin/auth/user/record.html"

# Signing in through another site is set up by the environment alone, so that no page shows its secrets.
admin.site.unregister((Group, User, Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken))


class GroupsField(forms.ModelMultipleChoiceField):
    """Groups to tick, each with what its people do."""

    def label_from_instance(self, obj: Any) -> str:
        role = roles.ROLES.get(obj.name)
        return format_html("<span><b>{}.</b> {}</span>", obj.name, role.does) if role else obj.name


class GivesWhatOneHas(admin.ModelAdmin):
    """Offers the rights and the groups of which whoever asks has everything."""

    formfield_overrides = BOXES

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **options: Any) -> Any:
        options["queryset"] = _can_give(db_field.related_model, me(request))
        if db_field.related_model is Group:
            options["form_class"] = GroupsField
        return super().formfield_for_manytomany(db_field, request, **options)


def _can_give(model: type[Group | Permission], user: User) -> QuerySet[Any]:
    """The rights, or the groups, that this person may give to others."""
    theirs = Permission.objects.select_related("content_type")
    if not user.is_superuser:
        held = theirs.filter(models.Q(group__user=user) | models.Q(user=user))
        theirs = theirs.filter(pk__in=held.values("pk"))
    if model is Permission:
        return theirs
    beyond = Permission.objects.exclude(pk__in=theirs.values("pk"))
    return Group.objects.exclude(pk__in=Group.objects.filter(permissions__in=beyond).values("pk"))


@admin.register(User)
class StaffAdmin(GivesWhatOneHas, UserAdmin):
    """People. One who may do more than whoever looks can be shut out by them, and changed in nothing else."""

    list_display = ("username", "holds", "first_name", "last_name", "email", "is_active", "last_login")
    readonly_fields = ("last_login", "date_joined", "record")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self) -> list[URLPattern]:
        record = self.admin_site.admin_view(self.record_view)
        return [path("<int:pk>/record/", record, name="auth_user_record"), *super().get_urls()]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        name = ("username", "first_name", "last_name", "email")
        singly = ("is_superuser", "user_permissions") if me(request).is_superuser else ()
        first: dict[str, Any] = {"fields": (*name, "password")}
        if roles.goes_beyond(obj, me(request)):
            said = gettext_lazy(
                "This account may do more than yours. You can shut it out, and change nothing else of it."
            )
            first = {"fields": name, "description": said}
        return [
            (None, first),
            (gettext_lazy("What they may do"), {"fields": ("is_active", "is_staff", "groups", *singly)}),
            (gettext_lazy("What they did"), {"fields": ("record", "last_login", "date_joined")}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        if obj is None or not roles.goes_beyond(obj, me(request)):
            return self.readonly_fields
        return ("username", "first_name", "last_name", "email", "is_staff", "groups", *self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and roles.goes_beyond(obj, me(request)))

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - as Django calls it
        form_url: str = "",
    ) -> HttpResponse:
        whose = self.get_object(request, id)
        if whose is not None and roles.goes_beyond(whose, me(request)):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    @admin.display(description=gettext_lazy("roles"))
    def holds(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join([_("Everything"), *names] if user.is_superuser else names) or _("None")

    @admin.display(description=gettext_lazy("on record"))
    def record(self, user: User) -> str:
        address = reverse("admin:auth_user_record", args=[user.pk])
        return format_html('<a href="{}">{}</a>', address, _("Everything that they did"))

    def record_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decisions, publications, notes, sign-ins and changes in the admin of one person, the latest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = get_object_or_404(User, pk=pk)
        form = staff_record.DayForm(request.GET or None)
        day = form.cleaned_data["day"] if form.is_valid() else None
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("Everything that %(name)s did") % {"name": moderation.name_of(user)},
            "opts": self.opts,
            "person": user,
            "form": form,
            "day": day,
            "page": staff_record.page_of(user, day, request.GET.get("page", "1")),
        }
        return TemplateResponse(request, RECORD, context)


@admin.register(Group)
class RolesAdmin(GivesWhatOneHas, GroupAdmin):
    """Groups. What the four roles may do is written in the code, which each migration brings them back to."""

    list_display = ("name", "does")

    def get_fieldsets(self, request: HttpRequest, obj: Group | None = None) -> Any:
        return [(None, {"fields": ("name", "does", "permissions") if _is_role(obj) else ("name", "permissions")})]

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> tuple[str, ...]:
        return ("does",)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_theirs(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_theirs(request, obj)

    def _is_theirs(self, request: HttpRequest, group: Group | None) -> bool:
        if group is None:
            return True
        return not _is_role(group) and _can_give(Group, me(request)).filter(pk=group.pk).exists()

    @admin.display(description=gettext_lazy("what its people do"))
    def does(self, group: Group) -> str | None:
        return str(roles.ROLES[group.name].does) if _is_role(group) else None


def _is_role(group: Group | None) -> bool:
    return group is not None and group.name in roles.ROLES


class OfPerson(ReadOnlyAdmin):
    """Something of a person's account, which is read here, and taken away by whoever may do as much as they."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = request.user.has_perm(f"{self.opts.app_label}.delete_{self.opts.model_name}")
        return may and not (obj and roles.goes_beyond(obj.user, me(request)))


@admin.register(Authenticator)
class SecondStepAdmin(OfPerson):
    """Second steps. Deleting those of somebody who lost their phone lets them set up another."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    fields = list_display  # and not the secret


@admin.register(SocialAccount)
class OtherSignInAdmin(OfPerson):
    """Accounts at the provider through which staff sign in. Deleting one cuts the tie."""

    list_display = ("user", "provider", "last_login", "date_joined")
    list_select_related = ("user",)
    fields = list_display


@admin.register(EmailAddress)
class AddressAdmin(OfPerson):
    """Staff's addresses. Who has one confirms it by a letter, and nobody does so for them."""

    list_display = ("email", "user", "primary", "verified")
    list_select_related = ("user",)
    search_fields = ("email", "user__username")
