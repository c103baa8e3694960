"""The generators that exported pages are built with: as docs/export.md sets them up, with the plainest templates."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import PROJECT

FOLDER = Path(os.environ.get("NOTIONPRESS_GENERATORS", "/nonexistent"))
"""Where `.ci/generators` has installed them."""

_FILE = re.compile(r"(?ms)^`([^`\n]+)`\n\n```\w+\n(.*?)^```$")


@dataclass(frozen=True)
class Generator:
    """A generator: its command, where its site lies, the rest of a project, and words of warnings that are its own."""

    name: str
    command: tuple[str, ...]
    output: str
    files: Mapping[str, str] = field(default_factory=dict)
    own_warnings: tuple[str, ...] = ()

    @property
    def executable(self) -> str | None:
        """The path of its command, None when it is not installed as `.ci/generators` does it."""
        return shutil.which(self.command[0], path=_path()) if FOLDER.is_dir() else None

    def set_up(self, project: Path, *, base: str = "") -> None:
        """Write what a project needs besides the exported pages; `base` is the path of the site's address."""
        for path, text in {**documented(self.name), **self.files}.items():
            target = project / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(_based(text, base) if base else text)
        # A folder of its own: generators keep caches in it, which are not for another project.
        (project / "node_modules").mkdir()
        for package in (FOLDER / "node_modules").glob("[!.]*"):
            (project / "node_modules" / package.name).symlink_to(package)

    def run(self, project: Path) -> subprocess.CompletedProcess[str]:
        """Build the site."""
        return subprocess.run(
            [self.executable or self.command[0], *self.command[1:]],
            cwd=project,
            env={**os.environ, "PATH": _path(), "NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1", **_QUIET},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    def warnings(self, said: str) -> list[str]:
        """The lines of its output that warn of something in the pages."""
        lines = [line for line in said.splitlines() if re.search(r"\b(warn|warning|error)s?\b", line, re.IGNORECASE)]
        return [line for line in lines if not any(own in line for own in self.own_warnings)]


def _based(text: str, base: str) -> str:
    """A configuration of a site that lies in a folder: some generators want its path by itself."""
    apart = {'baseUrl: "/"': f'baseUrl: "{base}/"', 'baseurl: ""': f"baseurl: {base}", 'base: "/"': f'base: "{base}"'}
    for before, after in apart.items():
        if before in text:
            return text.replace(before, after)
    text = text.replace("https://lamplighter.example.org", f"https://lamplighter.example.org{base}")
    return text.replace("root: /\n", f"root: {base}/\n")


_QUIET = {"ASTRO_TELEMETRY_DISABLED": "1", "DOCUSAURUS_NO_TELEMETRY": "1", "CI": "1"}


def _path() -> str:
    return os.pathsep.join([str(FOLDER / "bin"), str(FOLDER / "node_modules" / ".bin"), os.environ["PATH"]])


def documented(name: str) -> dict[str, str]:
    """The files that docs/export.md tells the users of a generator to write."""
    text = (PROJECT / "docs" / "export.md").read_text()
    section = re.search(rf"(?msi)^## {name}\n(.*?)(?=^## |\Z)", text)
    assert section, f"docs/export.md says nothing of {name}"
    return dict(_FILE.findall(section[1]))


_HTML = '<!doctype html><html lang="en"><head><title>{}</title></head><body><main><h1>{}</h1>{}</main></body></html>\n'
_HUGO = _HTML.format("{{ .Title }}", "{{ .Title }}", "{{ .Content }}")
_JEKYLL = _HTML.format("{{ page.title }}", "{{ page.title }}", "{{ content }}")
_ELEVENTY = _HTML.format("{{ title }}", "{{ title }}", "{{ content | safe }}")
_ZOLA = _HTML.format("{{ page.title }}", "{{ page.title }}", "{{ page.content | safe }}")
_ZOLA_SECTION = _HTML.format("{{ section.title }}", "", "{{ section.content | safe }}")
_HEXO = _HTML.format("<%= page.title %>", "<%= page.title %>", "<%- page.content %>")
_FRONT = "---\ntitle: Front\n---\n\nThe front page.\n"

GENERATORS = {
    generator.name: generator
    for generator in (
        Generator(
            "hugo",
            ("hugo", "--panicOnWarning"),
            "public",
            {"layouts/single.html": _HUGO, "layouts/list.html": _HUGO, "layouts/home.html": _HUGO},
        ),
        Generator(
            "jekyll",
            ("jekyll", "build", "--strict_front_matter"),
            "_site",
            {"_layouts/post.html": _JEKYLL, "_layouts/page.html": _JEKYLL, "index.md": _FRONT},
        ),
        Generator("eleventy", ("eleventy",), "_site", {"_includes/page.njk": _ELEVENTY, "index.md": _FRONT}),
        Generator(
            "astro",
            ("astro", "build"),
            "dist",
            {"src/pages/index.md": _FRONT},
            # About Astro's own sources, whatever the pages are.
            own_warnings=('"@astrojs/internal-helpers/remote" but never used',),
        ),
        Generator("docusaurus", ("docusaurus", "build"), "build", {"src/pages/index.md": _FRONT}),
        Generator("mkdocs", ("mkdocs", "build", "--strict"), "site", {"docs/index.md": _FRONT}),
        Generator(
            "zola",
            ("zola", "build"),
            "public",
            {
                "templates/page.html": _ZOLA,
                "templates/section.html": _ZOLA_SECTION,
                "templates/index.html": _ZOLA_SECTION,
                "templates/tags/list.html": "{% for term in terms %}{{ term.name }}{% endfor %}",
                "templates/tags/single.html": "{{ term.name }}",
            },
        ),
        Generator(
            "hexo",
            ("hexo", "generate"),
            "public",
            {"source/index.md": _FRONT, **{f"themes/landscape/layout/{name}.ejs": _HEXO for name in ("post", "page")}},
        ),
    )
}
