"""The log holds no key: addresses with a token are cut, wherever in a line they stand."""

import logging

from copdir.logs import LineWithoutTokens


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
