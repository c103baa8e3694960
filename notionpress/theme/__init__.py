"""Themes: finding them, their options and words, and the templates and files that they bring."""

from notionpress.theme.theme import BLOCKS, Theme
from notionpress.theme.theme_file import WrongOptions

__all__ = ["BLOCKS", "Theme", "WrongOptions"]
