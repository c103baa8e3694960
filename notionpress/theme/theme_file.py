"""theme.yaml of a theme and its parents: finding it, the options and words that it declares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import msgspec.yaml

from notionpress.errors import ThemeError
from notionpress.render.languages import fallbacks
from notionpress.theme.mistakes import did_you_mean

OptionType = Literal["text", "boolean", "integer", "color", "choice", "links"]

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ADDRESS = re.compile(r"(?:https?:|mailto:|tel:|/|#)")


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A setting of a theme: its type, default and meaning; `choices` are those of the type `choice`."""

    type: OptionType
    default: Any
    description: str
    choices: tuple[str, ...] = ()


class PictureSizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How wide a theme shows pictures.

    `widths` in pixels are those that pictures are made in, `sizes` is what a picture in running text takes up, as in
    HTML's attribute of that name.
    """

    widths: tuple[int, ...] = ()
    sizes: str = "100vw"


class ThemeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """theme.yaml. `extends` names the parent theme; `texts` holds the theme's words by language and key.

    `pictures` says how wide it shows pictures; without it, its parent's are taken.
    """

    name: str
    description: str = ""
    extends: str = ""
    options: dict[str, Option] = {}
    texts: dict[str, dict[str, str]] = {}
    pictures: PictureSizes | None = None


def chain_of(name: str, folder: Path) -> list[tuple[Path, ThemeFile]]:
    """The theme and its parents, each with its theme.yaml."""
    chain: list[tuple[Path, ThemeFile]] = []
    start = folder
    while name:
        # A project's `journal` may extend the `journal` that comes with notionpress.
        found = _find(name, folder, start, [path for path, _ in chain])
        chain.append((found, _read(found / "theme.yaml")))
        name, start = chain[-1][1].extends, found
    return chain


def theme_folders(folder: Path) -> tuple[Path, Path]:
    """Where themes lie that are named alone: those of a project, then those that come with notionpress."""
    package = Path(__file__).parents[1]
    # In a wheel the themes lie inside the package, in a checkout beside it.
    own = package / "_themes" if (package / "_themes").is_dir() else package.parent / "themes"
    return folder / "themes", own


def _find(name: str, folder: Path, start: Path, taken: Iterable[Path]) -> Path:
    roots = theme_folders(folder)
    is_path = "/" in name or "\\" in name or name.startswith(".")
    places = [start / name] if is_path else [root / name for root in roots]
    resolved = [place.resolve() for place in places]
    for place in resolved:
        if place not in taken and (place / "theme.yaml").is_file():
            return place
    if any(place in taken for place in resolved):
        raise ThemeError(f"The theme “{name}” extends itself.", "Change `extends` in its theme.yaml.")
    if is_path:
        raise ThemeError(f"There is no theme at {name}.", "A theme is a folder with a theme.yaml in it.")
    known = sorted({path.parent.name for root in roots for path in root.glob("*/theme.yaml")})
    hint = did_you_mean(name, known) or f"There is {', '.join(known)}."
    raise ThemeError(f"There is no theme “{name}”.", f"{hint} A theme of your own lies in themes/{name}/theme.yaml.")


def _read(path: Path) -> ThemeFile:
    shown = f"{path.parent.name}/{path.name}"
    try:
        # By the parser in C where there is one, which is ten times as fast.
        file = msgspec.yaml.decode(path.read_bytes(), type=ThemeFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ThemeError(f"{shown} cannot be read: {error}", "docs/themes.md describes what it holds.") from error
    for name, option in file.options.items():
        wrong = _mistake(option, option.default)
        if wrong:
            raise ThemeError(f"{shown}: the default of the option “{name}” {wrong}.")
    return file


def options_of(chain: Iterable[tuple[Path, ThemeFile]], given: Mapping[str, Any]) -> dict[str, Any]:
    """Each option's value; those given are checked against what the theme and its parents know."""
    chain = list(chain)
    known: dict[str, Option] = {}
    for _, file in reversed(chain):
        known.update(file.options)
    mistakes = []
    for name, value in given.items():
        if name not in known:
            hint = did_you_mean(name, known) or f"It knows {', '.join(sorted(known)) or 'none'}."
            mistakes.append(f"The theme “{chain[0][1].name}” has no option “{name}”. {hint}")
        elif wrong := _mistake(known[name], value):
            mistakes.append(f"theme_options: “{name}” {wrong}.")
    if mistakes:
        raise ThemeError("\n".join(mistakes), "The options stand in site.yaml under theme_options.")
    return {name: given.get(name, option.default) for name, option in sorted(known.items())}


def _mistake(option: Option, value: Any) -> str:
    """What is wrong with an option's value, "" when nothing is."""
    checks: dict[str, tuple[bool, str]] = {
        "text": (isinstance(value, str), "must be text"),
        "boolean": (isinstance(value, bool), "must be true or false"),
        "integer": (type(value) is int and value >= 0, "must be a whole number, 0 or more"),
        "color": (value == "" or bool(_COLOR.fullmatch(str(value))), "must be a colour like “#0b5d7a”"),
        "choice": (value in option.choices, f"must be one of {', '.join(option.choices)}"),
        "links": (
            _are_links(value),
            "must be a list of links, each with a `label` and a `url`",
        ),
    }
    right, wrong = checks[option.type]
    return "" if right else f"{wrong}, not {value!r}"


def _are_links(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(link, dict)
        and link.keys() == {"label", "url"}
        and all(isinstance(word, str) for word in link.values())
        and _ADDRESS.match(link["url"])
        for link in value
    )


def texts_of(chain: Iterable[tuple[Path, ThemeFile]], language: str) -> dict[str, str]:
    """The words for a language: the theme's before its parents', `pt-BR` before `pt` before English."""
    texts: dict[str, str] = {}
    for tag in reversed([*fallbacks(language), "en"]):
        for _, file in reversed(list(chain)):
            texts.update(file.texts.get(tag, {}))
    return texts


def missing_texts(chain: Iterable[tuple[Path, ThemeFile]], language: str) -> tuple[str, ...]:
    """The keys of the words that a theme and its parents have in English, and not in a language."""
    tags = ("en", *fallbacks(language))
    if tags.count("en") > 1:
        return ()
    english, *own = ({key for _, file in chain for key in file.texts.get(tag, {})} for tag in tags)
    return tuple(sorted(english.difference(*own)))
