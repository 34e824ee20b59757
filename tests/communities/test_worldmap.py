"""The map: where a community is drawn, what the shades mean, and that no country gets lost."""

import math
import re
from collections import Counter
from functools import partial
from itertools import combinations, pairwise

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from communities import countries, dots, drawings, frames, labels, locator, naming, outlines, starter, worldmap
from communities.placement import City, Placed, Tally

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


def test_every_country_is_on_the_drawing_of_the_world():
    left, top, right, bottom = outlines.extent()
    assert all(left < x < right and top < y < bottom for x, y in outlines.small_countries().values())


def test_small_countries_are_points_only_where_there_is_no_outline():
    assert not outlines.by_country().keys() & outlines.small_countries().keys()
    assert {"SG", "MT", "BH"} <= outlines.small_countries().keys()


# Where a community goes ---------------------------------------------------------------------------


def test_national_community_shades_its_country():
    drawn = worldmap.draw([national("IE"), national("IE"), national("FI")])
    assert index_of(drawn) == {"IE": (2, 0, 2), "FI": (1, 0, 1)}
    assert {land.iso2: land.count for land in drawn.drawing.lands} == {"IE": 2, "FI": 1}
    assert drawn.tray == ()
    assert drawn.countries == 2


def test_international_community_stands_in_the_tray_even_with_a_host():
    drawn = worldmap.draw([abroad("international", host="KZ")])
    assert index_of(drawn) == {"KZ": (0, 1, 0)}
    assert drawn.drawing.lands == ()
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
    (one,) = worldmap.draw([tokyo]).drawing.dots
    (four,) = worldmap.draw([tokyo] * 4).drawing.dots
    assert (one.name, one.count) == ("Tokyo", 1)
    assert four.radius > one.radius
    drawn = worldmap.draw([paris, tokyo])
    assert [dot.name for dot in drawn.enlarged.dots] == ["Paris"]
    assert {dot.name for dot in drawn.drawing.dots} == {"Paris", "Tokyo"}


def test_small_country_gets_a_mark_instead_of_an_outline():
    drawn = worldmap.draw([national("SG"), national("MT")])
    assert {mark.iso2 for mark in drawn.drawing.marks} == {"SG", "MT"}
    assert {mark.iso2 for mark in drawn.enlarged.marks} == {"MT"}
    assert drawn.drawing.lands == ()


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
    shown = {land.iso2 for land in drawn.drawing.lands} | {mark.iso2 for mark in drawn.drawing.marks}
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
    assert drawn.drawing.blank
    assert drawn.drawing.lands == ()


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
    finland = locator.locator("FI")
    assert [land.iso2 for land in finland.lands] == ["FI"]
    assert finland.width == locator.LOCATOR[0]
    assert not finland.dots
    assert len(locator.locator("FI", 60.2, 24.9).dots) == 1


def test_locator_of_a_large_country_steps_back():
    russia = locator.locator("RU")
    assert russia.width > locator.LOCATOR[0]
    assert russia.width / russia.height == pytest.approx(locator.LOCATOR[0] / locator.LOCATOR[1], rel=0.02)


def test_locator_of_a_small_country_marks_it():
    assert [mark.iso2 for mark in locator.locator("SG").marks] == ["SG"]


@pytest.mark.parametrize("iso2", [None, "", "AQ", "ZZ"])
def test_locator_of_no_place_is_none(iso2):
    assert locator.locator(iso2) is None


# Regions ------------------------------------------------------------------------------------------

REGIONS = sorted(labels.REGIONS)


def everywhere_once():
    """A community in every country that can be chosen, and one across each region."""
    return [national(iso2) for iso2, _name in countries.all_countries()] + [
        abroad("regional", region=region) for region in (*REGIONS, None)
    ]


@pytest.mark.parametrize("region", REGIONS)
def test_region_has_a_drawing_of_its_own_that_says_the_same_in_words(region):
    whole, part = worldmap.draw(everywhere_once()), worldmap.draw(everywhere_once(), region)
    assert (part.view, part.enlarged) == (region, None)
    assert (part.index, part.tray, part.cities, part.total) == (whole.index, whole.tray, whole.cities, whole.total)
    assert 0 < len(part.drawing.lands) < len(whole.drawing.lands)
    assert len(part.drawing.labels) > 10


