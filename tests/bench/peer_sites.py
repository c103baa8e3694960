"""The same site as other generators build it: their commands, and projects that hold our own export."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.measuring import Cost, put_aside, run
from tests.bench.our_site import ASIDE, OurSite
from tests.commands import emulated

THEMES = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Peer:
    """A generator: its command in the folder of tools, how to ask for its version, and its configuration in `peers/`.

    `highlighting` is the setting there that says that code is highlighted. `versions` are how the versions begin that
    the configuration is for.
    """

    name: str
    command: tuple[str, ...]
    ask_version: tuple[str, ...]
    configuration: str
    highlighting: str
    versions: tuple[str, ...] = ("",)

    @property
    def key(self) -> str:
        """Its name as a folder, and as notionpress calls it."""
        return self.name.lower()

    def version(self, tools: Path) -> str:
        """The version that is there, "" if none is or if it is not one that the project is written for."""
        if not (tools / "bin" / self.key).exists():
            return ""
        command = [str(tools / "bin" / self.key), *self.ask_version]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        number = next((word for word in said.replace("v", " ").replace("-", " ").split() if word[0].isdigit()), "")
        return number if number.startswith(self.versions) else ""


HUGO = Peer("Hugo", ("hugo", "--quiet"), ("version",), "hugo.toml", "codeFences")
ZOLA = Peer(
    "Zola",
    ("zola", "build"),
    ("--version",),
    "config.toml",
    "highlight_code",
    # Those that follow highlight with another library, which takes a tenth of a second for each JavaScript snippet.
    ("0.19.", "0.20.", "0.21."),
)
PEERS = (HUGO, ZOLA)


@dataclass
class PeerSite:
    """The project of a generator beside our site, with the same pages."""

    peer: Peer
    site: OurSite
    tools: Path
    highlighting: bool = True
    folder: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder = self.site.folder / self.peer.key

    def prepare(self) -> None:
        """Write theme, configuration and pages, unless that was done before."""
        ready = self.folder / "ready"
        if not ready.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.site.export(self.folder, self.peer.key)
        shutil.copytree(THEMES / self.peer.key, self.folder, dirs_exist_ok=True)
        if not self.highlighting:
            configuration = self.folder / self.peer.configuration
            text, setting = configuration.read_text(), f"{self.peer.highlighting} = "
            assert f"{setting}true" in text
            configuration.write_text(text.replace(f"{setting}true", f"{setting}false"))
        ready.touch()

    def build_cold(self) -> Cost:
        """Build the site where nothing was built before."""
        self.clear()
        return self.build()

    def build_again(self) -> Cost:
        """Build the site that was built before, after a change of one page."""
        if not (self.folder / "public").exists():
            self.build()
        self.change_body()
        return self.build()

    def build(self) -> Cost:
        """Build the site, over what is there."""
        command = [str(self.tools / "bin" / self.peer.command[0]), *self.peer.command[1:]]
        cost = run(command, self.folder, {**os.environ, "HUGO_CACHEDIR": str(self.folder / "cache")})
        # A page for each post, at the address that our site has for it.
        posts = len(list((self.folder / "content" / "posts").glob("[!_]*.md")))
        pages = sum(path.is_dir() for path in (self.folder / "public").iterdir())
        if posts != self.site.pages or pages < posts:
            raise SystemExit(f"{self.peer.name} made {pages} pages of {posts} posts in {self.folder}.")
        return cost

    def clear(self) -> None:
        """Take away what was built."""
        for name in ("public", "resources", "cache"):
            put_aside(self.folder / name, self.site.folder / ASIDE)

    def change_body(self) -> None:
        """Edit the page that is edited in our site too."""
        (page,) = (self.folder / "content" / "posts").glob(f"*-{self.site.edited_page}.md")
        page.write_text(page.read_text().rstrip("\n") + f"\n\nEdited at {time.time_ns()}.\n")


class NotionToMarkdown:
    """The library notion-to-md, and the pages of a workspace that it converts."""

    name = "notion-to-md"

    def __init__(self, site: OurSite, tools: Path) -> None:
        self._site = site
        self._modules = tools / "node_modules"
        self._node = tools / "bin" / "node"

    @property
    def is_there(self) -> bool:
        """Whether it is among the tools."""
        return (self._modules / self.name).is_dir() and self._node.exists()

    def convert_served(self) -> Cost:
        """Read all pages from a server without limits, and write them as Markdown."""
        return self._convert()

    def convert_at_hand(self) -> Cost:
        """Write all pages as Markdown, where the server's answers are at hand; the times are those of this alone."""
        cost = self._convert("--at-hand")
        wall, processor = map(float, cost.said.split())
        return cost._replace(wall=wall, processor=processor)

    def _convert(self, *options: str) -> Cost:
        folder = self._site.folder / self.name
        folder.mkdir(exist_ok=True)
        ids = folder / "ids.txt"
        ids.write_text("\n".join(self._site.ids()))
        script = THEMES / self.name / "convert.cjs"
        command = [str(self._node), str(script), str(ids), str(folder), *options]
        with emulated(workspace=self._site.folder / "workspace") as variables:
            return run(command, folder, {**os.environ, **variables, "NODE_PATH": str(self._modules)})
