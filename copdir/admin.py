"""Staff's own accounts in the admin: boxes to tick, where Django has two lists to move names between."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models

# Two lists and arrows between them can hardly be used by keyboard or on a phone.
BOXES: Mapping[type[models.Field], Mapping[str, Any]] = {
    models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple(attrs={"class": "box"})}
}

admin.site.unregister((Group, User))


@admin.register(User)
class StaffAdmin(UserAdmin):
    formfield_overrides = BOXES
    readonly_fields = ("last_login", "date_joined")


@admin.register(Group)
class RightsAdmin(GroupAdmin):
    formfield_overrides = BOXES
