"""What a new project holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from notionpress.config import PublishSettings
from notionpress.start.proposal import Proposal, Start
from notionpress.start.yaml_text import name_text, names_text, quoted_text
from notionpress.text import one_line

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
  # `notionpress find` lists what there is.
  root:{root}
  # Requests a minute that your plan allows: 180, or 600 on Business and Enterprise.
  # requests_per_minute: 180

# Which of your database's properties is what. Only properties that are named here are published.
properties:
{properties}

# Which pages are public. Without this rule, ALL pages below the root are.
publish:
{rule}

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


_SETTINGS: Final = ("date", "slug", "tags", "authors", "description", "cover")

_ANY_RULE: Final = """\
  # A checkbox that is ticked:
  # property: Public
  # Or a status or select with one of these choices:
  # property: Status
  # values: [Published]"""


def starter_files(name: str, start: Start) -> dict[str, str]:
    """The files of a new project by name; `name` is its folder's, of which the title is made where none is given."""
    words = name.replace("-", " ").replace("_", " ").strip()
    title = one_line(start.title) or words[:1].upper() + words[1:] or "My site"
    site = _SITE.format(
        title=quoted_text(title),
        root=_roots(start.roots),
        properties="\n".join(_properties(start.proposal)),
        rule="\n".join(_rule(start)),
    )
    # No line ends with a space, also where the root is left open.
    site = "".join(f"{line.rstrip()}\n" for line in site.splitlines())
    return {"site.yaml": site, ".env.example": _VARIABLES, ".gitignore": _IGNORED}


def _roots(roots: tuple[tuple[str, str], ...]) -> str:
    if len(roots) == 1 and not roots[0][1]:
        return f" {quoted_text(roots[0][0])}"
    return "".join(f"\n    - {id} # {one_line(title)}" for id, title in roots)


def _properties(proposal: Proposal) -> Iterator[str]:
    for setting in _SETTINGS:
        found = proposal.properties.get(setting)
        yield f"  {setting}: {name_text(found)}" if found else f"  # {setting}: {setting.capitalize()}"
    yield "  # Further properties to show with a post:"
    yield f"  # metadata: {names_text(proposal.others or ('Series', 'Source'))}"


def _rule(start: Start) -> Iterator[str]:
    if start.rule is not None:
        yield from _as_rule(start.rule, "  ")
        if left := [one for one in start.proposal.choices.get(start.rule.property, ()) if one not in start.rule.values]:
            yield f"  # There is also: {one_line(', '.join(left))}."
    elif start.proposal.rules:
        yield "  # What the database offers for it:"
        for rule in start.proposal.rules:
            yield from _as_rule(rule, "  # ")
    else:
        yield _ANY_RULE


def _as_rule(rule: PublishSettings, indent: str) -> Iterator[str]:
    yield f"{indent}property: {name_text(rule.property)}"
    if rule.values:
        yield f"{indent}values: {names_text(rule.values)}"
