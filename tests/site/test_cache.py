"""What all processes share: codes that were used and counts of tries, kept without saying whose."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection

from tests import second_step

pytestmark = pytest.mark.django_db


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM copdir_cache")
        return str(cursor.fetchall())


def test_keys_say_nothing_of_whom_they_are_about():
    cache.set("rl:login:ip:192.0.2.77", [1, 2])
    assert cache.get("rl:login:ip:192.0.2.77") == [1, 2]
    assert "192.0.2.77" not in stored()


def test_code_of_a_second_factor_is_good_once_in_whatever_process():
    user = User.objects.create_user("staff", password="a long enough one")
    factor = auth.TOTP.activate(user, auth.generate_totp_secret()).instance
    secret = auth.decrypt(Authenticator.objects.get(pk=factor.pk).data["secret"])
    code = second_step.code(secret)
    assert factor.wrap().validate_code(code)
    assert not factor.wrap().validate_code(code)
    assert stored() != "[]"
