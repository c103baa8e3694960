"""Themes: finding them, their options and words, and the Jinja environment that their templates run in."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import jinja2
import msgspec
import yaml
from jinja2 import meta
from jinja2.runtime import Context
from jinja2.utils import missing, pass_context
from markupsafe import Markup

from notionpress.errors import PluginError, ThemeError
from notionpress.render.highlight import style_sheet
from notionpress.render.snippet import snippet
from notionpress.render.texts import format_date
from notionpress.text import without_controls

OptionType = Literal["text", "boolean", "integer", "color", "choice", "links"]
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"})
"""Languages that are written from right to left, by their BCP 47 subtag."""

BLOCKS = "blocks"
"""The folder of templates for single blocks: beside `templates/` in a theme, below it in the project."""

CODE_STYLES = "code.css"
"""The colours of highlighted code: no file, but `@import "code.css"` brings them into a style sheet."""

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ADDRESS = re.compile(r"(?:https?:|mailto:|tel:|/|#)")
_IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"':]+)["']\)?\s*;""")
_REFERENCE = re.compile(r"""url\(\s*["']?([^"':)#]+?)["']?\s*\)""")
_STRING = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_COMMENT = re.compile(_STRING + r"|/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(_STRING + r"|\s*([{};,])\s*|(:)\s+|\s+")


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


class StaticFile(msgspec.Struct, frozen=True):
    """A file that pages refer to: its `name` in the theme, its `path` in the site, with the digest of its bytes.

    A style sheet is served with its imports in their places, so take its bytes from `Theme.static_bytes`.
    """

    name: str
    path: str
    source: Path
    digest: str


class Theme:
    """A theme with its parents, ready to render; made by `Theme.load`."""

    def __init__(self, chain: list[tuple[Path, ThemeFile]], templates: Path | None, context: ThemeContext) -> None:
        self.name = chain[0][1].name
        self.folders = tuple(folder for folder, _ in chain)
        """Where its files lie, its own folder first; a preview watches them."""
        self.options: Mapping[str, Any] = _options(chain, context.options)
        self.pictures = next((file.pictures for _, file in chain if file.pictures), PictureSizes())
        """The widths of pictures: its own, or else those of the nearest parent that has some."""
        self._context = context
        self._texts = _texts(chain, context.language)
        self._static = _StaticFiles(self.name, self.folders)
        own = [templates] if templates else []
        self._searched = [*own, *(folder / "templates" for folder in self.folders)]
        self._blocks = [*(folder / BLOCKS for folder in own), *(folder / BLOCKS for folder in self.folders)]
        self._environment = self._make_environment(chain)
        self._environment.filters.update(context.filters)
        self._fingerprints: dict[str, str] = {}

    @classmethod
    def load(
        cls,
        name: str,
        *,
        folder: Path,
        templates: Path | None = None,
        options: Mapping[str, Any] | None = None,
        language: str = "en",
        base_path: str = "/",
        time_zone: str = "UTC",
        filters: Mapping[str, Callable[..., Any]] | None = None,
    ) -> Theme:
        """Find a theme and check its options.

        Arguments: `name` is looked for in the project's `themes/`, then among notionpress's own; with a slash or a
        dot at its start it is a path from `folder`, the project's. `templates` is a folder whose templates win over
        the theme's; `filters` are further ones for all templates. Raises ThemeError.
        """
        context = ThemeContext(options or {}, language, base_path, time_zone, filters or {})
        return cls(_chain(name, folder), templates, context)

    def render(self, template: str, context: Mapping[str, Any], *, page: str = "") -> str:
        """Fill in a template; `page` is the title that errors name. Raises ThemeError."""
        try:
            return self._environment.get_template(template).render(context)
        except (_PlacedError, PluginError):
            # Of a template for a block inside this one, or of a plugin: it says where it comes from.
            raise
        except Exception as error:
            raise self._explain(error, template, context, page) from error

    def block_templates(self) -> tuple[str, ...]:
        """The names of blocks that have a template of their own, in `blocks/`; those that start with `_` are parts."""
        found = {path.stem for folder in self._blocks for path in folder.glob("*.html")}
        return tuple(sorted(name for name in found if not _is_part(name)))

    def text(self, key: str, **values: object) -> str:
        """The theme's words for `key` in the site's language, with `{name}` filled in; else in English."""
        if key not in self._texts:
            raise ThemeError(
                f"The theme “{self.name}” has no text “{key}”.",
                _did_you_mean(key, self._texts) or "Add it to `texts` in theme.yaml, at least in English (`en`).",
            )
        return self._texts[key].format(**values) if values else self._texts[key]

    def words(self) -> tuple[str, ...]:
        """All of the theme's own words in the site's language."""
        return tuple(self._texts.values())

    def static(self, name: str) -> str:
        """The address of a static file. Raises ThemeError when there is none."""
        return self._context.base_path + self._static.find(name).path

    def static_files(self) -> list[StaticFile]:
        """All files below `static/` of the theme and its parents, by name; those that start with `_` are parts."""
        return self._static.published()

    def static_bytes(self, name: str) -> bytes:
        """What a static file of the site holds."""
        return self._static.read(self._static.find(name))

    def fingerprint(self, template: str) -> str:
        """A digest of all that the theme brings to a template's output.

        That is the template with all that it extends, includes and imports, the templates for blocks, and the theme's
        options, words and static files.
        """
        if template not in self._fingerprints:
            roots = [template, *(f"{BLOCKS}/{name}.html" for name in self.block_templates())]
            parts = [self._source(name) for name in sorted(set().union(*map(self._referenced, roots)))]
            files = [file.path for file in self.static_files()]
            facts = (self.options, self.pictures, self._texts, files, self._context.facts)
            parts.append(repr(facts))
            self._fingerprints[template] = _digest("\0".join(parts).encode())
        return self._fingerprints[template]

    def _source(self, template: str) -> str:
        loader = self._environment.loader
        assert loader is not None
        try:
            return loader.get_source(self._environment, template)[0]
        except jinja2.TemplateNotFound:
            return ""

    def _referenced(self, template: str) -> set[str]:
        found: set[str] = set()
        waiting = [template]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            try:
                tree = self._environment.parse(self._source(name))
            except jinja2.TemplateSyntaxError as error:
                raise self._explain(error, name, {}, "") from error
            for other in meta.find_referenced_templates(tree):
                # A name that is only known while rendering may be any template.
                waiting.extend([other] if other is not None else self._environment.list_templates())
        return found

    def _make_environment(self, chain: Iterable[tuple[Path, ThemeFile]]) -> jinja2.Environment:
        # `journal/post.html` means that theme's own, so that a template can extend the one it replaces.
        named = {file.name: _loader([folder / "templates"], [folder / BLOCKS]) for folder, file in chain}
        environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([_loader(self._searched, self._blocks), jinja2.PrefixLoader(named)]),
            autoescape=True,
            undefined=Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            finalize=_without_controls,
        )
        environment.globals.update(
            options=self.options, static=self.static, text=self.text, direction=_direction(self._context.language)
        )
        environment.filters.update(date=self._date, isodate=_isodate, absolute=_absolute, markdown=self._markdown)
        return environment

    def _date(self, value: date | datetime | None) -> str:
        return "" if value is None else format_date(value, self._context.language, self._context.time_zone)

    def _markdown(self, value: str) -> Markup:
        return Markup(snippet(value, self._context.language, self._context.time_zone))

    def _explain(self, error: Exception, template: str, context: Mapping[str, Any], page: str) -> ThemeError:
        place = self._place(error) or template
        message, hint = _reason(error, {*context, *self._environment.globals})
        rendering = f", while rendering “{page}”" if page else ""
        return _PlacedError(f"{place}{rendering}: {message}", hint)

    def _place(self, error: Exception) -> str:
        """The template and line that an error comes from, "" when it comes from none."""
        if isinstance(error, jinja2.TemplateSyntaxError):
            return f"{self._shown(error.filename or error.name or '')}, line {error.lineno}"
        found = ""
        at = error.__traceback__
        while at is not None:
            shown = self._shown(at.tb_frame.f_code.co_filename)
            found = f"{shown}, line {at.tb_lineno}" if shown else found
            at = at.tb_next
        return found

    def _shown(self, filename: str) -> str:
        path = Path(filename)
        for folder in (*self._searched, *self._blocks):
            if path.is_relative_to(folder):
                # The project's `templates/post.html`, a theme's `journal/templates/post.html`.
                start = folder.parent.parent if folder.parent in self.folders else folder.parent
                return path.relative_to(start).as_posix()
        return ""


