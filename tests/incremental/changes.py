"""Changes of the site, each to one fact: in Notion, in the project's files, in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import yaml

from tests.crawl.workspaces import Json, block, hosted, row, uid
from tests.incremental.changing import ChangingSite
from tests.incremental.workspace import comment, picture

# In Notion: pages are given by their names at first.


def say_at_end(site: ChangingSite, name: str, words: str) -> None:
    """Change the last words of a post, far from those that lists show."""

    def change(block: Json) -> None:
        block["paragraph"]["rich_text"] = words

    site.edit(f"end of {name}", change)


def say_first(site: ChangingSite, name: str, words: str) -> None:
    """Change the first words of a page."""
    site.edit(name, lambda page: page["children"].insert(0, block("paragraph", words)))


def add(site: ChangingSite, name: str, *blocks: Json) -> None:
    """Put blocks at the end of a page."""
    site.edit(name, lambda page: page["children"].extend(blocks))


def retitle(site: ChangingSite, name: str, title: str) -> None:
    """Change a page's title."""
    is_row = "Name" in site.workspace.head(uid(name))["properties"]
    set_property(site, name, "Name" if is_row else "title", title)


def set_property(site: ChangingSite, name: str, property: str, value: Any) -> None:
    """Change a value of a page."""
    site.edit(name, lambda page: page["properties"].update({property: value}))


def set_icon(site: ChangingSite, name: str, emoji: str) -> None:
    """Give a page another icon."""
    site.edit(name, lambda page: page.update(icon={"type": "emoji", "emoji": emoji}))


def set_cover(site: ChangingSite, name: str, path: str) -> None:
    """Give a page another cover."""
    site.edit(name, lambda page: page.update(cover=hosted(path)))


def show_picture(site: ChangingSite, name: str, path: str) -> None:
    """Show another picture in the place of the first that a page shows."""

    def change(page: Json) -> None:
        shown = next(one for one in page["children"] if one["type"] == "image")
        shown["image"].update(hosted(path))

    site.edit(name, change)


def add_picture(site: ChangingSite, name: str, path: str) -> None:
    """Put a picture at the end of a page."""
    add(site, name, block("image", {"caption": "Seen", **hosted(path)}))


def trash(site: ChangingSite, name: str) -> None:
    """Move a page to the trash."""
    site.trash(name)


def unshare(site: ChangingSite, name: str) -> None:
    """Hide a page from the connection."""
    site.unshare(name)


def restore(site: ChangingSite, name: str) -> None:
    """Take a page out of the trash."""
    site.restore(name)


def new_post(site: ChangingSite, name: str, date: str, **properties: Any) -> None:
    """Add a post."""
    values = {"Date": date, "Status": "Published", **properties}
    site.add(row(name, "posts", [block("paragraph", f"Words of {name}.")], properties=values))


def new_light(site: ChangingSite, name: str, height: int) -> None:
    """Add a row to the database in the guide."""
    site.add(row(name, "lights", [block("paragraph", f"Of {name}.")], properties={"Height": height}))


def filter_view(site: ChangingSite, tag: str) -> None:
    """Let the list of posts in the guide show those of another tag."""
    shown = {"property": "Tags", "multi_select": {"contains": tag}}
    site.edit("view On the sea", lambda view: view.update(filter=shown))
    touch(site, "Guide")


def touch(site: ChangingSite, name: str) -> None:
    """Save a page without a change; only its time is new."""
    site.edit(name, lambda _: None)


def touch_later(site: ChangingSite, name: str) -> None:
    """Save a page without a change on the next day."""
    site.clock += timedelta(days=1)
    touch(site, name)


def retitle_heading(site: ChangingSite, name: str, words: str) -> None:
    """Change the words of a heading."""
    site.edit(name, lambda block: block["heading_2"].update(rich_text=words))


def say_twice(site: ChangingSite, words: str) -> None:
    """Change what stands in a synced block and in its copy."""

    def change(page: Json) -> None:
        original = next(one for one in page["children"] if one["type"] == "synced_block")
        original["children"][0]["paragraph"]["rich_text"] = words

    site.edit("Knots", change)
    # Notion gives a new time to pages with copies too.
    touch(site, "About")


# Comments and names of people change without a page: only a full crawl finds them.


def say_in_comment(site: ChangingSite, words: str, *, page: str) -> None:
    """Comment on a page."""
    site.add(comment(words, page=page), full=True)


def rename_person(site: ChangingSite, name: str, to: str) -> None:
    """Give a person another name."""
    site.edit(name, lambda user: user.update(name=to), full=True)


# In the project


def replace_picture(site: ChangingSite, path: str) -> None:
    """Put another picture in the place of one."""
    (site.folder / path).write_bytes(picture(500, 200, (1, 2, 3)))


def set_setting(site: ChangingSite, path: str, value: Any) -> None:
    """Change a setting of site.yaml, given as `feed.posts`; None takes it away."""
    settings = yaml.safe_load((site.folder / "site.yaml").read_text())
    *above, name = path.split(".")
    within = settings
    for one in above:
        within = within.setdefault(one, {})
    within[name] = value
    if value is None:
        del within[name]
    site.put("site.yaml", yaml.safe_dump(settings, allow_unicode=True, sort_keys=False))
    if path.startswith("notion."):
        site.to_crawl = site.to_crawl or "changes"


# Around it


def wait(site: ChangingSite, **time: float) -> None:
    """Let time pass."""
    site.now += timedelta(**time)


def know(site: ChangingSite, secret: str) -> None:
    """Let the gate look for a secret."""
    site.secrets = (secret,)


def delete(site: ChangingSite, pattern: str) -> None:
    """Delete a file of the output."""
    site.output_file(pattern).unlink()


def scribble(site: ChangingSite, pattern: str) -> None:
    """Change a file of the output, and not its size."""
    path = site.output_file(pattern)
    data = path.read_bytes()
    path.write_bytes(data[:-9] + data[-8:] + b"!")
