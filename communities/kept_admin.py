"""The admin of what staff keep beside the entries."""

from django.contrib import admin

from .kept_models import Searched


@admin.register(Searched)
class SearchedAdmin(admin.ModelAdmin):
    """Where staff have looked. What is not here reads “not yet searched” on the site."""

    list_display = ("country", "on", "purpose", "scale", "note")
    list_filter = ("on", "purpose", "scale")
    list_select_related = ("purpose", "scale")
    search_fields = ("note",)
