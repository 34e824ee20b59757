"""Every page in every state that the public can meet, looked at in every way: plain, narrow, dark, forced colours."""

import pytest

from tests import states
from tests.journeys import looking
from tests.journeys.arriving import arrive


@pytest.mark.parametrize("state", [one for one in states.EVERY if states.is_looked_at_each_time(one)])
def test_page_or_crowded_state_is_sound_in_every_way_of_looking(looker, set_stage, state):
    arrive(looker.page, set_stage, state)
    is_page = "," not in state  # and not one of its states
    looker.looks_around(looking.COLOURS_TOO if is_page else looking.ONCE_MORE)


@pytest.mark.long
@pytest.mark.parametrize("state", states.EVERY)
def test_every_state_is_sound_by_every_rule_in_every_way_of_looking(looker, set_stage, state):
    arrive(looker.page, set_stage, state)
    looker.looks_around(looking.EVERY_WAY)
