"""Files of communities that staff bring in through the desk: the table as it was read, and what becomes of each row.

Both may hold anybody's address. So the table and what the rows propose go as soon as the rows are in the queue, and all
of it goes after `IMPORT_LIFE`. What is done with them stands in `importing/uploads.py`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """Where an import stands. Only checking and queueing go on without anybody."""

    MAPPING = "mapping", _("Columns and words to be looked at")
    CHECKING = "checking", _("Rows are being looked at")
    CHECKED = "checked", _("Rows to be looked at, then put into the queue")
    QUEUEING = "queueing", _("Rows are being put into the queue")
    DONE = "done", _("Done")


class Import(models.Model):
    """One file that somebody brought, and how far it has come."""

    name = models.CharField(_("file"), max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("brought by")
    )
    uploaded_at = models.DateTimeField(_("brought"), default=timezone.now)
    step = models.CharField(_("step"), max_length=8, choices=Step, default=Step.MAPPING)
    # The tables as they were read, and what there was to say about the file; never its bytes.
    tables = models.JSONField(default=list, blank=True)
    remarks = models.JSONField(default=list, blank=True)
    # What somebody said: of columns, a list of [header, which of that header, field]; of words, {field: {word: term}}.
    named = models.JSONField(default=list, blank=True)
    meant = models.JSONField(default=dict, blank=True)
    # Rows in all, and rows that this step is done with.
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-uploaded_at", "-pk")
        verbose_name = _("import")
        verbose_name_plural = _("Import")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(step__in=Step.values), name="import_in_a_known_step"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="import_does_no_more_than_there_is"),
            models.CheckConstraint(condition=~Q(step=Step.DONE) | Q(tables=[]), name="import_done_keeps_no_table"),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of the file: what it proposes until it is in the queue, and what became of it."""

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    where = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=8)
    notes = models.JSONField(default=list)
    lookalikes = models.JSONField(default=list)
    # What it proposes: the entry, the answers for OPSI alone, the cells as they were. Empty once it is in the queue.
    proposed = models.JSONField(default=dict)
    # Of the row's content as such, the first of its kind or not; and with what somebody said of its columns left out.
    fingerprint = models.CharField(max_length=64, blank=True)
    raw_fingerprint = models.CharField(max_length=64, blank=True)
    unsaid_fingerprint = models.CharField(max_length=64, blank=True)
    left_out = models.BooleanField(default=False)
    submission = models.ForeignKey(
        "submissions.Submission", on_delete=models.SET_NULL, null=True, related_name="import_rows"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="import_row_once_in_its_file"),
            models.CheckConstraint(
                condition=Q(submission=None) | Q(left_out=False), name="import_row_left_out_is_not_queued"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.where}"
