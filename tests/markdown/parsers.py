"""The Markdown parsers of the generators themselves, set up as docs/export.md tells."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from tests.export.generators import FOLDER

PYTHON_MARKDOWN = {
    "extensions": [
        "admonition",
        "attr_list",
        "footnotes",
        "md_in_html",
        "sane_lists",
        "tables",
        "pymdownx.arithmatex",
        "pymdownx.betterem",
        "pymdownx.blocks.caption",
        "pymdownx.blocks.html",
        "pymdownx.details",
        "pymdownx.highlight",
        "pymdownx.superfences",
        "pymdownx.tabbed",
        "pymdownx.tasklist",
        "pymdownx.tilde",
    ],
    "extension_configs": {
        "pymdownx.arithmatex": {"generic": True},
        "pymdownx.tabbed": {"alternate_style": True},
        "pymdownx.tilde": {"subscript": False},
    },
}


_PYTHON = """
import json, sys
from markdown import Markdown
parser = Markdown(**json.loads(sys.argv[1]))
print(json.dumps([parser.reset().convert(source) for source in json.load(sys.stdin)]), end="")
"""


def mkdocs(sources: Sequence[str]) -> list[str]:
    """Python-Markdown, with PyMdown's extensions."""
    python = FOLDER / "python" / "bin" / "python"
    if not python.exists():
        pytest.skip("MkDocs is not installed; .ci/generators installs it, NOTIONPRESS_GENERATORS names where")
    return _answer([str(python), "-c", _PYTHON, json.dumps(PYTHON_MARKDOWN)], sources)


_KRAMDOWN = r"""
require "json"
require "kramdown"
options = {input: "GFM", hard_wrap: false, syntax_highlighter: nil, smart_quotes: "apos,apos,quot,quot",
           typographic_symbols: {hellip: "...", mdash: "---", ndash: "--", laquo: "<<", raquo: ">>",
                                 laquo_space: "<< ", raquo_space: " >>"}}
print JSON.generate(JSON.parse(STDIN.read).map { |source| Kramdown::Document.new(source, options).to_html })
"""


def jekyll(sources: Sequence[str]) -> list[str]:
    """kramdown as Jekyll calls it."""
    return _answer([_program("ruby"), "-e", _KRAMDOWN], sources)


_READ = """
let input = "";
for await (const part of process.stdin) input += part;
const answers = [];
for (const source of JSON.parse(input)) {
  try {
    answers.push(String(await convert(source)));
  } catch (error) {
    answers.push(`<h6>The parser fails: ${String(error).replaceAll("<", "&lt;")}</h6>`);
  }
}
process.stdout.write(JSON.stringify(answers));
"""

_MARKDOWN_IT = """
import MarkdownIt from "markdown-it";
const parser = new MarkdownIt({html: true});
const convert = source => parser.render(source);
"""

_MARKED = """
import {marked} from "marked";
const convert = source => marked.parse(source, {gfm: true, breaks: false});
"""

_REMARK = """
import {unified} from "unified";
import remarkParse from "remark-parse";
import remarkGfm from "remark-gfm";
import remarkRehype from "remark-rehype";
import rehypeRaw from "rehype-raw";
import rehypeStringify from "rehype-stringify";
const pipeline = unified().use(remarkParse).use(remarkGfm).use(remarkRehype, {allowDangerousHtml: true})
  .use(rehypeRaw).use(rehypeStringify);
const convert = source => pipeline.process(source);
"""

_MDX = """
import {evaluate} from "@mdx-js/mdx";
import remarkGfm from "remark-gfm";
import remarkDirective from "remark-directive";
import remarkMath from "remark-math";
import rehypeKatex from "rehype-katex";
import * as runtime from "react/jsx-runtime";
import {createElement} from "react";
import {renderToStaticMarkup} from "react-dom/server";
import {visit} from "unist-util-visit";
// What Docusaurus does with `:::kind[title]`, without its looks.
const admonitions = () => tree => visit(tree, "containerDirective", node => {
  node.data = {hName: "aside"};
  for (const child of node.children)
    if (child.data?.directiveLabel) child.data = {hName: "p", hProperties: {className: "admonition-title"}};
});
// And with the title of a block of code.
const titles = () => tree => visit(tree, "code", (node, at, parent) => {
  const title = /title="([^"]*)"/.exec(node.meta ?? "");
  if (!title) return;
  const words = {type: "paragraph", data: {hName: "figcaption"}, children: [{type: "text", value: title[1]}]};
  node.meta = null;
  parent.children[at] = {type: "figure", data: {hName: "figure"}, children: [node, words]};
});
// The components of Docusaurus that pages import.
const Tabs = ({children}) => createElement("div", {className: "tabs"}, children);
const TabItem = ({label, children}) => createElement("section", {}, createElement("p", {}, label), children);
const convert = async source => {
  source = source.replace(/^import .* from '@theme.*$/gm, "");
  const {default: Content} = await evaluate(source, {
    ...runtime, format: "mdx", remarkPlugins: [remarkGfm, remarkMath, remarkDirective, admonitions, titles],
    rehypePlugins: [[rehypeKatex, {output: "mathml"}]],
  });
  return renderToStaticMarkup(createElement(Content, {components: {Tabs, TabItem}}));
};
"""


