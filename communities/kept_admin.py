"""The admin of what staff keep beside the entries."""

from django.contrib import admin

from .kept_models import Searched, TermMatch


@admin.register(Searched)
class SearchedAdmin(admin.ModelAdmin):
    """Where staff have looked. What is not here reads “not yet searched” on the site."""

    list_display = ("country", "on", "purpose", "scale", "note")
    list_filter = ("on", "purpose", "scale")
    list_select_related = ("purpose", "scale")
    search_fields = ("note",)


@admin.register(TermMatch)
class TermMatchAdmin(admin.ModelAdmin):
    """What OPSI, ODI and the World Bank call a term: its own word, and words of the others that correspond."""

    list_display = ("term", "scheme", "word", "note")
    list_filter = ("scheme", "term__vocabulary")
    list_select_related = ("term",)
    search_fields = ("term__label", "word", "note")
