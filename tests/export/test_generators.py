"""The exported example site, built by each generator: no warning, and every page, word, picture and link is there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from notionpress.config import load_config
from notionpress.content.blocks import Block, Code, Image
from notionpress.content.rich_text import Text
from notionpress.content.walk import rich_texts, walk
from notionpress.report import Report
from notionpress.site.load import load_blocks, load_site
from notionpress.site.site import PageMeta, Site
from notionpress.store import Store
from tests.commands import notionpress
from tests.conftest import PROJECT
from tests.export.generators import GENERATORS, Generator
from tests.export.made import Page, letters
from tests.sites import NOW

pytestmark = [pytest.mark.slow, pytest.mark.generators]


class Built:
    """A site that a generator made of the example's pages, and what they are in Notion."""

    def __init__(self, generator: Generator, project: Path, example: Path) -> None:
        self.generator = generator
        self.folder = project / generator.output
        config = load_config(example / "site.yaml")
        self._store = Store.open(example / config.cache, create=False)
        self.site: Site = load_site(self._store, config, NOW, Report())
        self.said = ""

    def blocks(self, page: PageMeta) -> list[Block]:
        return list(walk(load_blocks(self._store, page.id)))

    def page(self, page: PageMeta) -> Page:
        return Page((self.folder / page.route.path).read_text())

    def pages(self) -> Iterator[tuple[PageMeta, Page]]:
        for page in self.site.pages.values():
            yield page, self.page(page)

    def file(self, url: str) -> Path | None:
        """The file that a server would send for an address of the site."""
        path = self.folder / unquote(urlsplit(url).path).lstrip("/")
        for one in (path, path / "index.html", path.with_name(f"{path.name}.html")):
            if one.is_file():
                return one
        return None


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the example's configuration and what was read of its workspace."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copy(PROJECT / "site.yaml", folder)
    (folder / "example-site").mkdir()
    (folder / "example-site" / "workspace").symlink_to(PROJECT / "example-site" / "workspace")
    done = notionpress(folder, "crawl")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module", params=GENERATORS)
def built(request: pytest.FixtureRequest, example: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    generator = GENERATORS[request.param]
    if generator.executable is None:
        pytest.skip(
            f"{generator.name} is not installed; .ci/generators installs it, NOTIONPRESS_GENERATORS names where"
        )
    project = tmp_path_factory.mktemp(generator.name) / "project"
    done = notionpress(example, "export", str(project), "--to", generator.name, "--offline")
    assert done.returncode == 0, done.stderr
    generator.set_up(project)
    ran = generator.run(project)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    found = Built(generator, project, example)
    found.said = said
    return found


def test_a_generator_warns_of_nothing(built: Built) -> None:
    assert built.generator.warnings(built.said) == []


def test_every_page_is_at_its_address_with_all_its_words(built: Built) -> None:
    assert len(built.site.pages) > 50
    missing = []
    for page, made in built.pages():
        assert letters(page.title) in made.words
        for block in built.blocks(page):
            for span in (span for words in rich_texts(block) for span in words if isinstance(span, Text)):
                if "://" not in span.text and letters(span.text) not in made.words:
                    missing.append((page.title, type(block).__name__, span.text))
    assert missing == []


def test_every_code_block_is_one(built: Built) -> None:
    seen = 0
    for page, made in built.pages():
        blocks = [block for block in built.blocks(page) if isinstance(block, Code)]
        assert made.code >= len(blocks), page.title
        seen += len(blocks)
    assert seen >= 5


def test_every_picture_is_shown(built: Built) -> None:
    seen = 0
    for page, made in built.pages():
        pictures = [block for block in built.blocks(page) if isinstance(block, Image)]
        assert len(made.pictures) >= len(pictures), page.title
        for address in made.pictures:
            if not address.startswith(("data:", "https:")):
                assert built.file(urljoin(page.route.url, address)), f"{address} in {page.title}"
        seen += len(pictures)
    assert seen >= 10


def test_every_link_leads_somewhere(built: Built) -> None:
    origin = f"{built.site.config.base_url.rstrip('/')}/"
    ids: dict[Path, set[str]] = {}
    dead = []
    for page, made in built.pages():
        for link in made.links:
            url = urljoin(origin + page.route.url.lstrip("/"), link)
            if not url.startswith(origin):
                continue
            target = built.file(url)
            place = unquote(urlsplit(url).fragment)
            if target is None:
                dead.append((page.title, link))
            elif place and target.suffix == ".html":
                if target not in ids:
                    ids[target] = Page(target.read_text()).ids
                if place not in ids[target]:
                    dead.append((page.title, link))
    assert dead == []


def test_nothing_of_a_template_or_of_the_notation_is_left(built: Built) -> None:
    for page, made in built.pages():
        html = (built.folder / page.route.path).read_text()
        left = re.findall(r"raw HTML omitted|HAHAHUGOSHORTCODE|mdxadmonitiontitle|\{#[\w-]+\}", html)
        assert left == [], page.title
        assert made.words
