"""What a new project holds."""

from __future__ import annotations

import json
from typing import Final

_SITE: Final = """\
# The configuration of the site. The file docs/configuration.md of notionpress explains every setting that there is.

title: {title}
# One sentence for search engines and feeds.
description: ""
# The address that the site will have, with a path if it lives in a folder: feeds and search engines need it.
base_url: http://localhost:8000
# A language tag: en, de, pt-BR.
language: en
# The time zone in which dates are shown, and in which a future post is published on its day.
time_zone: UTC
# Who publishes the site; the author of posts that name none.
author: ""

notion:
  # What to publish: the address of a database or page in Notion (••• > Copy link), or a list of them. Rows of a
  # database become posts. Everything below it is read, so share it with your connection: ••• > Connections.
  root: {root}
  # Requests a minute that your plan allows: 180, or 600 on Business and Enterprise.
  # requests_per_minute: 180

# Which of your database's properties is what. Only properties that are named here are published.
properties:
  # date: Date
  # slug: Slug
  # tags: Tags
  # authors: Authors
  # description: Description
  # cover: Cover
  # Further properties to show with a post:
  # metadata: [Series, Source]

# Which pages are public. Without this rule, ALL pages below the root are.
publish:
  # A checkbox that is ticked:
  # property: Public
  # Or a status or select with one of these choices:
  # property: Status
  # values: [Published]

# The address of a post: {{slug}}, {{year}}, {{month}} and {{day}} are filled in.
permalink: /{{slug}}/
posts_per_page: 10

# The menu: pages of the site by their address in Notion, or any address. Without it, the root pages.
# menu:
#   - page: https://www.notion.so/…
#   - label: All tags
#     url: /tags/
#   - label: Elsewhere
#     url: https://example.org/

theme: journal
theme_options:
  # The colour of links, and the words at the foot of every page.
  # accent: "#0b5d7a"
  # footer: All rights reserved.
"""

_VARIABLES: Final = """\
# Copy this file to .env and put in the token of your connection (ntn_…). Never commit .env.
# Connections are made at https://www.notion.so/profile/integrations
NOTION_TOKEN=
"""

_IGNORED: Final = """\
/public/
/.notionpress/
.env
"""


def starter_files(name: str, root: str) -> dict[str, str]:
    """The files of a new project by name.

    `name` is its folder's, of which the title is made; `root` an id or Notion URL, or "".
    """
    words = name.replace("-", " ").replace("_", " ").strip()
    title = words[:1].upper() + words[1:] or "My site"
    site = _SITE.format(title=_quoted(title), root=_quoted(root) if root else "")
    # No line ends with a space, also where the root is left open.
    site = "".join(f"{line.rstrip()}\n" for line in site.splitlines())
    return {"site.yaml": site, ".env.example": _VARIABLES, ".gitignore": _IGNORED}


def _quoted(text: str) -> str:
    """A text in double quotes: JSON's are YAML's."""
    return json.dumps(text, ensure_ascii=False)
