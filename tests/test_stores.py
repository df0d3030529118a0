"""Stores that are bounded, and hold what their keys are made of."""

from __future__ import annotations

import pytest

from checklist import stores
from checklist.dialects import load


@pytest.mark.parametrize("count", [1, 5])
def test_store_holds_no_more_than_it_may(count):
    store = stores.Store(count)
    for number in range(3 * count):
        assert store.put(number, str(number)) == str(number)
        assert len(store) <= count and store.get(number) == str(number)


def test_once_makes_a_value_once_and_holds_what_its_key_is_made_of():
    store, made = stores.Store(), []

    def make():
        made.append(1)
        return ""

    for _ in range(3):
        held = ("text",)
        assert store.once("key", held, make) == ""
    assert made == [1] and store["key"][0] == ("text",)


def test_written_tells_words_and_dialects_apart_and_remembers_a_few():
    words, vocabulary = [{"a": "b"} for _ in range(20)], object()
    markdown, html = load("markdown"), load("html")
    first = stores.written(words[0], vocabulary, markdown)
    assert stores.written(words[0], vocabulary, markdown) is first
    assert stores.written(words[0], vocabulary, html) is not first and stores.written(words[0], object(), markdown) is not first
    for each in words:
        stores.written(each, vocabulary, markdown)
    assert len(stores._scopes) == 8
