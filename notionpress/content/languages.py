"""Names of programming languages as Markdown's authors write them, and Notion's for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_ALIASES: Final[Mapping[str, str]] = {
    "": "plain text",
    "asm": "assembly",
    "cjs": "javascript",
    "clj": "clojure",
    "coffee": "coffeescript",
    "cpp": "c++",
    "cc": "c++",
    "cs": "c#",
    "csharp": "c#",
    "cxx": "c++",
    "dockerfile": "docker",
    "erl": "erlang",
    "ex": "elixir",
    "exs": "elixir",
    "f90": "fortran",
    "fs": "f#",
    "fsharp": "f#",
    "golang": "go",
    "gql": "graphql",
    "hs": "haskell",
    "htm": "html",
    "jl": "julia",
    "js": "javascript",
    "kt": "kotlin",
    "llvm": "llvm ir",
    "make": "makefile",
    "md": "markdown",
    "mjs": "javascript",
    "ml": "ocaml",
    "mmd": "mermaid",
    "node": "javascript",
    "objc": "objective-c",
    "objectivec": "objective-c",
    "patch": "diff",
    "pl": "perl",
    "plain": "plain text",
    "plaintext": "plain text",
    "proto": "protobuf",
    "ps1": "powershell",
    "py": "python",
    "python3": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "shell",
    "sol": "solidity",
    "tex": "latex",
    "text": "plain text",
    "ts": "typescript",
    "txt": "plain text",
    "vb": "visual basic",
    "vbnet": "vb.net",
    "wasm": "webassembly",
    "wat": "webassembly",
    "yml": "yaml",
    "zsh": "shell",
}


def language_of(name: str) -> str:
    """Notion's name of the language that a code block names; one that Notion does not have stays as it is."""
    lowered = name.lower()
    return _ALIASES.get(lowered, lowered)
