"""Finding a city's position by its name in one country, without guessing."""

import pytest

from communities import cities


def test_city_is_found_with_its_position():
    paris = cities.find("Paris", "FR")
    assert (paris.name, paris.country) == ("Paris", "FR")
    assert (paris.latitude, paris.longitude) == (48.8534, 2.3488)
    assert paris.population > 2_000_000


@pytest.mark.parametrize(
    ("typed", "country", "meant"),
    [
        ("gießen", "DE", "Gießen"),
        ("GIESSEN", "DE", "Gießen"),
        ("Florianopolis", "BR", "Florianópolis"),
        ("são paulo", "BR", "São Paulo"),
        ("  New   York ", "US", "New York City"),
        ("Cologne", "DE", "Köln"),
        ("Koeln", "DE", "Köln"),
        ("Muenster", "DE", "Münster"),
        ("Tamsui", "TW", "Danshui"),
        ("Washington, DC", "US", "Washington"),
        ("Genève", "CH", "Geneva"),
    ],
)
def test_spelling_case_and_other_languages_do_not_matter(typed, country, meant):
    assert cities.find(typed, country).name == meant


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("Paris", "IE"),  # a city of another country
        ("Paris", None),
        ("Paris", ""),
        ("Paris", "XX"),
        ("Paris", "fr"),
        ("", "FR"),
        (",", "FR"),
        ("Atlantis", "GR"),
        ("Par", "FR"),
        ("\t", "FR"),
        ("country", "country"),  # the file's own heading
    ],
)
def test_what_is_not_a_city_of_that_country_is_not_found(typed, country):
    assert cities.find(typed, country) is None


def test_name_shared_by_cities_of_like_size_is_not_guessed():
    assert cities.find("Springfield", "US") is None


def test_name_shared_with_far_smaller_places_means_the_large_one():
    assert cities.find("Portland", "US").latitude == pytest.approx(45.5, abs=0.1)


def test_list_covers_the_world_and_every_line_can_be_read():
    lines = cities.SOURCE.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) > 33_000
    for line in lines:
        country, name, latitude, longitude, population, _others = line.split("\t")
        assert len(country) == 2
        assert name
        assert abs(float(latitude)) <= 90
        assert abs(float(longitude)) <= 180
        assert int(population) >= 0  # capitals are listed however small


def test_largest_cities_of_a_country_are_offered_by_the_alphabet():
    offered = cities.largest("FR", 10)
    assert len(offered) == 10
    assert {"Paris", "Marseille", "Lyon"} <= set(offered)
    assert offered == sorted(offered)
    assert cities.largest("", 10) == cities.largest("XX", 10) == []
