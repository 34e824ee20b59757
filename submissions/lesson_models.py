"""What a submission that is a lesson came with, and what became of it."""

from django.db import models


class LessonSent(models.Model):
    """Of a submission that is a lesson: the form that it came with, if any, and the lesson that approval published."""

    submission = models.OneToOneField(
        "Submission", on_delete=models.CASCADE, primary_key=True, related_name="lesson_sent"
    )
    came_with = models.OneToOneField(
        "Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="lesson_brought"
    )
    lesson = models.OneToOneField(
        "communities.Lesson", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.lesson_id or '–'}"
