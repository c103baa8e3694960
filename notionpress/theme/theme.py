"""A theme with its parents, and the Jinja environment that its templates run in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from markupsafe import Markup, escape
from msgspec.structs import replace

from notionpress.errors import PluginError, ThemeError
from notionpress.render.languages import direction_of
from notionpress.render.renderer import Reads
from notionpress.render.snippet import snippet
from notionpress.render.texts import format_date
from notionpress.theme.compiled import CompiledTemplates
from notionpress.theme.environment import ThemeEnvironment
from notionpress.theme.filters import absolute, isodate, listed
from notionpress.theme.mistakes import Missing, PlacedError, did_you_mean, reason
from notionpress.theme.option_pictures import PicturePlaces
from notionpress.theme.options import NotedOptions
from notionpress.theme.own import STATIC
from notionpress.theme.static_files import StaticFile, StaticFiles, digest_of, is_part
from notionpress.theme.theme_file import PictureSizes, ThemeFile, chain_of, missing_texts, options_of, texts_of

BLOCKS = "blocks"
"""The folder of templates for single blocks: beside `templates/` in a theme, below it in the project."""


def _apart(words: object, language: str) -> Markup:
    """Words in a language within those of another: they are read aloud, and laid out, by themselves."""
    return Markup(words) if isinstance(words, int) else Markup('<bdi lang="{}">{}</bdi>').format(language, words)


class ThemeContext(msgspec.Struct, frozen=True):
    """What a theme is told about the site; `base_path` ends with a slash, `filters` are plugins'.

    `compiled` keeps templates for the next time that the theme is loaded.
    """

    options: Mapping[str, Any]
    language: str
    base_path: str
    time_zone: str
    filters: Mapping[str, Callable[..., Any]]
    compiled: CompiledTemplates | None = None


class Theme:
    """A theme with its parents, ready to render; made by `Theme.load`."""

    def __init__(
        self,
        chain: list[tuple[Path, ThemeFile]],
        templates: Path | None,
        static: Path | None,
        context: ThemeContext,
    ) -> None:
        self.name = chain[0][1].name
        self.folders = tuple(folder for folder, _ in chain)
        """Where its files lie, its own folder first; a preview watches them."""
        self.pictures = next((file.pictures for _, file in chain if file.pictures), PictureSizes())
        """The widths of pictures: its own, or else those of the nearest parent that has some."""
        self._context = context
        self._chain = tuple(chain)
        self._texts = texts_of(chain, context.language)
        self._stand_ins = frozenset(missing_texts(chain, context.language))
        self._static = StaticFiles(self.name, self.folders, static / STATIC if static else None)
        places = PicturePlaces(static, self._static, context.base_path)
        self.options: Mapping[str, Any] = options_of(chain, context.options, places.find)
        own = [templates] if templates else []
        self._searched = [*own, *(folder / "templates" for folder in self.folders)]
        self._blocks = [*(folder / BLOCKS for folder in own), *(folder / BLOCKS for folder in self.folders)]
        self._environment = self._make_environment()
        self._fingerprints: dict[str, str] = {}
        self._in_language = {context.language: self}
        self._mark = ""

    @classmethod
    def load(
        cls,
        name: str,
        *,
        folder: Path,
        templates: Path | None = None,
        static: Path | None = None,
        options: Mapping[str, Any] | None = None,
        language: str = "en",
        base_path: str = "/",
        time_zone: str = "UTC",
        filters: Mapping[str, Callable[..., Any]] | None = None,
        compiled: CompiledTemplates | None = None,
    ) -> Theme:
        """Find a theme and check its options.

        Arguments: `name` is looked for in the project's `themes/`, then among notionpress's own; with a slash or a
        dot at its start it is a path from `folder`, the project's. `templates` is a folder whose templates win over
        the theme's, and `static` one whose folder `assets` holds files that win over its static files; `filters` are
        further ones for all templates; `compiled` keeps these for the next time. Raises ThemeError.
        """
        context = ThemeContext(options or {}, language, base_path, time_zone, filters or {}, compiled)
        return cls(chain_of(name, folder), templates, static, context)

    def in_language(self, language: str) -> Theme:
        """The theme as it is in a language, a BCP 47 tag: its words, dates, lists, and direction of writing."""
        found = self._in_language.get(language)
        if found is None:
            found = self._in_language[language] = copy(self)
            found._context = replace(self._context, language=language)
            found._texts = texts_of(self._chain, language)
            found._stand_ins = frozenset(missing_texts(self._chain, language))
            found._mark = f"@{language}"
            found._fingerprints = {}
            # Templates are taken apart from those of other languages, as what one sets at its top is kept.
            found._environment = found._make_environment()
        return found

    def render(self, template: str, context: Mapping[str, Any], *, page: str = "", reads: Reads | None = None) -> str:
        """Fill in a template; `page` is the title that errors name. Raises ThemeError.

        `reads` takes what the theme brought to the output, by the names that `fingerprint` knows: every template that
        was looked for, static files, the theme's words, and options.
        """
        environment = self._environment
        outer, environment.reads = environment.reads, set[str]() if reads is None else reads
        try:
            return environment.get_template(template).render(context)
        except (PlacedError, PluginError):
            # Of a template for a block inside this one, or of a plugin: it says where it comes from.
            raise
        except Exception as error:
            raise self._explain(error, template, context, page) from error
        finally:
            environment.reads = outer

    def block_templates(self) -> tuple[str, ...]:
        """The names of blocks that have a template of their own, in `blocks/`; those that start with `_` are parts."""
        found = {path.stem for folder in self._blocks for path in folder.glob("*.html")}
        return tuple(sorted(name for name in found if not is_part(name)))

    def text(self, key: str, **values: object) -> str:
        """The theme's words for `key` in its language, with `{name}` filled in; else in English."""
        if key not in self._texts:
            raise ThemeError(
                f"The theme “{self.name}” has no text “{key}”.",
                did_you_mean(key, self._texts) or "Add it to `texts` in theme.yaml, at least in English (`en`).",
            )
        return self._texts[key].format(**values) if values else self._texts[key]

    def read_of_text(self, key: str) -> str:
        """What is noted where the words for `key` are shown."""
        return f"text:{key}{self._mark}"

    def words(self) -> tuple[str, ...]:
        """All of the theme's own words in its language."""
        return tuple(self._texts.values())

    def missing_texts(self) -> tuple[str, ...]:
        """The keys of the words that it lacks in its language, in whose place English ones are shown."""
        return tuple(sorted(self._stand_ins))

    def static(self, name: str) -> str:
        """The address of a static file. Raises ThemeError when there is none."""
        return self._context.base_path + self._static.find(name).path

    def has_static(self, name: str) -> bool:
        """Whether a static file of the theme or its parents has that name, also one that is a part."""
        return self._static.knows(name)

    def static_files(self) -> list[StaticFile]:
        """All files below `static/` of the theme and its parents, by name; those that start with `_` are parts."""
        return self._static.published()

    def static_bytes(self, name: str) -> bytes:
        """What a static file of the site holds."""
        return self._static.read(self._static.find(name))

    def fingerprint(self, read: str) -> str:
        """A digest of what a read of `render` says now, "" where there is nothing of that name.

        A read is `template:<name>`, looked for in the order of search, `static:<name>`, `text:<key>`, in another
        language than the site's `text:<key>@<language>`, `option:<name>`, `option:*` for all options, or
        `theme:pictures`.
        """
        if read not in self._fingerprints:
            kind, _, name = read.partition(":")
            value = self._value(kind, name)
            self._fingerprints[read] = "" if value is None else digest_of(repr(value).encode())
        return self._fingerprints[read]

    def digest(self) -> str:
        """A digest of everything that the theme and its parents hold, and of what they are told about the site."""
        places = [*self._searched, *self._blocks, *(folder / "static" for folder in self.folders)]
        places += [self._static.own] if self._static.own else []
        files = [
            (path.relative_to(place).as_posix(), path.read_bytes())
            for place in places
            for path in sorted(place.rglob("*"))
            if path.is_file()
        ]
        texts = [file.texts for _, file in self._chain]
        return digest_of(repr((files, self.options, self.pictures, texts)).encode())

    def _value(self, kind: str, name: str) -> object:
        match kind:
            case "template":
                return self._source(name)
            case "static":
                return self.static(name) if self._static.has(name) else None
            case "text":
                key, _, language = name.partition("@")
                spoken = self.in_language(language) if language else self
                return (spoken._texts[key], key in spoken._stand_ins) if key in spoken._texts else None
            case "option":
                return self.options if name == "*" else (self.options[name],) if name in self.options else None
        return self.pictures

    def has_template(self, name: str) -> bool:
        """Whether the theme, a parent or the project has a template of that name."""
        return self._source(name) is not None

    def _source(self, template: str) -> str | None:
        loader = self._environment.loader
        assert loader is not None
        try:
            return loader.get_source(self._environment, template)[0]
        except jinja2.TemplateNotFound:
            return None

    def _make_environment(self) -> ThemeEnvironment:
        # `journal/post.html` means the one that this theme or its parents have, so that a template can extend the one
        # it replaces.
        named = {
            file.name: _loader(
                [at / "templates" for at in self.folders[depth:]], [at / BLOCKS for at in self.folders[depth:]]
            )
            for depth, (_, file) in enumerate(self._chain)
        }
        environment = ThemeEnvironment(
            loader=jinja2.ChoiceLoader([_loader(self._searched, self._blocks), jinja2.PrefixLoader(named)]),
            undefined=Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=self._context.compiled,
        )
        environment.globals.update(
            options=NotedOptions(dict(self.options), environment),
            language=self._context.language,
            direction=direction_of(self._context.language),
        )
        environment.add_functions(text=self._noted_text, marked_text=self._marked_text, static=self._noted_static)
        environment.filters.update(date=self._date, isodate=isodate, absolute=absolute, markdown=self._markdown)
        environment.filters.update(listed=partial(listed, language=self._context.language))
        environment.filters.update(self._context.filters)
        return environment

    def _noted_static(self, name: str) -> str:
        self._environment.reads.add(f"static:{name}")
        return self.static(name)

    def _noted_text(self, key: str, **values: object) -> str:
        self._environment.reads.add(self.read_of_text(key))
        return self.text(key, **values) if values or key not in self._texts else self._texts[key]

    def _marked_text(self, key: str, **values: object) -> str:
        """The words for `key` as the content of an element: English ones in another language are marked as such."""
        if key not in self._stand_ins:
            return self._noted_text(key, **values)
        self._environment.reads.add(self.read_of_text(key))
        # What is filled in is in the language of the page, and may be written the other way.
        own = {name: _apart(value, self._context.language) for name, value in values.items()}
        return _apart(Markup(escape(self._texts[key])).format(**own), "en")

    def _date(self, value: date | datetime | None) -> str:
        return "" if value is None else format_date(value, self._context.language, self._context.time_zone)

    def _markdown(self, value: str) -> Markup:
        return Markup(snippet(value, self._context.language, self._context.time_zone))

    def _explain(self, error: Exception, template: str, context: Mapping[str, Any], page: str) -> ThemeError:
        place = self._place(error) or template
        message, hint = reason(error, {*context, *self._environment.globals})
        rendering = f", while rendering “{page}”" if page else ""
        return PlacedError(f"{place}{rendering}: {message}", hint)

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


def _loader(templates: list[Path], blocks: list[Path]) -> jinja2.BaseLoader:
    inner = jinja2.PrefixLoader({BLOCKS: jinja2.FileSystemLoader(blocks)})
    return jinja2.ChoiceLoader([inner, jinja2.FileSystemLoader(templates)])