@pytest.mark.parametrize(
    ("region", "inside", "outside"),
    [
        ("africa", {"ZA", "MA", "MG", "SN"}, {"BR", "AU", "US"}),
        ("americas", {"CA", "US", "BR", "AR", "CL"}, {"CN", "AU", "ZA"}),
        ("latin-america", {"MX", "CU", "BR", "AR"}, {"ES", "AU", "GL"}),
        ("asia-pacific", {"JP", "IN", "AU", "NZ", "FJ"}, {"ZA", "DE", "CA"}),
        ("europe", {"IS", "PT", "FI", "GR", "TR"}, {"US", "IN", "ZA"}),
        ("middle-east", {"EG", "TR", "IR", "OM"}, {"US", "AU", "GB"}),
    ],
)
def test_region_shows_its_countries_and_not_those_far_away(region, inside, outside):
    drawn = worldmap.draw(everywhere_once(), region).drawing
    shown = {land.iso2 for land in drawn.lands}
    assert inside <= shown
    assert not outside & shown


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # a region is a small part of the globe
@given(st.floats(-180, 180), st.floats(-85, 85), st.sampled_from(REGIONS))
def test_projection_of_a_region_keeps_areas(longitude, latitude, region):
    frame, size = frames.FRAMES[region], 0.02
    x, y = frame.place(longitude, latitude)
    left, top, right, bottom = frame.box
    assume(left < x < right and top < y < bottom)
    (x1, y1), (x2, y2) = frame.place(longitude + size, latitude), frame.place(longitude, latitude + size)
    drawn = abs((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y))
    on_the_globe = math.cos(math.radians(latitude + size / 2)) * math.radians(size) ** 2
    scale = (frames.WIDTH * frames.EARTH / frame.across) ** 2
    assert math.isclose(drawn / on_the_globe, scale, rel_tol=5e-3)


def test_middle_of_a_region_is_the_middle_of_its_drawing():
    for frame in frames.FRAMES.values():
        _left, _top, right, bottom = frame.box
        assert frame.place(frame.longitude, frame.latitude) == pytest.approx((right / 2, bottom / 2))


def test_date_line_parts_nothing_in_the_pacific():
    new_zealand, samoa = frames.FRAMES["asia-pacific"].place(174, -41), frames.FRAMES["asia-pacific"].place(-172, -13)
    assert 0 < samoa[0] - new_zealand[0] < 300


def test_every_region_that_an_entry_can_have_has_a_frame():
    assert set(frames.FRAMES) == set(labels.REGIONS)
    assert {frame.part_of for frame in frames.FRAMES.values()} <= {"", *frames.FRAMES}


# Names on drawings --------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["", *REGIONS])
def test_no_name_lies_on_another_one_at_the_width_for_which_it_is_meant(view):
    drawing = worldmap.draw(everywhere_once(), view).drawing
    for width, labels_then in (
        (naming.NARROW, [label for label in drawing.labels if not label.wide]),
        (naming.WIDE, drawing.labels),
    ):
        page = naming._Page(drawing.box, width)
        boxes = [page.box_of(label) for label in labels_then]
        assert not [pair for pair in combinations(boxes, 2) if naming._common(*pair)]


def test_small_country_is_named_beside_its_mark_and_has_a_name_before_others():
    drawn = worldmap.draw([national("SG"), national("MY"), national("ID")], "asia-pacific").drawing
    named = {label.name: label for label in drawn.labels}
    assert {"Singapore", "Malaysia", "Indonesia"} <= named.keys()
    assert named["Singapore"].down != 0
    assert not named["Singapore"].wide


def test_names_carry_the_counts_of_their_countries():
    drawn = worldmap.draw([national("BR")] * 3 + [national("US")], "americas").drawing
    assert {(label.name, label.count) for label in drawn.labels} == {("Brazil", 3), ("United States", 1)}


# Dots ---------------------------------------------------------------------------------------------

CITIES = st.builds(
    City,
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["DE", "FR", "NL"]),
    st.floats(-54, 75).map(lambda degrees: round(degrees, 4)),
    st.floats(-170, 178).map(lambda degrees: round(degrees, 4)),
)
NEAR_BONN = st.builds(
    City, st.just("A"), st.just("DE"), st.floats(50, 52).map(lambda d: round(d, 2)), st.floats(6, 9).map(round)
)


