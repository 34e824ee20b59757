"""The map: where a community is drawn, what the shades mean, and that no country gets lost."""

import math
import re
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from communities import countries, outlines, starter, worldmap
from communities.worldmap import Placed

NUMBER = re.compile(r"-?\d+")


def national(host, city="", latitude=None, longitude=None):
    return Placed(host, "national", None, city, latitude, longitude)


def abroad(scale, host=None, region=None):
    return Placed(host, scale, region, "", None, None)


def index_of(drawn):
    return {row.iso2: (row.count, row.across, row.klass) for row in drawn.index}


# Projection ---------------------------------------------------------------------------------------


@given(st.floats(-180, 180), st.floats(-89, 89))
def test_projection_mirrors_east_and_west_north_and_south(longitude, latitude):
    x, y = outlines.project(longitude, latitude)
    mirrored_x, mirrored_y = outlines.project(-longitude, -latitude)
    assert math.isclose(x + mirrored_x, outlines.WIDTH, abs_tol=1e-6)
    assert math.isclose(y, -mirrored_y, abs_tol=1e-6)


@given(st.floats(-180, 180), st.lists(st.floats(-89, 89), min_size=2, max_size=10, unique=True))
def test_projection_further_north_is_further_up(longitude, latitudes):
    drawn = [outlines.project(longitude, latitude)[1] for latitude in sorted(latitudes)]
    assert all(south >= north for south, north in pairwise(drawn))


@given(st.floats(-80, 79), st.floats(-170, 160))
def test_projection_keeps_areas(latitude, longitude):
    """A small cell's drawn area is its area on the globe times one constant, wherever it lies."""
    size = 0.01
    (x1, y1), (x2, _y2) = outlines.project(longitude, latitude), outlines.project(longitude + size, latitude)
    _x3, y3 = outlines.project(longitude, latitude + size)
    drawn = (x2 - x1) * (y1 - y3)
    on_the_globe = math.cos(math.radians(latitude + size / 2)) * math.radians(size) ** 2
    scale = (outlines.WIDTH / (2 * 2.7066299)) ** 2
    assert math.isclose(drawn / on_the_globe, scale, rel_tol=2e-3)


def test_projection_reaches_both_edges_on_the_equator():
    assert outlines.project(-180, 0) == pytest.approx((0, 0), abs=1e-3)
    assert outlines.project(180, 0) == pytest.approx((outlines.WIDTH, 0), abs=1e-3)


# Outlines -----------------------------------------------------------------------------------------


def test_outlines_have_no_antarctica_and_every_path_closes():
    paths = [outline.path for outline in outlines.outlines()]
    assert len(paths) == 176
    assert all(path.startswith("M") and path.endswith("z") for path in paths)
    assert "AQ" not in outlines.by_country()


def test_path_of_a_ring_walks_back_through_its_points():
    ring = outlines.by_country()["NZ"].rings[0]
    x, y, *steps = (int(number) for number in NUMBER.findall(ring.path))
    walked = [(x, y)]
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        walked.append((walked[-1][0] + dx, walked[-1][1] + dy))
    assert tuple(walked) == ring.points


def test_no_ring_crosses_the_whole_map():
    """A line across the date line would draw a stripe over everything."""
    widths = {outline.iso2: max(ring.box[2] - ring.box[0] for ring in outline.rings) for outline in outlines.outlines()}
    assert max(widths.values()) < outlines.WIDTH * 0.45


def test_every_country_that_can_be_chosen_has_an_outline_or_a_point():
    on_the_map = outlines.by_country().keys() | outlines.small_countries().keys()
    assert [iso2 for iso2, _name in countries.all_countries() if iso2 not in on_the_map] == []


def test_small_countries_are_points_only_where_there_is_no_outline():
    assert not outlines.by_country().keys() & outlines.small_countries().keys()
    assert {"SG", "MT", "BH"} <= outlines.small_countries().keys()


# Where a community goes ---------------------------------------------------------------------------


def test_national_community_shades_its_country():
    drawn = worldmap.draw([national("IE"), national("IE"), national("FI")])
    assert index_of(drawn) == {"IE": (2, 0, 2), "FI": (1, 0, 1)}
    assert {land.iso2: land.count for land in drawn.world.lands} == {"IE": 2, "FI": 1}
    assert drawn.tray == ()
    assert drawn.countries == 2


def test_international_community_stands_in_the_tray_even_with_a_host():
    drawn = worldmap.draw([abroad("international", host="KZ")])
    assert index_of(drawn) == {"KZ": (0, 1, 0)}
    assert drawn.world.lands == ()
    assert [(str(row.name), row.count) for row in drawn.tray] == [("International", 1)]
    assert drawn.countries == 0


def test_regional_communities_stand_in_the_tray_by_region():
    rows = [abroad("regional", region="africa")] * 2 + [abroad("regional", region="europe"), abroad("regional")]
    drawn = worldmap.draw(rows)
    assert [(str(row.name), row.count, dict(row.parameters)) for row in drawn.tray] == [
        ("Africa", 2, {"scale": "regional", "region": "africa"}),
        ("Europe", 1, {"scale": "regional", "region": "europe"}),
        ("World region not stated", 1, {}),
    ]


