"""Every state of the site brought about in a database, by the verbs that visitors and moderators use.

`set()` in a test's own database, `of(site)` in that of a served site. Where each state is seen stands in states.py.
"""

import json
from dataclasses import asdict, dataclass
from typing import Self
from unittest.mock import patch

from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from copdir import read_only
from tests.live import Site
from tests.stage import beside, listed, sent, silence
from tests.stage.drafting import NOWHERE, draft
from tests.submissions import submitted

RUN = "from tests import stage; stage.write()"


@dataclass
class Stage:
    """`names` are the parts of addresses, `drawn` the pages that this site cannot be brought to show."""

    names: dict[str, str]
    drawn: dict[str, str]

    @classmethod
    def read(cls, written: str) -> Self:
        return cls(**json.loads(written))


def of(site: Site) -> Stage:
    """The states, made in this site's database."""
    return Stage.read(site.manage("shell", "-v0", "-c", RUN))


def set() -> Stage:  # noqa: A001 - the stage is set
    """Bring every state about in the database of this process."""
    moderator = submitted.a_senior_moderator("stage-manager")
    # Drawn while there is none.
    visitor = Client(HTTP_HOST="127.0.0.1")
    kinds = ("collections", "calls", "lessons", "sessions", "questions")
    drawn = {f"no {some}": visitor.get(f"/{some}/").text for some in kinds}
    drawn["no priorities"] = visitor.get("/insights/").text
    listed.measured_priorities()
    names = {
        **listed.every_entry(),
        **listed.every_collection(),
        **listed.every_call(),
        **sent.every_draft(),
        **sent.every_submission(moderator),
        **sent.every_alert(),
        **sent.every_report(moderator),
        **sent.every_claim(moderator),
        **sent.every_closure(moderator),
        **beside.every_lesson(moderator),
        **beside.every_session(moderator),
        **beside.every_question(moderator),
    }
    names |= sent.every_showing(names)
    names |= beside.every_introduction(moderator, names)
    names |= silence.every_silence(moderator)
    return Stage(names, {**drawn, **_drawn(names)})


def write() -> None:
    print(json.dumps(asdict(set())))  # noqa: T201 - read by the test's process


def _drawn(names: dict[str, str]) -> dict[str, str]:
    """Pages of a site in trouble, or of a visitor too quick or too slow: drawn here, for the test to show."""
    visitor = Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR=NOWHERE)
    with patch.object(settings, "RATE_LIMITS", 0.001):  # once an hour
        answers = [visitor.post("/submit/") for _turn in range(2)]
        said = {"matter": "ended", "words": "It met for the last time in May."}
        quick = visitor.post(f"/submit/report/{names['full']}/", said)
    assert (answers[-1].status_code, quick.status_code) == (429, 429)
    late = visitor.post(f"/submission/{names['withdrawn']}/community/", {"name": "Typed too late"})
    assert late.status_code == 409
    erased = visitor.post(f"/submission/{draft({})}/erase/", {"sure": "on"})
    assert erased.status_code == 200
    with patch.object(read_only, "is_on", return_value=True):
        closed = visitor.get("/submit/")
    assert closed.status_code == 503
    return {
        "erased": erased.text,
        "too often": answers[-1].text,
        "too late": late.text,
        "too quick": quick.text,
        "500": render_to_string("500.html"),
        "503": render_to_string("503.html"),
        "nothing taken in": closed.text,
    }
