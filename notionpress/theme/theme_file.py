"""theme.yaml of a theme and its parents: finding it, the options and words that it declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import msgspec.yaml

from notionpress.config_file import error_at, or_meant, read_settings
from notionpress.errors import ConfigError, ThemeError
from notionpress.render.languages import fallbacks
from notionpress.theme.mistakes import did_you_mean
from notionpress.theme.option_types import Mistakes, Option

_HINT: Final = "docs/themes.md describes what a theme.yaml holds."


class WrongOptions(ThemeError):
    """Options of a theme that cannot be: `mistakes` tells where each is, and what is wrong."""

    def __init__(self, mistakes: Mistakes) -> None:
        super().__init__("\n".join(message for _, message in mistakes), "docs/themes.md lists the options of themes.")
        self.mistakes = mistakes


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
    try:
        # By the parser in C where there is one, which is ten times as fast.
        return msgspec.yaml.decode(path.read_bytes(), type=ThemeFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        try:
            return msgspec.convert(read_settings(path, ThemeFile, {}, hint=_HINT), ThemeFile)
        except ConfigError as told:
            raise ThemeError(told.message, told.hint) from error
        except msgspec.ValidationError:
            raise ThemeError(f"{path} cannot be read: {error}.", _HINT) from error


def declared_options(chain: Iterable[tuple[Path, ThemeFile]]) -> dict[str, Option]:
    """The options that a theme and its parents know, by name.

    Raises ThemeError with all mistakes in how a theme.yaml declares them.
    """
    known: dict[str, Option] = {}
    for folder, file in reversed(list(chain)):
        mistakes: Mistakes = []
        for name, option in file.options.items():
            known[name] = option.upon(known.get(name))
            mistakes += [(("options", name, *place), wrong) for place, wrong in known[name].declared_wrong()]
        if mistakes:
            told = error_at(folder / "theme.yaml", mistakes, _HINT)
            raise ThemeError(told.message, told.hint)
    return dict(sorted(known.items()))


def options_of(
    chain: Iterable[tuple[Path, ThemeFile]],
    given: Mapping[str, Any],
    picture: Callable[[str], Mapping[str, Any]],
) -> dict[str, Any]:
    """Each option's value; those given are checked against what the theme and its parents know.

    `picture` gives what templates have for the name of a picture; for none they have None. Raises WrongOptions.
    """
    chain = list(chain)
    known = declared_options(chain)
    # As with other settings, one that is left empty keeps its default.
    given = {name: value for name, value in given.items() if value is not None}
    mistakes: Mistakes = []
    for name, value in given.items():
        if name in known:
            mistakes += [((name, *place), f"“{name}” {wrong}") for place, wrong in known[name].wrong(value)]
            continue
        meant = or_meant(name, known) or f"; it knows {', '.join(known) or 'none'}"
        mistakes.append(((name,), f"the theme “{chain[0][1].name}” has no option “{name}”{meant}"))
    values = {name: given.get(name, option.default) for name, option in known.items()}
    wrong_names = {place[0] for place, _ in mistakes}
    for name in (name for name, option in known.items() if option.type == "picture" and name not in wrong_names):
        try:
            values[name] = picture(values[name]) if values[name] else None
        except ValueError as error:
            mistakes.append(((name,), f"“{name}” {error}"))
    if mistakes:
        raise WrongOptions(mistakes)
    return values


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
