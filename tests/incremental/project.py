"""The files of a project that uses every feature: a theme of its own, templates, a plugin, local pages, static files."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from tests.crawl.workspaces import uid
from tests.incremental.workspace import ROOTS, picture

SITE = f"""\
title: The Log
description: Words on the sea.
base_url: https://log.example.org/sea
author: The Keeper
notion:
  root: [{", ".join(uid(name) for name in ROOTS)}]
  # The first two posts have one date.
  sorts: [{{property: Order, direction: ascending}}]
properties:
  date: Date
  slug: Slug
  tags: Tags
  authors: Authors
  description: Description
  metadata: [Level, Related, Height, Kept]
publish:
  property: Status
  values: Published
posts_per_page: 4
menu:
  - page: {uid("Guide")}
  - label: Who
    page: {uid("About")}
  - page: notes/index.md
feed:
  posts: 3
  formats: [atom]
  terms: none
comments: true
pictures:
  formats: [webp]
removals:
  percent: 100
theme: harbour
theme_options:
  motto: Slowly, by night.
plugins: [plugins/harbour.py]
"""

FILES = {
    "themes/harbour/theme.yaml": """\
        name: harbour
        extends: journal
        options:
          motto:
            type: text
            default: ""
            description: Words below every post.
          waves:
            type: integer
            default: 3
            description: How many waves stand on the page for what is not found.
        """,
    "themes/harbour/templates/post.html": """\
        {% extends "journal/post.html" %}
        {% import "marks.html" as marks %}
        {% block head %}<link rel="stylesheet" href="{{ static("harbour.css") }}">{% endblock %}
        {% block main %}
        {{ super() }}
        {{ marks.level(page) }}
        {% include "signature.html" %}
        {% endblock %}
        """,
    "themes/harbour/templates/page.html": """\
        {% extends "journal/page.html" %}
        {% block main %}
        {{ super() }}
        {% for link in page.backlinks %}
        <p class="backlink"><a href="{{ link.url }}">{{ link.title }}</a> {{ link.sentence }}</p>
        {% endfor %}
        {% if page.graph %}{{ page.graph.svg }}{% endif %}
        {% endblock %}
        """,
    "themes/harbour/templates/marks.html": """\
        {% macro level(page) %}
        {% set level = page.properties.get("Level") %}
        {% if level %}<p class="level">{{ level.name }}</p>{% endif %}
        {% endmacro %}
        """,
    "themes/harbour/templates/signature.html": '<p class="motto">{{ options.motto }}</p>\n',
    "themes/harbour/blocks/quote.html": '<blockquote class="harbour">{{ block.content }}{{ block.children }}</blockquote>\n',
    "themes/harbour/static/harbour.css": '@import "_level.css";\n.motto { font-style: italic }\n',
    "themes/harbour/static/_level.css": ".level { color: navy }\n",
    "themes/harbour/static/chart.txt": "Nobody names this file.\n",
    "templates/404.html": """\
        {% extends "journal/404.html" %}
        {% block main %}{{ super() }}<p>{{ "lost" | shout }}{{ "~" * options.waves }}</p>{% endblock %}
        """,
    "templates/blocks/callout.html": """\
        <aside class="note">{% include "blocks/_mark.html" %}{{ block.content }}{{ block.children }}</aside>
        """,
    "templates/blocks/_mark.html": "<b>!</b>\n",
    "plugins/harbour.py": '''\
        """Waves for dividers, a warning above deep posts, a list of posts for scripts."""

        import json
        from pathlib import Path

        from notionpress.content.blocks import Callout, Divider
        from notionpress.content.rich_text import Text
        from notionpress.emit.output import Output
        from notionpress.render.markup import void

        WARNING = "Deep water."


        class PostList:
            name = "post-list"

            def outputs(self, workshop):
                yield Output("posts.json", self.name)

            def render(self, output, job):
                site = job.workshop.site
                posts = [
                    {"title": post.title, "url": post.route.url, "tags": list(post.tags)}
                    for post in map(job.reader.meta, site.posts)
                    if post
                ]
                return json.dumps(posts, ensure_ascii=False, indent=1) + "\\n"


        def setup(press):
            @press.html(Divider)
            def divider(block, render):
                return void("hr", class_="wave")

            @press.template_filter("shout")
            def shout(words):
                return words.upper() + "!"

            @press.body
            def warned(blocks, page):
                level = page.properties.get("Level")
                name = level.option.name if level and level.option else ""
                if name == "Broken":
                    raise ValueError("no bottom")
                return (Callout(rich_text=(Text(WARNING),)), *blocks) if name == "Deep" else blocks

            press.emit(PostList())

            @press.after_build
            def told(result):
                Path(__file__).with_name("told.txt").write_text(f"{result.pages} pages\\n")
        ''',
    "content/notes/index.md": """\
        ---
        title: Notes
        updated: 2026-10-01
        ---

        Read [about rope](rope.md) first.
        """,
    "content/notes/rope.md": f"""\
        ---
        title: Rope
        updated: 2026-10-01
        ---

        ![A rope](rope.png)

        It holds [an anchor](https://www.notion.so/Anchor-{uid("Anchor").replace("-", "")}), and leads
        [back](index.md).
        """,
    "content/notes/sail.md": """\
        ---
        title: Sail
        updated: 2026-10-01
        ---

        Nobody links to this.
        """,
    "content/log.md": """\
        ---
        title: Log
        date: 2026-05-20
        tags: [Craft]
        ---

        A post that lies in a file.
        """,
    "static/humans.txt": "The keeper.\n",
    "static/.well-known/security.txt": "Contact: mailto:keeper@example.org\n",
}


def write_project(folder: Path) -> None:
    """Write site.yaml and what it names."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_text(SITE)
    for path, text in FILES.items():
        put(folder / path, dedent(text))
    (folder / "content/notes/rope.png").write_bytes(picture(500, 200, (120, 90, 40)))


def put(path: Path, text: str) -> None:
    """Write a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
