"""Which posts are like one another: by tags, and by the words of titles, descriptions, headings and first sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice, pairwise
from math import log, sqrt
from operator import itemgetter
from typing import Final

import msgspec

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_CHARACTERS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]{2,}")
"""Runs of Chinese, Japanese or Korean, which have no spaces between words: every two characters are taken for one."""

_OF_TITLE: Final = 3
_OF_TAG: Final = 4
"""How often a word counts that stands in a title, and a tag."""

_KEPT: Final = 40
"""So many of a post's terms, those with the most weight, are what it is compared by."""

_TELLING: Final = 10
"""So many of them are looked up in other posts."""

_NEAR: Final = 32
"""So many of the posts that share a term are looked at, those nearest in the order of all posts."""

_CANDIDATES: Final = 12
"""So many posts are compared as a whole."""

_LEAST: Final = 0.06
"""Posts less alike than this are not related; 1 is the same text."""


class PostText(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a post is compared by; `words` are those of its description, headings and first sentences."""

    id: str
    title: str
    tags: tuple[str, ...]
    words: str
    language: str = ""


def related_posts(posts: Sequence[PostText], count: int) -> dict[str, tuple[str, ...]]:
    """The ids of the posts that each is most like, at most `count`, the nearest first; those with none are left out.

    Who reads a post reads its language: posts of others are not related to it. Terms are weighed by how rare they are,
    posts compared by the angle between them (TF-IDF and cosine, as in Salton, Wong, Yang: A vector space model for
    automatic indexing, 1975). Ten thousand posts take a second or two, since only a post's rarest terms are looked up,
    and of a term that many share only the posts nearby.
    """
    by_language: defaultdict[str, list[PostText]] = defaultdict(list)
    for post in posts:
        by_language[post.language].append(post)
    return {id: alike for some in by_language.values() for id, alike in _related_in(some, count).items()}


def _related_in(posts: Sequence[PostText], count: int) -> dict[str, tuple[str, ...]]:
    counted = [_terms(post) for post in posts]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at, terms in enumerate(counted):
        for term in terms:
            holders[term].append(at)
    # What one post alone has makes it like no other, what all have tells them not apart.
    rarity = {term: log(len(posts) / len(held)) for term, held in holders.items() if 1 < len(held) < len(posts)}
    vectors = [_vector(terms, rarity) for terms in counted]
    found = {}
    for at, vector in enumerate(vectors):
        alike = _most_alike(at, vector, vectors, holders)[:count]
        if alike:
            found[posts[at].id] = tuple(posts[other].id for other in alike)
    return found


def _terms(post: PostText) -> Counter[str]:
    """The terms of a post with how often they count, in an order that only the post decides."""
    found = Counter(_words(post.words))
    for word in _words(post.title):
        found[word] += _OF_TITLE
    for tag in post.tags:
        found[f"#{tag.casefold()}"] += _OF_TAG
    return found


def _words(text: str) -> Iterable[str]:
    folded = text.casefold()
    words = _WORD.findall(folded)
    if text.isascii():
        return words
    pairs = (f"{one}{other}" for run in _CHARACTERS.findall(folded) for one, other in pairwise(run))
    return chain((word for word in words if not _CHARACTERS.match(word)), pairs)


def _vector(terms: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """Weights whose squares add up to 1, the greatest first."""
    weights = [((1 + log(count)) * rarity[term], term) for term, count in terms.items() if term in rarity]
    weights.sort(reverse=True)
    length = sqrt(sum(weight * weight for weight, _ in weights))
    return {term: weight / length for weight, term in weights[:_KEPT]} if length else {}


def _most_alike(
    at: int, vector: Mapping[str, float], vectors: Sequence[Mapping[str, float]], holders: Mapping[str, Sequence[int]]
) -> list[int]:
    """The places of the posts that one is like, the nearest first."""
    shared: defaultdict[int, float] = defaultdict(float)
    for term, weight in islice(vector.items(), _TELLING):
        # All that have a rare term count alike here: they are compared below.
        square = weight * weight
        for other in _near(at, holders[term]):
            shared[other] += square
    shared.pop(at, None)
    # What was met first stays first among equals.
    candidates = sorted(shared.items(), key=itemgetter(1), reverse=True)[:_CANDIDATES]
    alike = ((_likeness(vector, vectors[other]), other) for other, _ in candidates)
    near = sorted((-likeness, abs(other - at), other) for likeness, other in alike if likeness >= _LEAST)
    return [other for _, _, other in near]


def _near(at: int, held: Sequence[int]) -> Sequence[int]:
    if len(held) <= _NEAR:
        return held
    start = min(max(0, bisect_left(held, at) - _NEAR // 2), len(held) - _NEAR)
    return held[start : start + _NEAR]


def _likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    # Another processor may round the last digits another way; the order must be the same.
    return round(sum([one[term] * other[term] for term in one if term in other]), 9)
