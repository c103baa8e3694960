"""Front matter of any words, and files of any addresses."""

from __future__ import annotations

import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from notionpress.content.properties import Formula
from notionpress.emit.front_matter import TERMS, front_matter
from notionpress.render.renderer import Renderer
from notionpress.site.layouts import LAYOUTS, files_of
from notionpress.site.reader import Reader
from notionpress.site.site import PageMeta, Route, Site
from tests.render import worlds

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
PARTS = st.sampled_from(["a", "b", "index", "index-2", "a-2", "straße", "strasse", "content", "media"])


@pytest.mark.parametrize("name", TERMS)
@given(title=WORDS, description=WORDS, tag=WORDS, text=WORDS)
def test_words_come_back_whatever_they_are(name: str, title: str, description: str, tag: str, text: str) -> None:
    page = worlds.page(
        "11111111-1111-4111-8111-111111111111",
        title,
        "/x/",
        description=description,
        tags=(tag,),
        metadata={"Result": Formula(value=f"{text}\n---\n{text}")},
    )
    site = Site(config=worlds.site().config, base_path="/", pages={page.id: page})
    made = front_matter(page, site, TERMS[name], Renderer(page, Reader(site), []), "")
    fence, inner, rest = made[:4], made[4:-4], made[-4:]
    assert fence == rest
    # Generators end front matter at the first line that is a fence.
    assert fence.strip() not in inner.split("\n")
    found = tomllib.loads(inner) if name == "zola" else yaml.safe_load(inner)
    tags = found["taxonomies"]["tags"] if name == "zola" else found["tags"]
    holder = found.get({"hugo": "params", "zola": "extra"}.get(name, ""), found)
    assert (found["title"], found["description"], tags) == (title, description, [tag])
    assert holder["properties"] == {"Result": f"{text}\n---\n{text}"}


@pytest.mark.parametrize("name", LAYOUTS)
@given(addresses=st.lists(st.tuples(st.booleans(), st.lists(PARTS, min_size=1, max_size=3)), max_size=12))
def test_no_two_pages_have_one_file(name: str, addresses: list[tuple[bool, list[str]]]) -> None:
    pages: dict[str, PageMeta] = {}
    taken = set()
    for number, (is_post, parts) in enumerate(addresses):
        path = "/".join((*parts, "index.html"))
        if path.casefold() not in taken:
            taken.add(path.casefold())
            page = worlds.page(f"{number:032}", "Title", "/x/", children=("more",) if number % 2 else ())
            kind = "post" if is_post else "page"
            pages[page.id] = PageMeta(
                id=page.id,
                kind=kind,
                title="",
                route=Route(f"/{'/'.join(parts)}/", path),
                created=worlds.THEN,
                updated=worlds.THEN,
                children=page.children,
            )
    made = files_of(Site(config=worlds.site().config, base_path="/", pages=pages), LAYOUTS[name])
    assert set(made) == set(pages)
    assert len({path.casefold() for path in made.values()}) == len(pages)
    folder = (LAYOUTS[name].pages, LAYOUTS[name].posts or LAYOUTS[name].pages)
    assert all(path.startswith(folder) and path.endswith(".md") for path in made.values())
