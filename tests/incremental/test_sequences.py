"""Whatever changes, and in whatever order: the site equals a clean build's, with the same problems."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from notionpress.build.memory import Memory
from tests.crawl.workspaces import block, uid
from tests.incremental import changes as do
from tests.incremental.machine import Machine, run_machine
from tests.incremental.project import FILES
from tests.incremental.workspace import POSTS, mention, to

posts = st.sampled_from([name for name, *_ in POSTS])
lights = st.sampled_from(["Alfa", "Bravo", "Charlie"])
pages = st.sampled_from(["Guide", "About", "Everything", "Knots", "Bowline"])
anything = posts | lights | pages
# One word each: the gate takes several for the title of a page that is withheld.
words = st.sampled_from(["Tern", "Reef", "Swell", "Gale", "Jetty", "Ebb"])
days = st.sampled_from(["2026-01-10", "2026-05-15", "2026-08-20", "2026-10-30", "2026-11-20"])
tags = st.lists(st.sampled_from(["Sea", "Light", "Craft", "Birds", "Storm"]), unique=True)
files = st.sampled_from(["wave.png", "reef.png", "cover.png", "icon.png", "map.svg"])


class Sequence(Machine):
    """Whatever an author or an owner may do."""

    @rule(name=anything, words=words)
    def title(self, name: str, words: str) -> None:
        """A title, and an address."""
        do.retitle(self.site, name, words)

    @rule(name=anything, words=words)
    def first_words(self, name: str, words: str) -> None:
        """What lists show of a body."""
        do.say_first(self.site, name, words)

    @rule(name=posts, words=words)
    def last_words(self, name: str, words: str) -> None:
        """A body."""
        do.say_at_end(self.site, name, words)

    @rule(name=anything, other=anything)
    def link(self, name: str, other: str) -> None:
        """A body that leads elsewhere."""
        do.add(self.site, name, block("paragraph", {"rich_text": [mention(other), " or ", to(other, "there")]}))

    @rule(name=anything, path=files)
    def picture(self, name: str, path: str) -> None:
        """A picture, shown once more."""
        do.add_picture(self.site, name, path)

    @rule(name=anything, path=files)
    def cover(self, name: str, path: str) -> None:
        """A cover."""
        do.set_cover(self.site, name, path)

    @rule(name=anything, emoji=st.sampled_from("⚓🌊"))
    def icon(self, name: str, emoji: str) -> None:
        """An icon."""
        do.set_icon(self.site, name, emoji)

    @rule(
        name=posts,
        value=st.one_of(
            st.tuples(st.just("Status"), st.sampled_from(["Published", "Draft"])),
            st.tuples(st.just("Date"), days),
            st.tuples(st.just("Tags"), tags),
            st.tuples(st.just("Slug") | st.just("Description"), words),
            st.tuples(st.just("Level"), st.sampled_from(["Calm", "Deep"])),
            st.tuples(st.just("Authors"), st.lists(st.sampled_from(["Ada", "Ben"]).map(uid), unique=True)),
            st.tuples(st.just("Related"), st.lists(posts.map(uid), unique=True, max_size=2)),
        ),
    )
    def value(self, name: str, value: tuple[str, Any]) -> None:
        """A value of a post: whether, where, when and how it appears."""
        do.set_property(self.site, name, *value)

    @rule(name=lights, height=st.integers(1, 40))
    def row(self, name: str, height: int) -> None:
        """A row of a database in a page."""
        do.set_property(self.site, name, "Height", height)

    @rule(tag=st.sampled_from(["Sea", "Light", "Storm"]))
    def view(self, tag: str) -> None:
        """What a view shows."""
        do.filter_view(self.site, tag)

    @rule(name=anything, into=st.booleans())
    def trash(self, name: str, *, into: bool) -> None:
        """Into the trash, or out of it."""
        (do.trash if into else do.restore)(self.site, name)

    @rule(words=words, page=anything)
    def comment(self, words: str, page: str) -> None:
        """A comment."""
        do.say_in_comment(self.site, words, page=page)

    @rule(name=st.sampled_from(["Ada", "Ben"]), to=words)
    def person(self, name: str, to: str) -> None:
        """The name of a person."""
        do.rename_person(self.site, name, to)

    @rule(
        path=st.sampled_from([path for path in FILES if path.endswith((".html", ".css", ".txt"))]), back=st.booleans()
    )
    def file(self, path: str, *, back: bool) -> None:
        """A template, a style sheet or a static file, and as it was before."""
        text = self.first.read(path)
        self.site.put(
            path, text if back else f"{text}<!-- new -->\n" if path.endswith("html") else f"{text}\n/* new */\n"
        )

    @rule(warning=words)
    def plugin(self, warning: str) -> None:
        """The source of a plugin."""
        source = self.first.read("plugins/harbour.py")
        self.site.put("plugins/harbour.py", source.replace("Deep water.", warning))

    @rule(
        path=st.sampled_from(["content/log.md", "content/notes/rope.md", "content/notes/new.md", "content/index.md"]),
        words=words,
        here=st.booleans(),
    )
    def local_page(self, path: str, words: str, *, here: bool) -> None:
        """A local page, also one that takes the place of the front page."""
        if here:
            self.site.put(
                path, f"---\ntitle: {words}\ndate: 2026-05-20\ntags: [{words}]\n---\n\n{words}, [up](notes/).\n"
            )
        else:
            (self.site.folder / path).unlink(missing_ok=True)

    @rule(
        setting=st.sampled_from(
            [
                ("title", "The Log"),
                ("title", "The Book"),
                ("posts_per_page", 2),
                ("posts_per_page", 4),
                ("feed", {"posts": 3}),
                ("feed", {"posts": 2, "formats": ["json", "rss"], "terms": "full"}),
                ("feed", {"enabled": False}),
                ("machines", {"markdown": True, "llms": True}),
                ("machines", {}),
                ("menu", []),
                ("menu", [{"page": uid("Islet")}, {"page": uid("About")}]),
                ("theme_options", {"waves": 1}),
                ("theme_options", {"show_covers": False}),
                ("comments", False),
                ("comments", True),
                ("unsupported", "text"),
                ("language", "de"),
                ("permalink", "/{year}/{slug}/"),
                ("permalink", "/{slug}/"),
            ]
        )
    )
    def setting(self, setting: tuple[str, Any]) -> None:
        """A setting."""
        do.set_setting(self.site, *setting)

    @rule(days=st.sampled_from([1, 40]))
    def time(self, days: int) -> None:
        """Time passes."""
        do.wait(self.site, days=days)

    @rule(base_url=st.sampled_from(["", "https://other.example.org", "https://other.example.org/log"]))
    def address(self, base_url: str) -> None:
        """Another address, for one build or for all that follow."""
        self.site.base_url = base_url

    @rule(
        path=st.sampled_from(["index.html", "feed.xml", "about/index.html", "assets/*.css", "media/*.png"]),
        gone=st.booleans(),
    )
    def output(self, path: str, *, gone: bool) -> None:
        """Somebody else's hand in the output."""
        for found in sorted((self.site.folder / "public").glob(path)):
            found.unlink() if gone else found.write_text("mine")

    @rule(jobs=st.sampled_from([1, 2]))
    def jobs(self, jobs: int) -> None:
        """How many processes render."""
        self.site.how = {"jobs": jobs}

    @rule(stays=st.booleans())
    def process(self, *, stays: bool) -> None:
        """The next builds are made by one process that stays, or each by its own."""
        self.site.memory = Memory() if stays else None


@pytest.mark.parametrize("times", [1, pytest.param(12, marks=pytest.mark.slow)])
@pytest.mark.parametrize("which", ["built", "plain"])
def test_whatever_changes_the_site_equals_a_clean_build(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, which: str, times: int
) -> None:
    run_machine(Sequence, request.getfixturevalue(which), monkeypatch, times=times, steps=20)
