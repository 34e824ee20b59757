"""The log holds no key: addresses with a token are cut, wherever in a line they stand."""

import json
import logging
from datetime import datetime

from hypothesis import example, given
from hypothesis.strategies import sampled_from, text

from copdir.logs import JsonLine, LineWithoutTokens, request_id
from tests import hostile


def line(message: str, *arguments: object, **more: object) -> str:
    record = logging.LogRecord("site", logging.ERROR, __file__, 1, message, arguments, more.pop("exc_info", None))
    record.__dict__.update(more)
    return LineWithoutTokens("{message}", style="{").format(record)


def test_token_in_an_argument_is_cut():
    assert line("Gone: %s", "/submit/alert/s3cr3t/confirm/") == "Gone: /submit/alert/…/confirm/"
    assert line("Not Found: %s", "/fr/submit/answer/s3cr3t/") == "Not Found: /fr/submit/answer/…/"
    assert line("Not Found: %s", "/submit/entry/s3cr3t/") == "Not Found: /submit/entry/…/"
    assert (
        line("Not Found: %s", "/accounts/password/reset/key/1-s3cr3t/") == "Not Found: /accounts/password/reset/key/…/"
    )
    assert line("Gone: %s", "/accounts/confirm-email/MQ:s3cr3t/") == "Gone: /accounts/confirm-email/…/"
    assert line("Not Found: %s", "/fr/submission/s3cr3t-T0ken/answer/?x=1") == "Not Found: /fr/submission/…/answer/?x=1"


def test_answers_in_an_address_are_cut():
    assert line("Error handling request %s", "/fr/start/idea/?name=Secret&topic=x") == (
        "Error handling request /fr/start/idea/?…"
    )
    assert line("Invalid line: 'GET /start/?name=Secret plan HTTP/1.1'") == "Invalid line: 'GET /start/?…"
    assert line("Not Found: %s", "/submit/from-guide/?name=Secret") == "Not Found: /submit/from-guide/?…"
    assert line("Not Found: %s", "/submit/self-check/?priority_direction=1") == "Not Found: /submit/self-check/?…"
    assert line("Not Found: %s", "/communities/?q=start") == "Not Found: /communities/?q=start"


def test_token_in_a_traceback_is_cut():
    try:
        raise ValueError("at /submission/s3cr3t/")
    except ValueError as error:
        written = line("failed", exc_info=(type(error), error, error.__traceback__))
    assert "ValueError: at /submission/…/" in written
    assert "s3cr3t" not in written


def test_refused_request_brings_no_traceback():
    try:
        raise ValueError("refused")
    except ValueError as error:
        written = line("Bad Request", exc_info=(type(error), error, error.__traceback__), status_code=400)
    assert written == "Bad Request"


# One JSON object a line ---------------------------------------------------------------------------


def said(message: object, *arguments: object, **more: object) -> dict:
    """What a program reads; fails where the record is not one line of ASCII with one object."""
    record = logging.LogRecord("site", logging.ERROR, __file__, 1, message, arguments, more.pop("exc_info", None))
    record.__dict__.update(more)
    written = JsonLine().format(record)
    assert written.isascii()
    assert written.isprintable()
    return json.loads(written)


def test_line_says_when_what_and_where_from():
    read = said("Gone: %s", "/submission/s3cr3t/")
    assert datetime.fromisoformat(read.pop("time")).tzinfo is not None
    assert read == {"level": "ERROR", "logger": "site", "message": "Gone: /submission/…/"}


def test_line_of_a_request_has_its_id():
    mark = request_id.set("0123456789abcdef")
    assert said("Something")["request"] == "0123456789abcdef"
    request_id.reset(mark)
    assert "request" not in said("Something")


def test_traceback_is_one_text_in_the_line_and_has_no_token():
    try:
        raise ValueError("at /submission/s3cr3t/\n{}")
    except ValueError as error:
        read = said("failed", exc_info=(type(error), error, error.__traceback__))
    assert read["traceback"].endswith("ValueError: at /submission/…/\n{}")
    assert "traceback" not in said("refused", exc_info=(ValueError, ValueError("x"), None), status_code=404)


def test_line_names_no_machine_and_no_key_to_a_password():
    assert said("Invalid request from ip=203.0.113.9: x")["message"] == "Invalid request from ip=… x"
    assert said("Gone: /accounts/password/reset/key/1-abc-def/")["message"] == "Gone: /accounts/password/reset/key/…/"


@given(text() | sampled_from(hostile.TEXTS), text())
@example('x"}\n{"level": "FORGED"}', "\r\n\u2028\x85\x1b[31m\0\ud800")
def test_whatever_is_logged_is_one_line_that_parses(message, argument):
    assert said("%s %s", message, argument)["level"] == "ERROR"
    assert said(message, argument)["level"] == "ERROR"  # may not fit together
    assert said("x", seen={"path": message, argument: 1, "status": 200})["status"] == 200


def test_nobody_is_named_by_an_error():
    assert line("cannot write to <Ann.Sender+x@example.org>.") == "cannot write to <…@…>."
    assert line("Not Found: /x?email=ann%40example.org&a=1") == "Not Found: /x?email=…@…&a=1"
    assert line("3 @ 4, a@b, @media") == "3 @ 4, a@b, @media"
    quoted = (
        "Traceback\n  File x\npsycopg.errors.CheckViolation: new row violates it\n"
        "DETAIL:  Failing row contains (1, Ann Sender,\n  her second line, ann@example.org).\n\n"
        "The above exception was the direct cause\n"
    )
    assert line(quoted) == (
        "Traceback\n  File x\npsycopg.errors.CheckViolation: new row violates it\nDETAIL: …\n\n"
        "The above exception was the direct cause\n"
    )