class _PlacedError(ThemeError):
    """An error in a template that is named in it."""


class ThemeContext(msgspec.Struct, frozen=True):
    """What a theme is told about the site; `base_path` ends with a slash, `filters` are plugins'."""

    options: Mapping[str, Any]
    language: str
    base_path: str
    time_zone: str
    filters: Mapping[str, Callable[..., Any]]

    @property
    def facts(self) -> tuple[object, ...]:
        """What it says, in an order that stays; what a plugin does is not to be seen in it."""
        return (self.options, self.language, self.base_path, self.time_zone, sorted(self.filters))


class Missing(jinja2.StrictUndefined):
    """An undefined name, with a message for people."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is missing:
            return f"“{self._undefined_name}” is not defined."
        names = [str(key) for key in self._undefined_obj] if isinstance(self._undefined_obj, Mapping) else []
        close = _did_you_mean(str(self._undefined_name), names)
        return f"There is no “{self._undefined_name}” here.{' ' + close if close else ''}"


class _StaticFiles:
    """The files below `static/` of a theme and its parents, read as the site serves them."""

    def __init__(self, theme: str, folders: Iterable[Path]) -> None:
        self._theme = theme
        self._sources: dict[str, Path] = {}
        for folder in folders:
            for path in sorted((folder / "static").rglob("*")):
                if path.is_file():
                    self._sources.setdefault(path.relative_to(folder / "static").as_posix(), path)
        self._found: dict[str, StaticFile] = {}
        self._sheets: dict[str, bytes] = {}

    def find(self, name: str) -> StaticFile:
        """The file of that name."""
        if name not in self._found:
            source = self._sources.get(name)
            if source is None or _is_part(name):
                known = sorted(known for known in self._sources if not _is_part(known))
                hint = _did_you_mean(name, known) or f"Its static files are {', '.join(known)}."
                raise ThemeError(f"The theme “{self._theme}” has no static file “{name}”.", hint)
            if name.endswith(".css"):
                self._sheets[name] = self._sheet(name).encode()
            digest = _digest(self._sheets[name] if name in self._sheets else source.read_bytes())[:8]
            path = PurePosixPath("assets") / name
            path = path.with_name(f"{path.stem}.{digest}{path.suffix}")
            self._found[name] = StaticFile(name, path.as_posix(), source, digest)
        return self._found[name]

    def published(self) -> list[StaticFile]:
        """The files that the site gets, by name."""
        return [self.find(name) for name in sorted(self._sources) if not _is_part(name)]

    def read(self, file: StaticFile) -> bytes:
        """The file's bytes."""
        return self._sheets[file.name] if file.name in self._sheets else file.source.read_bytes()

    def _sheet(self, name: str) -> str:
        """A style sheet in one piece: imports in their places, addresses with digests, no comments or spare space."""
        css = self._merged(name, ()).strip()
        css = _SPACE.sub(lambda found: str(found[1] or found[2] or found[3] or " "), css)
        return css.replace(";}", "}") + "\n"

    def _merged(self, name: str, above: tuple[str, ...]) -> str:
        if name in above:
            raise ThemeError(f"The theme “{self._theme}” imports {name} into itself.", "Remove one of the @imports.")
        if name == CODE_STYLES and name not in self._sources:
            return _without_comments(style_sheet())
        if name not in self._sources:
            message = f"{above[-1]} of the theme “{self._theme}” imports {name}, which does not exist."
            raise ThemeError(message, _did_you_mean(name, self._sources) or "Put the file beside it, or its parent's.")
        css = _without_comments(self._sources[name].read_text(encoding="utf-8"))
        above = (*above, name)
        merged, at = "", 0
        for found in _IMPORT.finditer(css):
            merged += self._with_digests(css[at : found.start()], above)
            merged += self._merged(_beside(name, found[1]), above)
            at = found.end()
        return merged + self._with_digests(css[at:], above)

    def _with_digests(self, css: str, above: tuple[str, ...]) -> str:
        """Point `url(…)` to static files; they are written from the file they stand in, and served from the first."""
        start = PurePosixPath(above[0]).parent.as_posix()

        def address(found: re.Match[str]) -> str:
            name = _beside(above[-1], found[1])
            if name not in self._sources:
                return found[0]
            path = self.find(name).path.removeprefix("assets/")
            return f'url("{posixpath.relpath(path, start)}")'

        return _REFERENCE.sub(address, css)


