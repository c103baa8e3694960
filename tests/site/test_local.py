"""Local pages take part in the site as those of Notion do, and tell mistakes with file and line."""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.build.build import build_site
from notionpress.build.how import How
from notionpress.config import load_config
from notionpress.content.properties import Checkbox
from notionpress.errors import ConfigError
from notionpress.ids import local_id
from notionpress.report import BuildResult, Report
from notionpress.site.front_matter import PUBLISHED, read_front_matter
from notionpress.site.local import content_files, local_file
from notionpress.store import Store
from tests.build.test_build import post, project
from tests.commands import notionpress
from tests.crawl.workspaces import block, uid
from tests.sites import NOW, build, files

Write = Callable[..., Path]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PICTURE = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 3, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0\0\0\0" * 3))
    + chunk(b"IEND", b"")
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Makes a project of local pages: the settings, then files of the content folder by path."""

    def write(pages: dict[str, str | bytes], settings: str = "") -> Path:
        (tmp_path / "site.yaml").write_text(f"title: Local\nbase_url: https://example.org\n{settings}")
        for name, text in pages.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return write


def made(folder: Path, report: Report | None = None) -> BuildResult:
    config = load_config(folder / "site.yaml")
    store = Store.open(folder / config.cache)
    return build_site(
        config, store, Report() if report is None else report, output=folder / config.output, how=How(now=NOW)
    )


def page(folder: Path, address: str) -> str:
    return (folder / "public" / address.strip("/") / "index.html").read_text()


def problems(folder: Path) -> list[tuple[str, str]]:
    report = Report()
    made(folder, report)
    return [(problem.kind, problem.url) for problem in report.problems]


def test_folders_and_files_are_addresses(write: Write) -> None:
    folder = write(
        {
            "index.md": "# Home",
            "about.md": "x",
            "guide/index.md": "# The guide\n\n[well](deep/well.md)",
            "guide/High Water.md": "x",
            "guide/deep/well.md": "---\nslug: source\n---\nx",
            "notes/one.md": "---\ndate: 2026-01-02\n---\nx",
            ".hidden/no.md": "x",
        }
    )
    assert made(folder).pages == 6
    found = {name.removesuffix("index.html") for name in files(folder / "public") if name.endswith("/index.html")}
    assert found == {"about/", "guide/", "guide/high-water/", "guide/deep/source/", "notes/one/", "search/"}
    guide = page(folder, "guide")
    assert "<h1>The guide</h1>" in guide
    assert guide.count('href="/guide/high-water/"') == 1
    assert guide.count('href="/guide/deep/source/"') == 1
    assert '<a href="/guide/">The guide</a>' in page(folder, "guide/high-water")
    assert '<a href="/guide/">The guide</a>' in page(folder, "guide/deep/source")
    assert 'href="/about/"' in page(folder, "")


def test_front_matter_says_what_properties_say(write: Write) -> None:
    folder = write(
        {
            "tides.md": "---\ntitle: The <tides>\ndate: 2026-03-14 12:30\ntags: [Rock, Sand]\nauthors: Ada, Ben\n"
            "description: How water moves\ncover: wave.png\nseries: Coast\nproperties:\n  Depth: 3.5\nsecret: never\n---\n\nWords.\n",
            "older.md": "---\ndate: 2026-01-01\ntags: Rock\n---\n# Older\n\nWords.\n",
            "wave.png": PICTURE,
        },
        "time_zone: Europe/Berlin\npermalink: /{year}/{slug}/\nproperties:\n  metadata: [Series, Depth]\n",
    )
    assert made(folder).posts == 2
    post = page(folder, "2026/tides")
    for words in ("<h1>The &lt;tides&gt;</h1>", "Ada", "Ben", "How water moves", "<dd>Coast</dd>", "<dd>3.5</dd>"):
        assert words in post
    assert 'datetime="2026-03-14T12:30:00"' in post
    assert "/media/wave-" in post
    assert "/tags/sand/" in post
    assert 'href="/2026/older/"' in post
    assert "never" not in post
    front, feed = page(folder, ""), (folder / "public" / "feed.xml").read_text()
    assert front.index("The &lt;tides&gt;") < front.index("Older")
    assert "2026-03-14T11:30:00Z" in feed
    assert "https://example.org/2026/older/" in (folder / "public" / "sitemap.xml").read_text()
    assert {"tags/rock/index.html", "tags/sand/index.html"} <= set(files(folder / "public"))


def test_drafts_and_dates_to_come_are_held_back(write: Write) -> None:
    folder = write(
        {
            "draft.md": "---\ndraft: true\n---\nsecret",
            "unpublished.md": "---\npublished: false\n---\nsecret",
            "later.md": "---\ndate: 2026-11-02\n---\nsecret",
            "ruled.md": "---\nstatus: Draft\n---\nsecret",
            "folder/index.md": "---\ndraft: yes\n---\nsecret",
            "capital.md": "---\nDraft: true\n---\nsecret",
            "late.md": "\n \n---\ndraft: true\n---\nsecret",
            "folder/below.md": "secret",
            "live.md": "---\nstatus: Live\n---\n[words](draft.md)",
        },
        "publish:\n  property: Status\n  values: Live\n",
    )
    assert problems(folder) == [("dead-link", "content/live.md:4")]
    assert not any(b"secret" in data for data in files(folder / "public").values())
    assert "<p>words</p>" in page(folder, "live")


def test_links_and_pictures_find_their_files(write: Write) -> None:
    folder = write(
        {
            "a/one.md": "[two](../b/two.md#High-Water) [root](/b/two.md) [file](<../data 1.csv>) [site](/feed.xml)\n\n"
            '![wave](../b/wave.png "Look")\n',
            "b/two.md": "x\n\n## High water\n",
            "b/wave.png": PICTURE,
            "data 1.csv": "a,b",
            "unused.csv": "secret",
        }
    )
    assert problems(folder) == []
    html = page(folder, "a/one")
    assert '<a href="/b/two/#high-water">two</a> <a href="/b/two/">root</a>' in html
    assert '<a href="/feed.xml">site</a>' in html
    media = {name for name in files(folder / "public") if name.startswith("media/")}
    # Smaller pictures and those in other formats lie beside the picture.
    assert {name.partition("-")[0] for name in media} == {"media/wave", "media/data"}
    assert 'href="/media/data-1-' in html
    assert 'src="/media/wave-' in html
    assert 'alt="wave" width="4" height="3"' in html
    assert "<figcaption>Look</figcaption>" in html


def test_links_of_the_file_system_lead_nowhere_but_into_the_folder(write: Write, tmp_path: Path) -> None:
    folder = write(
        {
            "one.md": "[a](out.md) ![b](out.png) ![c](in.png) ![d](hidden.png) [e](away.csv) ![f](round.png)",
            "two.png": PICTURE,
            ".hidden/secret.png": PICTURE + b"secret",
            "draft.md": "---\ndraft: true\n---\nsecret",
        }
    )
    content = folder / "content"
    (folder / "secret.md").write_text("secret")
    (folder / "secret.png").write_bytes(PICTURE + b"secret")
    (content / "out.md").symlink_to("../secret.md")
    (content / "out.png").symlink_to(folder / "secret.png")
    (content / "in.png").symlink_to("two.png")
    (content / "hidden.png").symlink_to(".hidden/secret.png")
    (content / "away.csv").symlink_to("draft.md")
    (content / "round.png").symlink_to("round.png")
    told = [kind for kind, _ in problems(folder)]
    assert {kind: told.count(kind) for kind in told} == {
        "link-out-of-folder": 1,
        "dead-link": 1,
        "missing-file": 4,
    }
    public = files(folder / "public")
    assert not any(b"secret" in data for data in public.values())
    assert any(name.startswith("media/in-") for name in public)


def test_a_content_folder_may_be_a_link_itself(write: Write, tmp_path: Path) -> None:
    folder = write({"one.md": "![c](two.png)", "two.png": PICTURE})
    (folder / "content").rename(tmp_path / "vault")
    (folder / "content").symlink_to("vault")
    assert problems(folder) == []


@pytest.mark.parametrize("name", ["a" * 300, "a%00b", "a\\b", "%2e%2e/site.yaml", "..%2fsite.yaml", "%ff", "x" * 5000])
def test_no_name_of_a_file_breaks_the_site(write: Write, name: str) -> None:
    folder = write(
        {"one.md": f"---\ncover: '{name}.png'\n---\n![a]({name}.png) [b]({name}.csv) [c]({name}) <img src='{name}'>"}
    )
    assert {kind for kind, _ in problems(folder)} == {"dead-link", "missing-alt", "missing-file"}


def test_the_end_of_a_files_name_is_kept_if_it_is_one(write: Write) -> None:
    folder = write({"one.md": f"[a](<a.{'b' * 100}>) [b](<a.b c>) [c](a.CSV)"})
    for name in (f"a.{'b' * 100}", "a.b c", "a.CSV"):
        (folder / "content" / name).write_text(name)
    assert problems(folder) == []
    assert sorted(Path(name).suffix for name in files(folder / "public") if name.startswith("media/")) == [
        "",
        "",
        ".csv",
    ]


def test_what_is_not_there_is_told_with_its_line(write: Write) -> None:
    folder = write(
        {
            "one.md": "---\ntitle: One\n---\n\nx\n[gone](gone.md)\n\n[out](../site.yaml)\n\n![no](no.png)\n\n"
            "<script>alert(1)</script>\n\n- [file](no.csv)\n",
        }
    )
    assert sorted(problems(folder)) == [
        ("dead-link", "content/one.md:6"),
        ("dead-link", "content/one.md:8"),
        ("html-left-out", "content/one.md:12"),
        ("missing-file", "content/one.md:10"),
        ("missing-file", "content/one.md:14"),
    ]
    assert "alert" not in page(folder, "one")


def test_all_mistakes_are_told_at_once_with_file_line_and_column(write: Write) -> None:
    folder = write(
        {
            "a.md": "---\ndate: soon\nkind: pots\ndraft: perhaps\ntitle: [a]\n---\n",
            "b.md": "---\ntitle: a\ntitle: b\n- c\n---\n",
            "c.md": b"---\ntitle: a\n---\n\xff\n",
            "d.md": "---\n- a\n---\n",
            "e.md": "---\ntags: a\ntags: b\n---\n",
        }
    )
    with pytest.raises(ConfigError) as raised:
        made(folder)
    places = [line.partition(": ")[0] for line in raised.value.message.splitlines()]
    assert places == [
        "content/a.md:2:7",
        "content/a.md:3:7",
        "content/a.md:4:8",
        "content/a.md:5:8",
        "content/b.md:4:1",
        "content/c.md:4:1",
        "content/d.md:2:1",
        "content/e.md:3:1",
    ]
    assert "did you mean “post”?" in raised.value.message
    assert not (folder / "public").exists()


def test_a_site_of_local_pages_needs_no_token(write: Write) -> None:
    folder = write({"index.md": "# Hello"})
    for options in ([], ["--offline"]):
        done = notionpress(folder, "build", *options)
        assert done.returncode == 0, done.stderr
    assert "Hello" in page(folder, "")


def test_local_pages_stand_beside_those_of_notion(tmp_path: Path) -> None:
    link = f"https://www.notion.so/{uid('One').replace('-', '')}"
    folder = project(tmp_path, post("One", [block("paragraph", "From Notion")], Date="2026-01-01"))
    (folder / "content").mkdir()
    (folder / "content" / "two.md").write_text(f"---\ndate: 2026-02-01\n---\n[One]({link})")
    report = Report()
    assert build(folder, report).posts == 2
    assert not report.problems
    assert '<a href="/one/">One</a>' in page(folder, "two")
    front = page(folder, "")
    assert front.index('href="/two/"') < front.index('href="/one/"')
    assert 'href="/two/"' in page(folder, "one")


def test_a_menu_names_local_pages_by_their_path(write: Write) -> None:
    folder = write({"guide/tides.md": "# Tides\n\nx"}, "menu:\n  - page: ./guide/tides.md\n  - page: gone.md\n")
    assert [kind for kind, _ in problems(folder)] == ["menu-page-unpublished"]
    assert 'href="/guide/tides/"' in page(folder, "")


@pytest.mark.parametrize("setting", ["static", "output"])
def test_the_content_folder_is_neither_published_whole_nor_written_over(write: Write, setting: str) -> None:
    folder = write({"a.md": "x"}, f"{setting}: content\n")
    with pytest.raises(ConfigError, match="the content folder"):
        made(folder)


@pytest.mark.parametrize("name", ["../site.yaml", "a/../../site.yaml", "/etc/passwd", "one.md", ".env", "a//b", ""])
def test_only_files_of_the_folder_are_published(write: Write, name: str) -> None:
    folder = write({"one.md": "x", ".env": "NOTION_TOKEN=x", "a/b": "x"})
    config = load_config(folder / "site.yaml")
    assert local_file(config, f"content:{name}") is None
    assert local_file(config, "content:a/b") is not None


def test_a_title_is_not_shown_twice(write: Write) -> None:
    folder = write({"a.md": "# Tides\n\nx", "b.md": "---\ntitle: Tides\n---\n# Tides\n", "c-d.md": "x\n\n# Later\n"})
    made(folder)
    assert page(folder, "a").count("Tides</h") == 1
    assert page(folder, "b").count("Tides</h") == 1
    assert "<h1>Later</h1>" in page(folder, "c-d")


def test_a_file_beside_a_folder_of_its_name_is_the_page_of_the_folder(write: Write) -> None:
    folder = write({"guide.md": "# Guide", "guide/tides.md": "x", "guide/deep/well.md": "x"})
    assert problems(folder) == []
    assert '<a href="/guide/">Guide</a>' in page(folder, "guide/deep/well")
    assert 'href="/guide/tides/"' in page(folder, "guide")


def test_a_second_build_writes_nothing(write: Write) -> None:
    folder = write({"index.md": "# Hello", "a.md": "---\ndate: 2026-01-01\n---\n![](a.png)", "a.png": PICTURE})
    assert made(folder).written > 0
    assert made(folder).written == 0


def test_parents_come_before_what_is_below_them(write: Write) -> None:
    folder = write(dict.fromkeys(("b/a.md", "b/index.md", "b-c.md", "index.md", "b/a/index.md", "a.md"), "x"))
    assert content_files(load_config(folder / "site.yaml")) == (
        "index.md",
        "a.md",
        "b/index.md",
        "b/a.md",
        "b/a/index.md",
        "b-c.md",
    )


def test_ids_stay_the_same() -> None:
    assert local_id("guide/tides.md") == "242b6394-4655-542e-941b-d7c11b10c881"


@pytest.mark.parametrize(
    ("text", "first_line", "body"),
    [
        ("---\ntitle: a\n---\nb", 3, "\nb"),
        ("\ufeff---\r\ntitle: a\r\n---\r\nb", 3, "\nb"),
        ("---\n---\nb", 2, "\nb"),
        ("---\nb", 1, "---\nb"),
        ("b\n---\ntitle: a\n---\n", 1, "b\n---\ntitle: a\n---\n"),
    ],
)
def test_front_matter_ends_where_it_says(text: str, first_line: int, body: str) -> None:
    matter, mistakes = read_front_matter(text)
    assert (matter.first_line, matter.body, mistakes) == (first_line, body, [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("+++\ndraft = true\n+++\nsecret", 1),
        ("\ufeff\n+++\ndraft = true\n+++\nsecret", 2),
        ("---\ndraft: true\n\nsecret", 1),
        ('\n---\n"draft": true', 2),
    ],
)
def test_front_matter_that_would_be_text_is_a_mistake(text: str, line: int) -> None:
    _, mistakes = read_front_matter(text)
    assert [mistake.line for mistake in mistakes] == [line]


def test_properties_of_exports_take_nothing_from_the_pages_own() -> None:
    text = "---\ntitle: One\nproperties:\n  title: 3\n  draft: true\n  published: false\n  kind: a\n  updated: b\n---\n"
    matter, mistakes = read_front_matter(text)
    assert (matter.title, matter.kind, matter.updated, mistakes) == ("One", "", None, [])
    assert matter.properties[PUBLISHED] == Checkbox(checked=True)


@given(st.one_of(st.text(), st.text().map(lambda text: f"---\n{text}\n---\n")))
def test_no_front_matter_raises_and_mistakes_have_a_line(text: str) -> None:
    matter, mistakes = read_front_matter(text)
    assert mistakes or isinstance(matter.properties[PUBLISHED], Checkbox)
    assert all(0 < one.line <= text.count("\n") + 1 for one in mistakes)


def test_times_may_have_offsets() -> None:
    matter, _ = read_front_matter("---\nupdated: 2026-03-14 12:30:00 +0100\n---\n")
    assert matter.updated == datetime(2026, 3, 14, 11, 30, tzinfo=UTC)


def test_pages_stand_in_the_order_in_which_the_page_above_names_them(write: Write) -> None:
    folder = write(
        {
            "README.md": "# Front\n\n[Zebra](zebra.md), [guide](guide/), [zebra](zebra.md)\n",
            "ape.md": "# Ape\n",
            "zebra.md": "# Zebra\n",
            "guide/README.md": "# Guide\n\n[Last](z.md)\n",
            "guide/a.md": "# First\n",
            "guide/z.md": "# Last\n",
            "notes/index.md": "# Notes\n",
            "notes/README.md": "# Not for readers of the folder\n",
        },
        "collections:\n  - {name: docs, root: ., url: /, layout: docs}\ntheme: handbook\n",
    )
    made(folder)
    order = ["/", "/zebra/", "/guide/", "/guide/z/", "/guide/a/", "/ape/", "/notes/", "/notes/readme/"]
    for before, after in pairwise(order):
        assert f'rel="next" href="{after}"' in page(folder, before)
    write({"README.md": "# Front\n\n[Ape](ape.md), [zebra](zebra.md)\n"})
    (folder / "site.yaml").write_text(
        "title: Local\nbase_url: https://example.org\n"
        "collections:\n  - {name: docs, root: ., url: /, layout: docs}\ntheme: handbook\n"
    )
    made(folder)
    assert 'rel="next" href="/ape/"' in page(folder, "/")
    again = files(folder / "public")
    shutil.rmtree(folder / "public")
    shutil.rmtree(folder / ".notionpress")
    made(folder)
    assert files(folder / "public") == again
