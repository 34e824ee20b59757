"""The admin of collections: an introduction, and communities in the order of the numbers that staff give them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import collection, collection_views, index
from .addresses import communities_now
from .collection_models import Collection, CollectionEntry
from .models import Community

LAST = 10_000  # the place of what has no number
BLANK = 2  # rows for those without scripts; with scripts there is a button for more
MOST_OFFERED = 2_000  # names; an address can be pasted as well
PREVIEW = "admin/communities/collection/preview.html"


class CommunityField(forms.CharField):
    """A community by the address of its page, or the end of it; an old address leads to the entry that has it now."""

    widget = forms.TextInput({"list": "communities", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        # From /fr/communities/one/?q=x, with or without the site before it, to "one".
        slug = super().clean(value).partition("?")[0].strip("/").rpartition("/")[2]
        community = communities_now([slug]).get(slug)
        if community is None:
            raise ValidationError(_("There is no entry at this address."))
        return community


class EntryInCollectionForm(forms.ModelForm):
    """Any number will do: once saved, places count from 1 in the order of the numbers given."""

    community = CommunityField(
        label=gettext_lazy("Community"),
        help_text=gettext_lazy("Begin to type its name, or paste the address of its page."),
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place"),
        required=False,
        min_value=0,
        max_value=LAST,
        help_text=gettext_lazy("Lower comes first; none is last."),
    )

    class Meta:
        model = CollectionEntry
        fields = ("community", "note", "note_fr")
        widgets = {name: forms.Textarea({"rows": 2}) for name in ("note", "note_fr")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial.update(community=self.instance.community.slug, place=self.instance.position)


class InOrder(forms.BaseInlineFormSet):
    """Numbers the places anew."""

    def get_unique_error_message(self, unique_check: Any) -> str:
        return _("A community can be in a collection once. Take one of the two out.")

    def clean(self) -> None:
        super().clean()
        stay = [form for form in self.forms if form.cleaned_data.get("community") and form not in self.deleted_forms]
        # Of two with one number, the one to which it was given now comes first.
        stay.sort(key=lambda form: (_place(form), "place" not in form.changed_data))
        for position, form in enumerate(stay, start=1):
            form.instance.position = position

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        stayed = [form for form in self.initial_forms if form not in self.deleted_forms]
        moved = [form.instance for form in stayed if form.instance.position != form.initial["place"]]
        CollectionEntry.objects.bulk_update(moved, ["position"])
        return saved


def _place(form: forms.BaseForm) -> int:
    given = form.cleaned_data.get("place")
    return LAST if given is None else given


class EntriesInCollection(admin.StackedInline):
    model = CollectionEntry
    verbose_name = gettext_lazy("community")
    verbose_name_plural = gettext_lazy("communities, in the order of their places")
    form = EntryInCollectionForm
    formset = InOrder
    fields = ("community", "standing", "place", "note", "note_fr")
    readonly_fields = ("standing",)
    extra = BLANK

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionEntry]:
        return super().get_queryset(request).select_related("community__merged_into")

    @admin.display(description=gettext_lazy("shown"))
    def standing(self, chosen: CollectionEntry) -> str:
        """As what the public sees it here."""
        if not chosen.pk:
            return _("Once this is saved")
        if chosen.community.merged_into:
            return _("As “%(name)s”, into which it was merged") % {"name": chosen.community.merged_into}
        return chosen.community.name if chosen.community.is_published else _("No: it was withdrawn")


@admin.register(Collection)
class CollectionAdmin(admin.ModelAdmin):
    """Collections. One that the public has seen keeps its address, and is taken back rather than deleted."""

    inlines = (EntriesInCollection,)
    list_display = ("title", "order", "published", "size", "changed_at")
    search_fields = ("title", "title_fr")
    fields = ("title", "slug", "introduction", "title_fr", "introduction_fr", "order", "published", "page")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        return super().get_queryset(request).annotate(size=Count("entries"))

    def get_readonly_fields(self, request: HttpRequest, obj: Collection | None = None) -> tuple[str, ...]:
        return ("slug", "page") if obj and obj.public_since else ("page",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Collection | None = None) -> dict[str, Any]:
        return {} if "slug" in self.get_readonly_fields(request, obj) else {"slug": ("title",)}

    def has_delete_permission(self, request: HttpRequest, obj: Collection | None = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and not (obj and obj.public_since)

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(self.preview_view)
        return [path("<int:pk>/preview/", preview, name="communities_collection_preview"), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        offered = Community.objects.published().order_by("name_sort", "id").values_list("slug", "name")
        context = {**(extra_context or {}), "offered": offered[:MOST_OFFERED]}
        return super().changeform_view(request, object_id, form_url, context)

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as the public reads it, or would."""
        chosen = get_object_or_404(Collection, pk=pk)
        if not self.has_view_permission(request, chosen):
            raise PermissionDenied
        catalogue = index.current()
        read = collection_views.read(collection.previewed(chosen, catalogue.everyone), catalogue)
        return TemplateResponse(request, PREVIEW, {**read, "robots": "noindex"})

    def save_model(self, request: HttpRequest, obj: Collection, form: forms.ModelForm, change: bool) -> None:
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            form.instance.save(update_fields=["changed_at"])
        transaction.on_commit(index.look_again)

    @admin.display(description=gettext_lazy("communities"), ordering="size")
    def size(self, one: Any) -> int:
        return one.size

    @admin.display(description=gettext_lazy("its page"))
    def page(self, one: Collection) -> str:
        if not one.pk:
            return _("Save it to see its page before it is published.")
        if one.published:
            return format_html('<a href="{0}">{0}</a>', one.get_absolute_url())
        preview = reverse("admin:communities_collection_preview", args=[one.pk])
        return format_html('<a href="{}">{}</a>', preview, _("Preview"))
