"""Removals of personal data in the admin: the evidence, and the page that gives out or erases by address."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.admin import ReadOnlyAdmin

from ..models import Removal
from . import erasing, exporting
from .addresses import NotAnAddress

TEMPLATE = "admin/submissions/removal/erase.html"


class WhoseForm(forms.Form):
    """The address of whoever asks."""

    address = forms.EmailField(
        label=gettext_lazy("Address of whoever asks"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Enter the address."),
            "invalid": gettext_lazy("Enter an e-mail address, such as name@example.org."),
        },
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        try:
            self.ahead = erasing.ahead(address)
        except NotAnAddress as error:
            raise forms.ValidationError(self.fields["address"].error_messages["invalid"]) from error
        return address


@admin.register(Removal)
class RemovalAdmin(ReadOnlyAdmin):
    """What was removed, when and by whom; and, in place of adding one, erasing by address."""

    list_display = ("at", "why", "by_whom", "how_many", "is_complete")
    list_filter = ("why",)
    list_select_related = ("user",)
    list_per_page = 50
    fields = ("at", "why", "by_whom", "what", "is_complete")
    readonly_fields = ("by_whom", "what")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("submissions.erase_person")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Removal]:
        return super().get_queryset(request).select_related("user")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Whose data; then what would go, to be taken away as a file, and erased for good."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = WhoseForm(request.POST or None)
        is_known, trouble = form.is_valid(), ""
        if is_known and "export" in request.POST:
            return _file(form.cleaned_data["address"])
        if is_known and "erase" in request.POST:
            if "sure" in request.POST:
                try:
                    return self._erase(request, form.cleaned_data["address"])
                except erasing.OfStaff:
                    trouble = _("This is the address of an open account of staff. Close the account first.")
            else:
                trouble = _("Tick the box if you want it erased.")
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("Give out or erase what is held about a person"),
            "opts": self.opts,
            "form": form,
            "address": form.cleaned_data["address"] if is_known else "",
            "ahead": {name: count for name, count in form.ahead.items() if count} if is_known else {},
            "trouble": trouble,
        }
        response = TemplateResponse(request, TEMPLATE, context)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def _erase(self, request: HttpRequest, address: str) -> HttpResponse:
        outcome = erasing.erase(address, by="admin", user=cast("User", request.user))
        messages.success(request, _("It is erased. This is the evidence; it names nobody."))
        for place in outcome.left:
            messages.warning(request, _("Still mentioned in what is published: %(place)s") % {"place": place})
        return redirect("admin:submissions_removal_change", outcome.removal.pk)

    @admin.display(description=gettext_lazy("by"))
    def by_whom(self, removal: Removal) -> str:
        return removal.user.get_username() if removal.user else removal.by

    @admin.display(description=gettext_lazy("how many"))
    def how_many(self, removal: Removal) -> int:
        return sum(removal.counts.values())

    @admin.display(description=gettext_lazy("what"))
    def what(self, removal: Removal) -> str:
        return ", ".join(f"{name}: {count}" for name, count in removal.counts.items()) or _("Nothing was over.")


def _file(address: str) -> HttpResponse:
    response = HttpResponse(exporting.as_file(address), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    response.headers["Cache-Control"] = "no-store, private"
    return response
