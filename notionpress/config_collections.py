"""What languages, collections and taxonomies must be together: names, addresses and roots that no two of them share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from notionpress.config_file import error_at
from notionpress.ids import is_id
from notionpress.language_tags import in_one_list, tag_of

BUILT_IN: Final = ("tags", "authors", "series")
"""The taxonomies whose properties stand under `properties`."""


def check_languages(path: Path, values: Mapping[str, Any]) -> None:
    """Check the languages of a file, whose settings are `values`, against each other and against that of the site.

    Raises ConfigError with all mistakes.
    """
    mistakes: list[tuple[Sequence[str | int], str]] = []
    taken = {tag_of(values.get("language", "en")): "of the site, whose title and description stand above"}
    for at, one in enumerate(values.get("languages", ())):
        tag = tag_of(one["language"])
        if tag in taken:
            mistakes.append((("languages", at, "language"), f"“{tag}” is the language {taken[tag]}"))
        taken.setdefault(tag, "of an entry above")
    if mistakes:
        raise error_at(path, mistakes)


def join_collections(path: Path, values: dict[str, Any]) -> None:
    """Check the collections of a file against each other, and add what they are made of to what is read from Notion.

    `values` are the settings of the file at `path`, which are changed. Raises ConfigError with all mistakes.
    """
    collections = values.get("collections", ())
    mistakes = [*_mistakes(collections), *_on_front_in_another_language(collections, values.get("language", "en"))]
    if mistakes:
        raise error_at(path, mistakes)
    for one in collections:
        one.setdefault("url", f"/{one['name']}/")
        one.setdefault("permalink", f"{one['url']}{{slug}}/")
    roots = [root for one in collections for root in one.get("root", ()) if is_id(root)]
    if roots:
        notion = values.setdefault("notion", {})
        notion["root"] = [*dict.fromkeys((*notion.get("root", ()), *roots))]


def join_taxonomies(path: Path, values: dict[str, Any]) -> None:
    """Check the taxonomies of a file against each other and against the collections, and fill in their addresses.

    `values` are the settings of the file at `path`, which are changed. Raises ConfigError with all mistakes.
    """
    taken = {one["url"].casefold(): f"the collection “{one['name']}”" for one in values.get("collections", ())}
    archive = values.get("archive", {})
    if archive.get("by", "none") != "none":
        taken[archive.get("url", "/archive/").casefold()] = "the archive"
    names: set[str] = set()
    mistakes: list[tuple[Sequence[str | int], str]] = []
    for at, one in enumerate(values.get("taxonomies", ())):
        name = one["name"]
        if name in names:
            mistakes.append((("taxonomies", at, "name"), f"there is a taxonomy “{name}” already"))
        names.add(name)
        url = one.setdefault("url", f"/{name}/")
        if url == "/" or url.casefold() in taken:
            what = taken.get(url.casefold(), "the front page")
            mistakes.append((("taxonomies", at, "url"), f"{what} has the address {url} already"))
        taken[url.casefold()] = f"the taxonomy “{name}”"
        if name in BUILT_IN and "property" in one:
            message = f"the property of “{name}” stands under “properties”"
            mistakes.append((("taxonomies", at, "property"), message))
        if name not in BUILT_IN and not one.get("property"):
            message = f"“property” is missing: whose values the taxonomy “{name}” is made of"
            mistakes.append((("taxonomies", at), message))
    if mistakes:
        raise error_at(path, mistakes)


def _mistakes(collections: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Sequence[str | int], str]]:
    yield from _wrong_translations(collections)
    names: dict[str, str] = {}
    urls: dict[str, str] = {}
    roots: dict[str, str] = {}
    for at, one in enumerate(collections):
        name = one["name"]
        if name in names:
            yield ("collections", at, "name"), f"there is a collection “{name}” already"
        names[name] = name
        url = one.get("url", f"/{name}/")
        if url.casefold() in urls:
            other = urls[url.casefold()]
            yield ("collections", at, "url"), f"the collection “{other}” has the address {url} already"
        urls.setdefault(url.casefold(), name)
        if not one.get("root"):
            yield ("collections", at), f"“root” is missing: what the collection “{name}” is made of"
        for place, root in enumerate(one.get("root", ())):
            if root in roots:
                message = f"the collection “{roots[root]}” is made of this already"
                yield ("collections", at, "root", place), message
            roots.setdefault(root, name)


def _on_front_in_another_language(
    collections: Sequence[Mapping[str, Any]], of_site: str
) -> Iterator[tuple[Sequence[str | int], str]]:
    """The language of a collection on the front page that is not the site's, where every page's way home would lead."""
    for at, one in enumerate(collections):
        language = tag_of(one.get("language", ""))
        if one.get("url") == "/" and language and not in_one_list(language, tag_of(of_site)):
            message = (
                f"the collection “{one['name']}” is the front page of the site, whose language is “{tag_of(of_site)}”: "
                f"set “language: {language}” for the site, and for each other collection the language that it is in"
            )
            yield ("collections", at, "language"), message


def _wrong_translations(collections: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Sequence[str | int], str]]:
    """What `translates` names that is no collection, or itself a translation."""
    by_name = {one["name"]: one for one in collections}
    for at, one in enumerate(collections):
        other = one.get("translates", "")
        if not other:
            continue
        if other not in by_name or other == one["name"]:
            yield ("collections", at, "translates"), f"there is no other collection “{other}”"
        elif by_name[other].get("translates"):
            first = by_name[other]["translates"]
            message = f"the collection “{other}” is a translation itself: name “{first}”, which it translates"
            yield ("collections", at, "translates"), message
