"""How often a stranger did what makes work or letters. Kept for as long as its window is open."""

from django.db import models


class LimitCount(models.Model):
    """How often something was done within a window, per salted key. Rows are dropped when their window is over."""

    key = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("key", "window_start"), name="limit_count_once_in_its_window")]

    def __str__(self) -> str:
        return f"{self.key[:8]}… {self.count}"
