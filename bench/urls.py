"""The site's addresses and those of the references."""

from django.urls import path

from bench import reference
from copdir.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bench/page/", reference.page),
    path("bench/constant/", reference.constant),
    *urlpatterns,
]
