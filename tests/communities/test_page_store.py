"""The store of rendered pages: within its bytes whatever happens, and nobody can empty it by asking for much."""

from hypothesis import given
from hypothesis import strategies as st

from communities import page_store
from communities.page_store import HEADERS_SIZE, Page, PageStore


def page(size: int = 0, name: str = "") -> Page:
    return Page(as_of=1, headers={"Name": name}, body=b"x" * size, marks={})


def store_of(pages: int) -> PageStore:
    """With room for so many empty pages."""
    return PageStore(pages * HEADERS_SIZE)


def test_page_is_kept_until_a_newer_one_of_its_key():
    store = store_of(20)
    store.put("a", page(name="old"))
    store.put("a", page(name="new"))
    assert store.get("a").headers["Name"] == "new"
    assert (len(store), store.bytes, store.get("b")) == (1, HEADERS_SIZE, None)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 12), st.integers(0, 3_000)), max_size=60))
def test_bytes_stay_within_the_limit_and_are_counted(turns):
    store, newest = PageStore(16 * 5_000), {}
    for puts, key, size in turns:
        if puts:
            store.put(key, page(size, name=str(size)))
            newest[key] = str(size)
        else:
            found = store.get(key)
            assert found is None or found.headers["Name"] == newest[key]
        kept = list(store._pages.values())
        assert store.bytes == sum(one.size for one in kept) <= 16 * 5_000


def test_pages_are_never_more_than_so_many(monkeypatch):
    monkeypatch.setattr(page_store, "MOST_PAGES", 5)
    store = store_of(1_000)
    for key in range(50):
        store.get(key)
        store.put(key, page())
    assert len(store) == 5


def test_page_that_takes_a_large_part_of_the_store_is_not_kept():
    store = store_of(32)
    store.put("large", page(2 * HEADERS_SIZE))
    assert len(store) == 0
    PageStore(0).put("any", page())
    assert len(PageStore(0)) == 0


def test_thousands_of_made_up_addresses_push_out_nothing_that_is_read():
    store = store_of(50)
    read = [f"/communities/{number}/" for number in range(40)]

    def ask(key: str) -> bool:
        found = store.get(key) is not None
        if not found:
            store.put(key, page())
        return found

    for _turn in range(4):
        for key in read:
            ask(key)
    for number in range(2_000):
        ask(f"/?{number}")
        ask(f"/?{number}")
    assert all(map(ask, read))


def test_what_was_read_long_ago_makes_room_in_the_end(monkeypatch):
    monkeypatch.setattr(page_store, "SAMPLE", 100)
    store = store_of(20)
    for _turn in range(9):
        for key in range(20):
            store.get(key)
            store.put(key, page())
    for turn in range(400):
        key = f"new {turn % 20}"
        if store.get(key) is None:
            store.put(key, page())
    assert all(store.get(f"new {number}") for number in range(20))
    assert len(store._asked) <= 200
