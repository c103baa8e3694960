"""What MathML needs styles or elements for and math-core has no words for: each is a colour on its way through it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_UP = "linear-gradient(to top left,#0000 calc(50% - .04em),currentcolor 0 calc(50% + .04em),#0000 0)"
_DOWN = _UP.replace("top left", "top right")
_LINE = "linear-gradient(currentcolor 0 0)"

STRIKES: Mapping[str, str] = MappingProxyType(
    {
        "box": "border:.06em solid;padding:.3em",
        "downdiagonalstrike": f"background:{_DOWN}",
        "updiagonalstrike": f"background:{_UP}",
        "updiagonalstrike downdiagonalstrike": f"background:{_UP},{_DOWN}",
    }
)
"""`menclose` is no part of MathML Core, and no engine but Gecko draws it: styles do."""


class Tags(NamedTuple):
    """The start and the end of what stands around a piece of an equation."""

    start: str
    end: str


def styled(css: str) -> Tags:
    """A row with a style."""
    return Tags(f'<mrow style="{css}">', "</mrow>")


_SIZES: Mapping[str, int] = MappingProxyType(
    {
        "tiny": 50,
        "scriptsize": 70,
        "footnotesize": 80,
        "small": 90,
        "normalsize": 100,
        "large": 120,
        "Large": 144,
        "LARGE": 173,
        "huge": 207,
        "Huge": 249,
    }
)
_AROUND: Mapping[str, Tags] = MappingProxyType(
    {
        "overline": styled("border-top:.05em solid;padding-top:.1em"),
        "underline": styled("border-bottom:.05em solid;padding-bottom:.15em"),
        "sout": styled(f"background:{_LINE} 0 60%/100% .05em no-repeat"),
        "angl": styled("border-top:.05em solid;border-right:.05em solid;padding:.1em .1em 0 .05em"),
        "phase": styled(
            f"background:{_UP} 0 0/.55em 100% no-repeat;border-bottom:.06em solid;padding:.05em .1em .1em .65em"
        ),
        "overlinesegment": styled(
            f"background:{_LINE} 0 .14em/100% .05em no-repeat,{_LINE} 0 0/.05em .33em no-repeat,"
            f"{_LINE} 100% 0/.05em .33em no-repeat;padding-top:.4em"
        ),
        "underlinesegment": styled(
            f"background:{_LINE} 0 calc(100% - .14em)/100% .05em no-repeat,{_LINE} 0 100%/.05em .33em no-repeat,"
            f"{_LINE} 100% 100%/.05em .33em no-repeat;padding-bottom:.4em"
        ),
        "encircled": styled("border:.05em solid;border-radius:50%;padding:.1em .2em"),
        "framed": styled("border:.04em solid;padding:.3em"),
        "mathreflectbox": styled("transform:scaleX(-1)"),
        "smash": Tags('<mpadded height="0" depth="0">', "</mpadded>"),
        "smashtop": Tags('<mpadded height="0">', "</mpadded>"),
        "smashbottom": Tags('<mpadded depth="0">', "</mpadded>"),
        "mathrlap": Tags('<mpadded width="0">', "</mpadded>"),
        "mathllap": Tags('<mpadded width="0"><mrow style="transform:translate(-100%)">', "</mrow></mpadded>"),
        "mathclap": Tags('<mpadded width="0"><mrow style="transform:translate(-50%)">', "</mrow></mpadded>"),
    }
)
_COLORS: Mapping[str, str] = MappingProxyType(
    {name: f"F1E2{number:02X}" for number, name in enumerate((*_SIZES, *_AROUND), 1)}
)


def switch(color: str) -> str:
    """The command that sets a colour to the end of a group."""
    return rf"\color[HTML]{{{color}}}"


SIZES: Mapping[str, str] = MappingProxyType({name: switch(_COLORS[name]) for name in _SIZES})
"""What stands for the commands that set a size to the end of a group."""

AROUND: Mapping[str, str] = MappingProxyType({name: f"{{{switch(_COLORS[name])}#1}}" for name in _AROUND})
"""What stands for the commands that put something around their argument, as definitions of macros."""


class Styles:
    """The colours in an expression that stand for something else, and what they stand for.

    math-core has no sizes outside text, no boxes in colour and no rules, and its lines take a mathematical font to
    reach over more than a letter. A colour holds as long as they would, to the end of its group, and comes out as the
    style of one `mrow`.
    """

    def __init__(self) -> None:
        self._more: dict[str, Tags] = {}

    def around(self, tags: Tags, tex: str) -> str:
        """The expression `tex` within `tags`."""
        return f"{{{self.from_here(tags)}{tex}}}"

    def from_here(self, tags: Tags) -> str:
        """A command that puts `tags` around what follows in its group."""
        color = f"F1E{0x300 + len(self._more):03X}"
        self._more[color] = tags
        return switch(color)

    def meaning(self, color: str) -> Tags | int | None:
        """What a colour stands for: tags, a size in percent, or None if it is a colour."""
        return self._more.get(color) or _MEANINGS.get(color)


_MEANINGS: Mapping[str, Tags | int] = MappingProxyType(
    {_COLORS[name]: meaning for known in (_SIZES, _AROUND) for name, meaning in known.items()}
)
