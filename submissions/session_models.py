"""What became of a submission that announces a session."""

from django.db import models


class SessionSent(models.Model):
    """Of a submission that announces a session: the session that approval published."""

    submission = models.OneToOneField(
        "Submission", on_delete=models.CASCADE, primary_key=True, related_name="session_sent"
    )
    session = models.OneToOneField(
        "communities.Session", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.session_id or '–'}"
