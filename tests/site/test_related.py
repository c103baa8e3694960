"""Related posts: by tags and words, exact, whatever the number of posts."""

from __future__ import annotations

import random

from notionpress.site.related import PostText, related_posts

POSTS = (
    PostText("tides", "Reading the tides", ("Sea",), "High water and low water at the harbour wall."),
    PostText("moon", "The moon and the water", ("Sky",), "Why high water follows the moon across the harbour."),
    PostText("knots", "Three knots", ("Craft",), "Rope, bowline and hitch for people in a hurry."),
    PostText("rope", "Old rope", ("Craft",), "What to do with rope that was a bowline once."),
    PostText("toki", "潮の満ち引き", ("Sea",), "港の満ち引きと月について書きます。"),
    PostText("tsuki", "月と潮", (), "月が港の満ち引きを決めます。"),
    PostText("alone", "Zinc", (), "Nothing else says this."),
)


def test_words_and_tags_relate_posts() -> None:
    found = related_posts(POSTS, 1)
    assert found["knots"] == ("rope",)
    assert found["rope"] == ("knots",)
    assert found["moon"] == ("tides",)
    assert found["tsuki"] == ("toki",)
    assert "alone" not in found


def test_a_post_has_no_more_than_are_asked_for_and_never_itself() -> None:
    for count in (1, 2, 5):
        for id, others in related_posts(POSTS, count).items():
            assert len(others) <= count
            assert len(set(others)) == len(others)
            assert id not in others


def test_what_all_posts_share_tells_nothing() -> None:
    posts = [PostText(str(at), f"Note {at}", ("Diary",), "Written at the harbour.") for at in range(9)]
    assert related_posts(posts, 3) == {}


def test_few_posts_and_none() -> None:
    assert related_posts((), 3) == {}
    assert related_posts(POSTS[:1], 3) == {}


def test_posts_that_are_the_same_are_found_among_many() -> None:
    # More than are looked at of one tag: rare words lead to them.
    draw = random.Random(7)
    words = [f"{first}{second}" for first in "abcdefghijklmnop" for second in ("arn", "elm", "ood", "ust", "ilk")]
    posts = [
        PostText(str(at), " ".join(draw.sample(words, 3)), (f"Tag {at % 3}",), " ".join(draw.sample(words, 12)))
        for at in range(600)
    ]
    posts[10] = PostText("one", "Quern and xebec", ("Tag 1",), "yawl zephyr")
    posts[590] = PostText("other", "Xebec and quern", ("Tag 1",), "zephyr yawl")
    found = related_posts(posts, 3)
    assert found["one"][0] == "other"
    assert found["other"][0] == "one"
    assert related_posts(posts, 3) == found


def test_posts_of_other_languages_are_not_related() -> None:
    words = "High water and low water at the harbour wall."
    posts = [
        PostText(f"{tag}{at}", f"Tides {at}", ("Sea",), f"{words} {at * 'Rope. '}", tag)
        for tag in ("", "de")
        for at in (1, 2)
    ]
    others = [PostText(f"{tag}-other", "Zinc", ("Craft",), "Nothing else says this.", tag) for tag in ("", "de")]
    assert related_posts([*posts, *others], 3) == {"1": ("2",), "2": ("1",), "de1": ("de2",), "de2": ("de1",)}
