"""What OPSI's staff keep beside the entries: where they have searched. Public; not part of any entry."""

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
