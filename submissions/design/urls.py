"""The addresses of the living page. copdir/urls.py has them in development only."""

from django.urls import path

from . import views

app_name = "design"

urlpatterns = [
    path("", views.page, name="index"),
    path("<slug:name>/", views.page, name="page"),
]
