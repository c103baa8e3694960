"""What a plugin registers with: one verb for each stage of a build."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeAlias, TypeVar, overload

from notionpress.content.blocks import Block
from notionpress.content.pages import Page
from notionpress.content.raw import Raw
from notionpress.emit.output import Emitter
from notionpress.plugins.guard import GuardedEmitter, Plugin, guarded
from notionpress.render.html_renderer import BlockFunction
from notionpress.report import BuildResult
from notionpress.site.hooks import Blocks

if TYPE_CHECKING:
    from notionpress.render.markdown_renderer import MarkdownFunction

PAGE: Final = "page"
"""What `press.parse` calls a page; every other name is the type of a block."""

Parser: TypeAlias = Callable[[Raw], Any]
ChangePage: TypeAlias = Callable[[Page], Page | None]
ChangeBody: TypeAlias = Callable[[Blocks, Page], Iterable[Block]]
IsPublic: TypeAlias = Callable[[Page], bool]
Filter: TypeAlias = Callable[..., Any]
AfterBuild: TypeAlias = Callable[[BuildResult], object]

_P = ParamSpec("_P")
_R = TypeVar("_R")
_F = TypeVar("_F", bound=Callable[..., Any])
_E = TypeVar("_E")


class Registered:
    """What was registered by one `setup`, in the order of its calls."""

    def __init__(self) -> None:
        self.parse: list[tuple[str, Parser]] = []
        self.page: list[ChangePage] = []
        self.body: list[Callable[[Blocks, Page], Blocks]] = []
        self.publish_if: list[IsPublic] = []
        self.html: dict[type[Block], BlockFunction] = {}
        self.markdown: dict[type[Block], MarkdownFunction] = {}
        self.template_filters: dict[str, Filter] = {}
        self.emitters: list[Emitter] = []
        self.after_build: list[AfterBuild] = []


class Press:
    """What `setup(press)` is given: a verb for each stage, in the order of the pipeline.

    Every verb is a decorator, and may be called with the function too. What notionpress makes by itself is registered
    the same way, without a plugin. A verb raises TypeError or ValueError when it is given what it cannot use.
    """

    def __init__(self, plugin: Plugin | None = None) -> None:
        self.registered = Registered()
        self._plugin = plugin

    # Content

    @overload
    def parse(self, type: str) -> Callable[[_F], _F]: ...
    @overload
    def parse(self, type: str, function: _F) -> _F: ...
    def parse(self, type: str, function: Any = None) -> Any:
        """Parse blocks of a type in another way: `(raw) -> Block | None`.

        `raw` is the block as Notion sent it; None leaves it to notionpress. The block's id and children are filled in
        where they are empty. With the type `page` the function is given page objects and returns a `Page` or None.
        """
        wanted = Page if type == PAGE else Block

        def register(function: _F) -> _F:
            def is_right(made: object) -> bool:
                return made is None or isinstance(made, wanted)

            words = f"a {wanted.__name__}, or None to leave it to notionpress"
            self.registered.parse.append((type, self._guarded(f"press.parse({type!r})", function, is_right, words)))
            return function

        return register if function is None else register(function)

    def page(self, function: ChangePage) -> ChangePage:
        """Change a page's values, add properties, or drop the page: `(page) -> Page | None`."""
        wanted = "the page, or None to drop it"
        self.registered.page.append(self._guarded("press.page", function, _is_page_or_none, wanted))
        return function

    def publish_if(self, function: IsPublic) -> IsPublic:
        """Publish a page only if this says so too, besides the rule of site.yaml: `(page) -> bool`."""
        self.registered.publish_if.append(self._guarded("press.publish_if", function, _is_bool, "True or False"))
        return function

    def body(self, function: ChangeBody) -> ChangeBody:
        """Change a page's blocks before anything is made of them: `(blocks, page) -> blocks`."""
        _check_function("press.body", function)

        def changed(blocks: Blocks, page: Page) -> Blocks:
            return tuple(function(blocks, page))

        self.registered.body.append(self._guarded("press.body", changed, _are_blocks, "blocks"))
        return function

    # Rendering

    @overload
    def html(self, kind: type[Block]) -> Callable[[_F], _F]: ...
    @overload
    def html(self, kind: type[Block], function: _F) -> _F: ...
    def html(self, kind: type[Block], function: Any = None) -> Any:
        """Make the HTML of a class of blocks: `(block, render) -> Html`, with an `HtmlRenderer`."""
        _check_block(kind)

        def register(function: _F) -> _F:
            verb = f"press.html({kind.__name__})"
            self.registered.html[kind] = self._guarded(verb, function, _is_text, "HTML as text")
            return function

        return register if function is None else register(function)

    @overload
    def markdown(self, kind: type[Block]) -> Callable[[_F], _F]: ...
    @overload
    def markdown(self, kind: type[Block], function: _F) -> _F: ...
    def markdown(self, kind: type[Block], function: Any = None) -> Any:
        """Make the Markdown of a class of blocks: `(block, render) -> str`, with a `MarkdownRenderer`."""
        _check_block(kind)

        def register(function: _F) -> _F:
            verb = f"press.markdown({kind.__name__})"
            self.registered.markdown[kind] = self._guarded(verb, function, _is_text, "Markdown as text")
            return function

        return register if function is None else register(function)

    @overload
    def template_filter(self, name: str) -> Callable[[_F], _F]: ...
    @overload
    def template_filter(self, name: str, function: _F) -> _F: ...
    def template_filter(self, name: str, function: Any = None) -> Any:
        """Give templates a filter: `{{ value | name }}` calls the function with the value."""
        if not name.isidentifier():
            raise ValueError(f"{name!r} is no name for a filter: letters, digits and _ make one")

        def register(function: _F) -> _F:
            verb = f"press.template_filter({name!r})"
            self.registered.template_filters[name] = self._guarded(verb, function, _is_anything)
            return function

        return register if function is None else register(function)

    # Files

    def emit(self, emitter: _E) -> _E:
        """Make files: an object, or a class that needs no arguments, with `name`, `outputs` and `render`.

        It takes the place of an emitter of the same name that was registered before it.
        """
        made: Any = emitter() if isinstance(emitter, type) else emitter
        if not isinstance(getattr(made, "name", None), str):
            raise TypeError(f"the emitter {type(made).__name__} has no name")
        for method in ("outputs", "render"):
            _check_function(f"the emitter {made.name}: {method}", getattr(made, method, None))
        self.registered.emitters.append(GuardedEmitter(made, self._plugin) if self._plugin else made)
        return emitter

    def after_build(self, function: AfterBuild) -> AfterBuild:
        """Be told the result when the site is written: `(result) -> None`."""
        self.registered.after_build.append(self._guarded("press.after_build", function, _is_anything))
        return function

    def _guarded(
        self, verb: str, function: Callable[_P, _R], is_right: Callable[[Any], bool], wanted: str = "anything"
    ) -> Callable[_P, _R]:
        """The function; that of a plugin is named where it fails."""
        _check_function(verb, function)
        return guarded(self._plugin, verb, function, is_right, wanted) if self._plugin else function


def _is_anything(made: object) -> bool:
    return True


def _is_text(made: object) -> bool:
    return isinstance(made, str)


def _is_bool(made: object) -> bool:
    return isinstance(made, bool)


def _is_page_or_none(made: object) -> bool:
    return made is None or isinstance(made, Page)


def _are_blocks(made: Iterable[object]) -> bool:
    return all(isinstance(one, Block) for one in made)


def _check_function(verb: str, function: object) -> None:
    if not callable(function):
        raise TypeError(f"{verb} must be a function, not {function!r}")


def _check_block(kind: object) -> None:
    if not (isinstance(kind, type) and issubclass(kind, Block)):
        raise TypeError(f"{kind!r} is no class of blocks; those of notionpress are in notionpress.content.blocks")
