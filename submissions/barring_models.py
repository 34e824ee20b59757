"""Who may not send for a while: a network or an address, known by a salted hash and no longer than it lasts."""

from django.db import models
from django.utils import timezone


class Barred(models.Model):
    """Nobody reads from a row whom it shuts out."""

    mark = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(mark=""), name="barred_has_a_mark")]

    def __str__(self) -> str:
        return f"{self.mark[:8]}… until {self.until:%Y-%m-%d %H:%M}"
