"""Jinja as themes run in it: what a template reads is noted, and what runs for every value is short."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from notionpress.render.renderer import Reads
from notionpress.text import without_controls
from notionpress.theme.options import NotedOptions

_MAPPINGS: Final = (dict, NotedOptions)
_METHODS_OF_DICT: Final = frozenset(dir(dict))


class ThemeTemplate(jinja2.Template):
    """A template that notes again what its top level read when another imports it: Jinja runs that only once."""

    environment: ThemeEnvironment
    _read_by_module: set[str]

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        environment = self.environment
        outer, environment.reads = environment.reads, set[str]()
        try:
            module = super()._get_default_module(ctx)
            if not hasattr(self, "_read_by_module"):
                self._read_by_module = environment.reads
            read = environment.reads | self._read_by_module
        finally:
            environment.reads = outer
        for name in read:
            outer.add(name)
        return module


class _Generator(CodeGenerator):
    """Writes `environment.shown(…)` for what a template shows, in place of two calls."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            # Jinja closes as many brackets as its own two calls have.
            self.write("environment.shown((")
        else:
            super()._output_child_pre(node, frame, finalize)


class _Context(Context):
    """Calls macros and a theme's own functions without asking how they want to be called, which takes longer."""

    environment: ThemeEnvironment

    def call(self, function: Any, /, *args: Any, **values: Any) -> Any:
        if type(function) is Macro:
            args = (self.eval_ctx, *args)
        elif function not in self.environment.functions:
            return super().call(function, *args, **values)
        if values:
            values.pop("_block_vars", None)
            values.pop("_loop_vars", None)
        return function(*args, **values)


class ThemeEnvironment(jinja2.Environment):
    """An environment that notes in `reads` which templates are looked for, found or not."""

    template_class = ThemeTemplate
    code_generator_class = _Generator
    context_class = _Context

    def __init__(self, **settings: Any) -> None:
        super().__init__(autoescape=True, finalize=_without_controls, **settings)
        self.reads: Reads = set[str]()
        self.functions: tuple[Callable[..., Any], ...] = ()
        self._loaded: dict[str, jinja2.Template] = {}

    def add_functions(self, **functions: Callable[..., Any]) -> None:
        """Give every template these functions, by name; they are called with what the template says and no more."""
        self.globals.update(functions)
        self.functions = (*self.functions, *functions.values())

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> jinja2.Template:
        self.reads.add(f"template:{name}")
        if globals is not None:
            return super()._load_template(name, globals)
        template = self._loaded.get(name)
        if template is None:
            template = self._loaded[name] = super()._load_template(name, globals)
        return template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template is given: a dict, since each rendering copies it, and of a `ChainMap` that is slow."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A value by its name after a dot, in the order of Jinja's own; nearly all are keys of a dict."""
        if type(obj) in _MAPPINGS and attribute not in _METHODS_OF_DICT:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)

    def shown(self, value: Any) -> str:
        """A value as it stands in HTML, without the characters that HTML forbids; markup is made without them."""
        kind = type(value)
        if kind is str:
            return _escaped(value)
        return value if kind is Markup else escape(value)


def _without_controls(value: Any) -> Any:
    """The same for the places where a template has turned escaping off."""
    return without_controls(value) if type(value) is str else value


def _escaped(text: str) -> str:
    # One look for each character takes half as long as a search for all of them.
    if text.isprintable() and not ("&" in text or "<" in text or ">" in text or '"' in text or "'" in text):
        return text
    return str(escape(without_controls(text)))