def _loader(templates: list[Path], blocks: list[Path]) -> jinja2.BaseLoader:
    inner = jinja2.PrefixLoader({BLOCKS: jinja2.FileSystemLoader(blocks)})
    return jinja2.ChoiceLoader([inner, jinja2.FileSystemLoader(templates)])


def _without_comments(css: str) -> str:
    return _COMMENT.sub(lambda found: found[1] or "", css)


def _beside(name: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _is_part(name: str) -> bool:
    """Whether a static file is only there for others to import."""
    return PurePosixPath(name).name.startswith(("_", "."))


def _chain(name: str, folder: Path) -> list[tuple[Path, ThemeFile]]:
    """The theme and its parents, each with its theme.yaml."""
    chain: list[tuple[Path, ThemeFile]] = []
    start = folder
    while name:
        # A project's `journal` may extend the `journal` that comes with notionpress.
        found = _find(name, folder, start, [path for path, _ in chain])
        chain.append((found, _read(found / "theme.yaml")))
        name, start = chain[-1][1].extends, found
    return chain


def _find(name: str, folder: Path, start: Path, taken: Iterable[Path]) -> Path:
    package = Path(__file__).parent
    # In a wheel the themes lie inside the package, in a checkout beside it.
    own = package / "_themes" if (package / "_themes").is_dir() else package.parent / "themes"
    is_path = "/" in name or "\\" in name or name.startswith(".")
    places = [start / name] if is_path else [folder / "themes" / name, own / name]
    resolved = [place.resolve() for place in places]
    for place in resolved:
        if place not in taken and (place / "theme.yaml").is_file():
            return place
    if any(place in taken for place in resolved):
        raise ThemeError(f"The theme “{name}” extends itself.", "Change `extends` in its theme.yaml.")
    if is_path:
        raise ThemeError(f"There is no theme at {name}.", "A theme is a folder with a theme.yaml in it.")
    known = sorted({path.parent.name for root in (folder / "themes", own) for path in root.glob("*/theme.yaml")})
    hint = _did_you_mean(name, known) or f"There is {', '.join(known)}."
    raise ThemeError(f"There is no theme “{name}”.", f"{hint} A theme of your own lies in themes/{name}/theme.yaml.")


def _read(path: Path) -> ThemeFile:
    shown = f"{path.parent.name}/{path.name}"
    try:
        file = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), ThemeFile)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ThemeError(f"{shown} cannot be read: {error}", "docs/themes.md describes what it holds.") from error
    for name, option in file.options.items():
        wrong = _mistake(option, option.default)
        if wrong:
            raise ThemeError(f"{shown}: the default of the option “{name}” {wrong}.")
    return file


