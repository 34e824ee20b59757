"""What OPSI's staff keep beside the entries: where they have searched, what others call a term. Public."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from . import countries


class Searched(models.Model):
    """OPSI's staff have looked for communities in a country: for all of them, or for one purpose or scale only."""

    country = models.CharField(_("country"), max_length=2, choices=countries.all_countries)
    purpose = models.ForeignKey(
        "Term",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"vocabulary": "purpose"},
        verbose_name=_("for one purpose only"),
    )
    scale = models.ForeignKey(
        "Term",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"vocabulary": "scale"},
        verbose_name=_("at one scale only"),
    )
    on = models.DateField(_("searched on"))
    note = models.CharField(
        _("what was searched"), max_length=300, blank=True, help_text=_("Published on the country’s page.")
    )

    class Meta:
        ordering = ("-on", "id")
        verbose_name = _("search for communities")
        verbose_name_plural = _("searches for communities")

    def __str__(self) -> str:
        return f"{countries.name(self.country)}, {self.on}"


class Scheme(models.TextChoices):
    """Whose words: each of these has a vocabulary here, and words of its own for it."""

    OPSI = "opsi", _("OPSI")
    ODI = "odi", _("ODI")
    WORLD_BANK = "world-bank", _("World Bank")


class TermMatch(models.Model):
    """A term here and a word of one of the documents: the word that it was taken from, or one that corresponds."""

    term = models.ForeignKey(
        "Term",
        on_delete=models.CASCADE,
        related_name="matches",
        limit_choices_to={"vocabulary__in": ["purpose", "function", "focus"]},
        verbose_name=_("term"),
    )
    scheme = models.CharField(_("whose word"), max_length=12, choices=Scheme)
    word = models.CharField(_("their word"), max_length=200)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Published beside the word."))

    class Meta:
        ordering = ("term", "scheme", "id")
        verbose_name = _("correspondence of a term")
        verbose_name_plural = _("correspondences of terms")
        constraints = [
            models.UniqueConstraint(fields=("term", "scheme", "word"), name="term_match_once"),
            models.CheckConstraint(condition=models.Q(scheme__in=Scheme.values), name="term_match_of_a_known_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.get_scheme_display()}, {self.word}"
