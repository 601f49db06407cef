"""The signed link to a customer's page."""

from hypothesis import given
from hypothesis import strategies as st

from shared.model.links import LinkClaims, make_token, read_token, shop_of

KEY = b"k" * 32
ORDER = "ord_01m80535bre478ym1j4fp89pvz"


def test_a_token_says_what_it_was_made_of_and_only_to_the_key_it_was_made_with() -> None:
    token = make_token(KEY, "demo-shop", ORDER, 3)
    assert shop_of(token) == "demo-shop"
    assert read_token(KEY, token) == LinkClaims("demo-shop", ORDER, 3)
    assert read_token(b"j" * 32, token) is None
    assert read_token(b"", token) is None
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    assert len(token) < 100


@given(st.integers(min_value=0, max_value=10_000), st.characters(codec="ascii"))
def test_no_changed_token_is_accepted(place: int, char: str) -> None:
    token = make_token(KEY, "demo", ORDER, 0)
    place %= len(token)
    changed = token[:place] + char + token[place + 1 :]
    assert (read_token(KEY, changed) is None) == (changed != token)


@given(st.text(max_size=400))
def test_whatever_stands_in_a_url_is_read_without_an_error(text: str) -> None:
    assert read_token(KEY, text) is None
    assert shop_of(text) is None or "/" not in str(shop_of(text))


def test_tokens_of_another_order_shop_or_epoch_differ_in_their_signature() -> None:
    tokens = {
        make_token(KEY, shop, order, epoch)[-21:]
        for shop in ("a1", "b1")
        for order in (ORDER, "ord_x")
        for epoch in (0, 1)
    }
    assert len(tokens) == 8
