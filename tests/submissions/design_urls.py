"""The site's addresses as they are in development: with the living page, which test runs are otherwise without."""

from django.urls import include, path

from copdir import urls

urlpatterns = [path("design/", include("submissions.design.urls")), *urls.urlpatterns]
