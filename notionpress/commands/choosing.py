"""Choosing on a terminal what a new site publishes, among what the token can see."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
import msgspec

from notionpress.check.visible import Place, Visible, visible
from notionpress.config import Config, PublishSettings
from notionpress.content.pages import DataSource
from notionpress.content.parse_pages import parse_data_source
from notionpress.environment import variable
from notionpress.errors import NotionPressError
from notionpress.reading import notion_client
from notionpress.start.proposal import Proposal, Start, fits, propose
from notionpress.text import one_line

_SHOWN: Final = 40
_KINDS: Final = (("Databases, whose rows become posts:", "database"), ("Pages:", "page"))

_NOTHING: Final = (
    "The token can see nothing yet: in Notion, open what is to be published, choose ••• > Connections and add your"
    " connection. It may take a moment until it is found."
)


class _Choice(msgspec.Struct, frozen=True):
    """Something that can be a root: what it is called in the list, and the ids of its data sources."""

    kind: str
    id: str
    title: str
    label: str
    sources: tuple[str, ...]


def choose_start(folder: Path) -> Start:
    """Ask what is to be published, if there is a token; else, nothing is chosen.

    The token comes from the environment, or from `.env` in the new project's folder or in this one.
    """
    config = _config(folder)
    if config is None:
        return Start()
    try:
        return _choose(config)
    except NotionPressError as error:
        click.echo(f"What there is to publish is not known: {error.message}\n")
        return Start()


def _config(folder: Path) -> Config | None:
    """Where to ask; None without a token."""
    for place in (folder, Path()):
        if variable("NOTION_TOKEN", place, os.environ):
            return Config(title="", folder=place)
    return None


def _choose(config: Config) -> Start:
    words, found = "", _search(config, "")
    while True:
        # What stands at the top is the likeliest.
        places = sorted(found.places, key=lambda place: (place.object == "page", len(place.path)))
        choices = [choice for place in places for choice in _choices(place, found)][:_SHOWN]
        _show(choices, found, words)
        answer = click.prompt(
            "Publish which? Numbers, words to search for, or Enter to choose later", default="", show_default=False
        ).strip()
        if not answer:
            return Start()
        numbers = answer.replace(",", " ").split()
        if all(number.isdecimal() for number in numbers):
            if all(1 <= int(number) <= len(choices) for number in numbers):
                return _start(list(dict.fromkeys(choices[int(number) - 1] for number in numbers)), found)
            click.echo(f"The numbers go from 1 to {len(choices)}." if choices else "There is nothing to choose from.")
        else:
            words, found = answer, _search(config, answer)


def _search(config: Config, words: str) -> Visible:
    async def ask() -> Visible:
        async with notion_client(config) as client:
            return await visible(client, words)

    return asyncio.run(ask())


def _choices(place: Place, found: Visible) -> list[_Choice]:
    """A database or page; and the data sources of a database by themselves, if it has several."""
    title = one_line(place.title)
    where = " › ".join(map(one_line, place.path))
    ids = tuple(one.id for one in place.data_sources if one.id in found.schemas)
    whole = _Choice(place.object, place.id, title, f"{title}  ({where})" if where else title, ids)
    if len(place.data_sources) < 2:
        return [whole]
    parts = [(one.id, one_line(one.title)) for one in place.data_sources]
    known = found.schemas
    return [
        whole,
        *(
            _Choice("database", id, name, f"  only {name}, a data source of {title}", (id,) if id in known else ())
            for id, name in parts
        ),
    ]


def _show(choices: Sequence[_Choice], found: Visible, words: str) -> None:
    if not choices:
        click.echo(f"Nothing that the token can see has “{one_line(words)}” in its title." if words else _NOTHING)
        return
    click.echo("The token can see:")
    for heading, kind in _KINDS:
        lines = [f"  {at:3}  {one.label}" for at, one in enumerate(choices, 1) if one.kind == kind]
        if lines:
            click.echo("\n".join(("", heading, *lines)))
    total = len(found.places)
    click.echo("\nThere is more: search for words of a title.\n" if total > _SHOWN or not found.complete else "")


def _start(chosen: Sequence[_Choice], found: Visible) -> Start:
    sources = [(parse_data_source(found.schemas[id]), choice.title) for choice in chosen for id in choice.sources]
    proposal = propose([source for source, _ in sources]) if sources else Proposal()
    return Start(
        roots=tuple((choice.id, choice.title) for choice in chosen),
        proposal=proposal,
        rule=_choose_rule(proposal.rules, sources),
    )


def _choose_rule(rules: Sequence[PublishSettings], sources: Sequence[tuple[DataSource, str]]) -> PublishSettings | None:
    """Ask which rows are public, where there is something to choose; None for all of them."""
    if not rules:
        return None
    click.echo("\nWhich rows are public?\n")
    for at, rule in enumerate(rules, 1):
        without = dict.fromkeys(f"“{title}”" for source, title in sources if not fits(rule, source))
        none = f" (and none of {', '.join(without)})" if without else ""
        click.echo(f"  {at:3}  {_shown(rule)}{none}")
    click.echo(f"  {len(rules) + 1:3}  all of them\n")
    number = click.prompt("Number", type=click.IntRange(1, len(rules) + 1), default=1)
    return rules[number - 1] if number <= len(rules) else None


def _shown(rule: PublishSettings) -> str:
    name = one_line(rule.property)
    values = " or ".join(f"“{one_line(value)}”" for value in rule.values)
    return f"those whose “{name}” is {values}" if values else f"those whose “{name}” is ticked"