def test_community_without_country_is_counted_and_not_drawn():
    drawn = worldmap.draw([national(None), Placed(None, None, None, "", None, None)])
    assert [(str(row.name), row.count) for row in drawn.tray] == [("Country not stated", 2)]
    assert drawn.total == 2


def test_scale_not_stated_but_country_known_shades_the_country():
    assert index_of(worldmap.draw([Placed("UY", None, None, "", None, None)])) == {"UY": (1, 0, 1)}


@given(
    st.lists(
        st.builds(
            Placed,
            st.sampled_from([None, "IE", "SG", "US"]),
            st.sampled_from([None, "international", "regional", "national", "organisation"]),
            st.sampled_from([None, "europe", "africa"]),
            st.just(""),
            st.none(),
            st.none(),
        )
    )
)
def test_every_community_is_counted_exactly_once(communities):
    drawn = worldmap.draw(communities)
    assert drawn.total == len(communities)
    assert sum(row.count for row in drawn.index) + sum(row.count for row in drawn.tray) == len(communities)


def test_city_is_a_dot_whose_area_grows_with_the_count():
    paris = national("FR", "Paris", 48.9, 2.3)
    tokyo = national("JP", "Tokyo", 35.7, 139.7)
    (one,) = worldmap.draw([tokyo]).world.dots
    (four,) = worldmap.draw([tokyo] * 4).world.dots
    assert (one.name, one.count) == ("Tokyo", 1)
    assert four.radius > one.radius
    drawn = worldmap.draw([paris, tokyo])
    assert [dot.name for dot in drawn.europe.dots] == ["Paris"]
    assert [dot.name for dot in drawn.world.dots] == ["Tokyo"], "what the enlargement shows is not shown twice"


def test_small_country_gets_a_mark_instead_of_an_outline():
    drawn = worldmap.draw([national("SG"), national("MT")])
    assert {mark.iso2 for mark in drawn.world.marks} == {"SG", "MT"}
    assert {mark.iso2 for mark in drawn.europe.marks} == {"MT"}
    assert drawn.world.lands == ()


@pytest.mark.parametrize(
    ("count", "klass"), [(0, 0), (1, 1), (2, 2), (4, 2), (5, 3), (9, 3), (10, 4), (19, 4), (20, 5), (4000, 5)]
)
def test_class_of_a_count(count, klass):
    assert worldmap.klass(count) == klass


def test_index_puts_most_first_and_equals_by_name():
    drawn = worldmap.draw([national("US")] * 3 + [national("AT"), national("AX"), national("AF")])
    assert [row.name for row in drawn.index] == ["United States", "Afghanistan", "Åland Islands", "Austria"]


def test_every_host_country_of_the_starter_is_drawn_or_marked():
    hosts = {entry["host"] for entry in starter.catalogue()} - {None}
    drawn = worldmap.draw([national(host) for host in hosts])
    assert len(hosts) >= 30
    shown = {land.iso2 for land in drawn.world.lands} | {mark.iso2 for mark in drawn.world.marks}
    assert shown == hosts
    assert {row.iso2 for row in drawn.index} == hosts


def test_map_of_the_starter_accounts_for_every_community():
    entries = starter.catalogue()
    drawn = worldmap.draw(worldmap.placed(entry) for entry in entries)
    assert sum(row.count for row in drawn.index) + sum(row.count for row in drawn.tray) == len(entries)
    assert drawn.countries >= 30


def test_nothing_selected_is_a_map_of_nothing():
    drawn = worldmap.draw([])
    assert (drawn.total, drawn.countries, drawn.index, drawn.tray) == (0, 0, (), ())
    assert drawn.world.blank
    assert drawn.world.lands == ()


# Names and the small drawing ----------------------------------------------------------------------


def test_names_follow_the_house_and_the_language():
    assert countries.name("TW") == "Chinese Taipei"
    assert countries.name("KR") == "Korea"
    assert countries.name("") == ""
    assert countries.name("ZZ") == "ZZ"
    with override("fr"):
        assert countries.name("DE") == "Allemagne"
        assert worldmap.draw([national("DE")]).index[0].name == "Allemagne"


def test_country_codes_are_known_or_refused():
    assert countries.is_country("IE")
    assert not countries.is_country("ie")
    assert not countries.is_country("ZZ")
    assert len(countries.all_countries()) > 230


def test_locator_shows_the_country_in_its_neighbourhood():
    finland = worldmap.locator("FI")
    assert [land.iso2 for land in finland.lands] == ["FI"]
    assert finland.width == worldmap.LOCATOR[0]
    assert not finland.dots
    assert len(worldmap.locator("FI", 60.2, 24.9).dots) == 1


def test_locator_of_a_large_country_steps_back():
    russia = worldmap.locator("RU")
    assert russia.width > worldmap.LOCATOR[0]
    assert russia.width / russia.height == pytest.approx(worldmap.LOCATOR[0] / worldmap.LOCATOR[1], rel=0.02)


def test_locator_of_a_small_country_marks_it():
    assert [mark.iso2 for mark in worldmap.locator("SG").marks] == ["SG"]


@pytest.mark.parametrize("iso2", [None, "", "AQ", "ZZ"])
def test_locator_of_no_place_is_none(iso2):
    assert worldmap.locator(iso2) is None