def _options(chain: Iterable[tuple[Path, ThemeFile]], given: Mapping[str, Any]) -> dict[str, Any]:
    """Each option's value; those given are checked against what the theme and its parents know."""
    chain = list(chain)
    known: dict[str, Option] = {}
    for _, file in reversed(chain):
        known.update(file.options)
    mistakes = []
    for name, value in given.items():
        if name not in known:
            hint = _did_you_mean(name, known) or f"It knows {', '.join(sorted(known)) or 'none'}."
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


def _texts(chain: Iterable[tuple[Path, ThemeFile]], language: str) -> dict[str, str]:
    """The words for a language: the theme's before its parents', `pt-BR` before `pt` before English."""
    subtags = language.split("-")
    wanted = ["-".join(subtags[:count]) for count in range(len(subtags), 0, -1)]
    texts: dict[str, str] = {}
    for tag in reversed([*wanted, "en"]):
        for _, file in reversed(list(chain)):
            texts.update(file.texts.get(tag, {}))
    return texts


def _reason(error: Exception, names: Iterable[str]) -> tuple[str, str]:
    """What an error in a template means, and what to do about it."""
    match error:
        case ThemeError():
            return error.message, error.hint
        case jinja2.TemplateSyntaxError():
            return f"{error.message}", "Correct the template there."
        case jinja2.TemplateNotFound():
            return f"There is no template “{error.message}”.", "It belongs into `templates/` of the project or theme."
        case jinja2.UndefinedError():
            message = str(error.message)
            name = re.match(r"“(.+)” is not defined", message)
            hint = _did_you_mean(name[1], names) if name else ""
            return message, hint or "docs/themes.md lists what templates are given."
        case RecursionError():
            return "It extends or includes itself.", "Name the theme's own: `{% extends 'journal/post.html' %}`."
    return f"{type(error).__name__}: {error}", "Correct the template there."


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, sorted(known), 1)
    return f"Did you mean “{close[0]}”?" if close else ""


def _direction(language: str) -> str:
    subtags = language.split("-")
    if "Latn" in subtags:
        return "ltr"
    return "rtl" if subtags[0].lower() in RIGHT_TO_LEFT or {"Arab", "Hebr"} & set(subtags) else "ltr"


def _without_controls(value: Any) -> Any:
    """What a template shows, without the characters that HTML forbids; markup has been made without them."""
    return without_controls(value) if type(value) is str else value


def _isodate(value: date | datetime | None) -> str:
    return "" if value is None else value.isoformat()


@pass_context
def _absolute(context: Context, href: str) -> str:
    """An address of the site with scheme and host; others come back as they are."""
    if not href.startswith("/") or href.startswith("//"):
        return href
    scheme, _, rest = str(context["site"]["url"]).partition("://")
    return f"{scheme}://{rest.partition('/')[0]}{href}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
