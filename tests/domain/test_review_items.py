"""The fingerprint: how a text is laid out does not matter, what it says does."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.replies import SourceLink
from bot.domain.review_items import Passage, ReviewCatalogue, ReviewItem, ReviewKind
from bot.domain.texts import Texts
from tests.review_builders import PAGE, an_item

# Words as people write them, whatever the script; no space and no control character is part of a word.
words = st.text(st.characters(blacklist_categories=("Z", "C")), min_size=1, max_size=6)
lines = st.lists(words, min_size=1, max_size=6).map(" ".join)
spaces = st.lists(st.sampled_from([" ", "\n", "  ", "\t", "\r\n", "\n\n  ", "\u00a0"]), min_size=12, max_size=12)
sources = st.builds(SourceLink, lines, lines, lines, st.none() | lines)
texts = st.builds(Texts, lines, lines, st.none() | lines)
passages = st.builds(Passage, st.sampled_from(["text", "step", "button"]), texts, lines, st.tuples(sources))
items = st.builds(
    ReviewItem,
    id=st.just("a.b"),
    kind=st.sampled_from(ReviewKind),
    file=st.just("topics/a.yml"),
    passages=st.lists(passages, min_size=1, max_size=3).map(tuple),
    sources=st.lists(sources, max_size=3).map(tuple),
    particulars=st.tuples(st.tuples(st.just("confidence"), lines)),
)


def laid_out(text: str | None, between: list[str], form: str) -> str | None:
    """The same words with other spaces between and around them, composed or decomposed."""
    if text is None:
        return None
    parts = unicodedata.normalize(form, text).split(" ")
    spaced = "".join(part + between[i % len(between)] for i, part in enumerate(parts))
    return between[0] + spaced


@given(items, spaces, st.sampled_from(["NFC", "NFD"]))
def test_layout_does_not_matter(item: ReviewItem, between: list[str], form: str) -> None:
    def again(text: str | None) -> str | None:
        return laid_out(text, between, form)

    def source(s: SourceLink) -> SourceLink:
        return SourceLink(again(s.title), again(s.url), again(s.publisher), again(s.accessed))  # type: ignore[arg-type]

    def passage(p: Passage) -> Passage:
        norms = Texts(again(p.texts.nb), again(p.texts.nn), again(p.texts.en))  # type: ignore[arg-type]
        return Passage(p.part, norms, again(p.name) or "", tuple(map(source, p.sources)))

    other = replace(item, passages=tuple(map(passage, item.passages)), sources=tuple(map(source, item.sources)))
    assert other.fingerprint == item.fingerprint


@given(items, lines, st.data())
def test_any_other_word_of_text_or_source_matters(item: ReviewItem, new: str, data: st.DataObject) -> None:
    def changed(old: object, field: str) -> object:
        was = getattr(old, field) or ""
        assume(unicodedata.normalize("NFC", was) != unicodedata.normalize("NFC", new))
        return replace(old, **{field: new})  # type: ignore[type-var]

    which = data.draw(st.integers(0, len(item.passages) - 1))
    before = item.passages[which]
    place = data.draw(st.sampled_from(["nb", "nn", "en", "name", "own source", *(["source"] if item.sources else [])]))
    source_field = data.draw(st.sampled_from(["title", "url", "publisher", "accessed"]))
    if place == "source":
        other = replace(item, sources=(changed(item.sources[0], source_field), *item.sources[1:]))
    else:
        if place == "name":
            after = changed(before, "name")
        elif place == "own source":
            after = replace(before, sources=(changed(before.sources[0], source_field),))
        else:
            after = replace(before, texts=changed(before.texts, place))
        other = replace(item, passages=(*item.passages[:which], after, *item.passages[which + 1 :]))
    assert other.fingerprint != item.fingerprint


@given(items, sources)
def test_one_source_more_or_another_order_matters(item: ReviewItem, more: SourceLink) -> None:
    with_more = replace(item, sources=(*item.sources, more))
    assert with_more.fingerprint != item.fingerprint
    turned = replace(with_more, sources=with_more.sources[::-1])
    assert (turned.fingerprint == with_more.fingerprint) == (_plain(turned) == _plain(with_more))


def _plain(item: ReviewItem) -> list[tuple[str, ...]]:
    return [
        tuple(unicodedata.normalize("NFC", w or "") for w in (s.publisher, s.title, s.url, s.accessed))
        for s in item.sources
    ]


def test_words_that_move_from_one_norm_to_the_other_matter() -> None:
    one, other = Texts("ja takk", "ja"), Texts("ja", "takk ja")
    assert (
        an_item(passages=(Passage("text", one),)).fingerprint != an_item(passages=(Passage("text", other),)).fingerprint
    )


def test_what_else_is_judged_matters_and_where_it_lives_does_not() -> None:
    item = an_item()
    assert an_item(particulars=(("aspect", "danger"), ("confidence", "low"))).fingerprint != item.fingerprint
    assert an_item(kind=ReviewKind.TOPIC).fingerprint != item.fingerprint
    assert an_item(id="ghb.other", file="topics/x.yml", subjects=("x",)).fingerprint == item.fingerprint


def test_the_fingerprint_of_a_text_is_the_same_in_every_version_of_the_program() -> None:
    # Another value here would make every approval in every kommune a draft again, over night.
    assert an_item().fingerprint == "0547838ab059e2a71e72a0a8405c78d9"


def test_an_item_is_found_by_its_name_its_words_and_its_sources() -> None:
    item, other = an_item(), an_item("Noe helt annet.", id="ghb.effects")
    catalogue = ReviewCatalogue((other, item), {"ghb": Texts("GHB", "GHB")})
    for words_ in ("bevisstløs", "GHB medvitslaus", "rusinfo", "ghb.danger", "  BEVISSTLØS  ghb "):
        assert catalogue.mentions(item, words_), words_
    assert not catalogue.mentions(item, "bevisstløs heroin")
    assert catalogue.named_by(item, "ghb bevisstløs") == 1
    assert catalogue.item("ghb.danger") is item
    assert catalogue.item("ghb.nothing") is None
    assert (catalogue.title(item, "nb"), PAGE.title) == ("GHB", "En side")