DRAWN = {
    "world": (drawings.of_the_world, drawings.ON_THE_WORLD),
    "europe, enlarged": (drawings.of_europe_enlarged, drawings.ENLARGED),
    **{region: (partial(drawings.of_region, region=region), drawings.ON_A_REGION) for region in REGIONS},
}


@given(st.dictionaries(st.one_of(CITIES, NEAR_BONN), st.integers(1, 60), max_size=60), st.sampled_from(sorted(DRAWN)))
def test_dots_part_or_join_and_add_up(counted, name):
    draw, (radius, width) = DRAWN[name]
    drawing = draw(Tally(cities=Counter(counted)))
    pixel = drawing.width / width
    for one, other in combinations(drawing.dots, 2):
        apart = math.hypot(one.x - other.x, one.y - other.y) / pixel
        assert apart >= (1 - dots.OVERLAP) * (one.radius + other.radius) - 1e-6
    shown = [city for dot in drawing.dots for city in dot.cities]
    assert len(shown) == len(set(shown))
    assert name != "world" or set(shown) == set(counted)
    assert sum(dot.count for dot in drawing.dots) == sum(counted[city] for city in shown)
    assert all(dot.radius == dots.radius_of(dot.count, radius) for dot in drawing.dots)


def test_order_of_the_selection_changes_no_dot():
    places = [national("DE", name, 50.9 + n / 20, 6.9 + n / 9) for n, name in enumerate("ABCDEFGH")] * 2
    assert worldmap.draw(places, "europe").drawing == worldmap.draw(places[::-1], "europe").drawing


def test_joined_dot_names_its_cities_and_counts_them_all_and_leads_to_their_country():
    close = [national("DE", "Cologne", 50.93, 6.95), national("DE", "Bonn", 50.73, 7.1)] * 2
    (dot,) = worldmap.draw([*close, national("DE", "Bonn", 50.73, 7.1)], "europe").drawing.dots
    assert (dot.name, dot.count, dot.iso2) == ("Bonn, Cologne", 5, "DE")


def test_joined_dot_of_two_countries_leads_to_neither():
    (dot,) = worldmap.draw(
        [national("DE", "Kehl", 48.57, 7.81), national("FR", "Strasbourg", 48.58, 7.75)]
    ).drawing.dots
    assert (dot.count, dot.iso2) == (2, "")


def test_cities_are_listed_with_their_countries_most_first():
    places = [
        national("FR", "Paris", 48.9, 2.3),
        national("DE", "Bonn", 50.73, 7.1),
        national("DE", "Bonn", 50.73, 7.1),
    ]
    rows = [(row.name, row.country, row.iso2, row.count) for row in worldmap.draw(places).cities]
    assert rows == [("Bonn", "Germany", "DE", 2), ("Paris", "France", "FR", 1)]


# Bands --------------------------------------------------------------------------------------------


def test_bands_count_what_works_across_regions_and_lie_where_these_are():
    drawn = worldmap.draw([abroad("regional", region="africa")] * 2 + [abroad("regional", region="asia-pacific")])
    africa, asia = drawn.bands
    assert [(band.region, band.count) for band in drawn.bands] == [("africa", 2), ("asia-pacific", 1)]
    assert dict(africa.parameters) == {"scale": "regional", "region": "africa"}
    assert 0 < africa.start < 50 < africa.end < asia.start < asia.end <= 100
    assert africa.row == asia.row == 0
    assert drawn.bands_height > 0
    assert worldmap.draw([national("IE")]).bands_height == 0


def test_bands_that_would_meet_are_on_lines_of_their_own():
    bands = worldmap.draw(everywhere_once()).bands
    assert {band.region for band in bands} == set(REGIONS)
    for one, other in combinations(bands, 2):
        assert one.row != other.row or one.end < other.start or other.end < one.start


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("europe", ["europe"]),
        ("middle-east", ["middle-east"]),
        ("latin-america", ["latin-america", "americas"]),
        ("americas", ["americas", "latin-america"]),
    ],
)
def test_region_has_its_own_band_and_those_that_are_a_part_or_the_whole_of_it(view, shown):
    bands = worldmap.draw(everywhere_once(), view).bands
    assert [band.region for band in bands] == shown
    assert [band.row for band in bands] == list(range(len(shown)))
    assert (bands[0].start, bands[0].end) == (0, 100)
    assert all(0 <= band.start < band.end <= 100 for band in bands)