def eleventy(sources: Sequence[str]) -> list[str]:
    """markdown-it as Eleventy sets it up."""
    return _in_node(_MARKDOWN_IT, "markdown-it", sources)


def hexo(sources: Sequence[str]) -> list[str]:
    """marked as Hexo sets it up."""
    return _in_node(_MARKED, "marked", sources)


def astro(sources: Sequence[str]) -> list[str]:
    """remark and rehype as Astro sets them up."""
    return _in_node(_REMARK, "rehype-raw", sources)


def docusaurus(sources: Sequence[str]) -> list[str]:
    """MDX with the plugins of Docusaurus, rendered by React."""
    # Docusaurus takes the ids of headings out before MDX would take them for expressions.
    without_ids = [re.sub(r"(?m)^(#+ .*?) \{#[^}]*\}$", r"\1", source) for source in sources]
    return _in_node(_MDX, "@mdx-js/mdx", without_ids)


_HUGO = """
disableKinds = ["home", "RSS", "sitemap", "taxonomy", "term", "404", "section", "robotsTXT"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.extensions]
typographer.disable = true
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["\\\\(", "\\\\)"]]
[markup.highlight]
codeFences = false
"""


def hugo(sources: Sequence[str]) -> list[str]:
    """Goldmark as Hugo sets it up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hugo.toml").write_text(_HUGO)
        (folder / "layouts" / "_default").mkdir(parents=True)
        (folder / "layouts" / "_default" / "single.html").write_text("<main>{{ .Content }}</main>")
        (folder / "content").mkdir()
        for at, source in enumerate(sources):
            (folder / "content" / f"p{at}.md").write_text(f"---\ntitle: x\n---\n{source}")
        _run([_program("hugo"), "--quiet"], folder)
        return [(folder / "public" / f"p{at}" / "index.html").read_text() for at in range(len(sources))]


_ZOLA = """
base_url = "https://example.org"
generate_feeds = false
[markdown]
github_alerts = true
"""


def zola(sources: Sequence[str]) -> list[str]:
    """pulldown-cmark as Zola sets it up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.toml").write_text(_ZOLA)
        for part in ("content", "templates", "static"):
            (folder / part).mkdir()
        (folder / "templates" / "page.html").write_text("{{ page.content | safe }}")
        (folder / "templates" / "index.html").write_text("")
        for at, source in enumerate(sources):
            (folder / "content" / f"p{at}.md").write_text(f'+++\ntitle = "x"\n+++\n{source}')
        _run([_program("zola"), "build"], folder)
        return [(folder / "public" / f"p{at}" / "index.html").read_text() for at in range(len(sources))]


def _run(command: list[str], folder: Path) -> None:
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert run.returncode == 0, run.stdout + run.stderr


def _in_node(script: str, package: str, sources: Sequence[str]) -> list[str]:
    if not (FOLDER / "node_modules" / package).is_dir():
        pytest.skip(f"{package} is not installed; .ci/generators installs it, NOTIONPRESS_GENERATORS names where")
    # Modules are looked for from the working folder on.
    return _answer([_program("node"), "--input-type=module", "-e", script + _READ], sources, FOLDER)


def _program(name: str) -> str:
    """One of the generators' programs, or the system's own."""
    found = shutil.which(name, path=f"{FOLDER / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if not found:
        pytest.skip(f"{name} is not installed; .ci/generators installs it, NOTIONPRESS_GENERATORS names where")
    return found


def _answer(command: list[str], sources: Sequence[str], folder: Path | None = None) -> list[str]:
    run = subprocess.run(command, input=json.dumps(sources), capture_output=True, text=True, check=False, cwd=folder)
    assert run.returncode == 0, run.stderr
    found: list[str] = json.loads(run.stdout)
    return found


def plain(sources: Sequence[str]) -> list[str]:
    """markdown-it-py with what GitHub adds to CommonMark."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(tasklists_plugin).use(dollarmath_plugin, allow_digits=False)
    return [parser.render(source) for source in sources]


PARSERS = MappingProxyType(
    {
        "plain": plain,
        "hugo": hugo,
        "jekyll": jekyll,
        "eleventy": eleventy,
        "astro": astro,
        "docusaurus": docusaurus,
        "mkdocs": mkdocs,
        "zola": zola,
        "hexo": hexo,
    }
)
"""The parser of each dialect: Markdown in, HTML out."""
