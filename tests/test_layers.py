"""The layers of the code: who may import whom, what is pure, and who may touch what. Read from the sources."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "notionpress"

# Each part with the parts that it may import besides itself. A part is a module or a folder of the package; it may
# import only parts that stand above it, so that arrows point one way. `""` is the package itself: its version.
LAYERS: dict[str, str] = {
    "": "",
    "errors": "",
    "ids": "",
    "language_tags": "",
    "text": "",
    "slugs": "",
    "report": "",
    "sources": "",
    "removals": "errors",
    # 1
    "config_file": "errors",
    "config_checks": "config_file ids language_tags",
    "config_collections": "config_file ids language_tags",
    "config": "config_checks config_collections config_file errors removals",
    "environment": "errors",
    # 2: siblings do not import each other
    "notion": " errors ids",
    "store": "errors",
    "prepared": "errors",
    "content": "ids slugs text",
    # 3
    "crawl": "errors ids notion removals report store",
    "site": "config config_collections config_file content errors ids language_tags report slugs sources store text",
    # 4
    "render": "content errors ids report site text",
    # 5
    "theme": "config_file errors render site text",
    "emit": "config content errors ids render report site text theme",
    # 6
    "plugins": "config content emit errors ids render report site text theme",
    # 7
    "build": "config config_file content emit errors ids plugins prepared removals render report site sources store text theme",
    # 8
    "check": " build config config_file content crawl errors ids notion plugins report site store text",
    # the emulator meets notion/ over HTTP alone, so that a misunderstanding cannot cancel itself out
    "emulator": "errors",
    "reading": "build config config_checks config_file content crawl emulator environment errors notion report site store",
    "start": "config content environment errors store text",
    "serve": "build check config config_file content crawl emit environment errors ids notion plugins reading render"
    " report site start store text theme",
    # 9
    "commands": "build check config config_checks config_file content crawl emit emulator environment errors ids notion"
    " reading report serve site slugs start store text theme",
    "cli": "commands errors text",
    "__main__": "cli",
}

PURE = ("content", "site", "render")
# The reading that `site` cannot do without stands in these.
IMPURE = ("site.load", "site.pages", "site.local", "site.picture_size")
IMPURE_IMPORTS = {"asyncio", "logging", "time", "os", "sys", "socket", "subprocess", "random", "tempfile", "shutil"}
IMPURE_IMPORTS |= {"secrets", "urllib.request", "http", "aiohttp", "threading", "multiprocessing", "io", "glob"}
IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "__import__"}
IMPURE_METHODS = {"now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes", "open", "mkdir"}
IMPURE_METHODS |= {"unlink", "iterdir", "rglob", "exists", "is_file", "is_dir", "stat", "resolve", "cwd", "home"}

# A heavy or delicate package, and the only parts that may import it.
OUTSIDE = {
    "aiohttp": ("notion", "crawl.files", "check.links", "serve", "emulator"),
    "yarl": ("notion", "crawl.files", "check.links", "serve", "emulator"),
    "jinja2": ("theme", "plugins", "build", "serve.desk"),
    "ahocorasick_rs": ("build",),
    "resvg_py": ("emit.social",),
    "uharfbuzz": ("emit.fonts",),
    "pygments": ("render",),
    "math_core": ("render",),
    "PIL": ("build", "emit.icons"),
    "watchfiles": ("serve",),
    "click": ("commands", "cli"),
    "rich": ("commands",),
    "yaml": ("config_file", "theme", "emit.yaml", "site.front_matter", "start.settings"),
    "slugify": ("slugs",),
}

# Parts that may write files: the cache, the site, a new project, what a CI job reads. Everyone else hands on values.
WRITERS = ("store", "environment", "prepared", "build.writer", "commands.new", "commands.theme", "commands.job_summary")
WRITES = {"write_text", "write_bytes", "mkdir", "unlink", "rmdir", "rename", "symlink_to", "hardlink_to", "touch"}

# Public structs are values. These two collect while an answer is read.
COLLECTORS = {"crawl.changes.Findings", "emulator.trees.Node"}

# Filled by decorators at import, then copied and handed down.
REGISTERED = {"render.functions._HTML", "render.functions._MARKDOWN"}
CHANGES = {"append", "add", "update", "setdefault", "pop", "popitem", "clear", "extend", "insert", "remove", "discard"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        name = name.removesuffix("__init__").rstrip(".")
        yield name, ast.parse(path.read_text(encoding="utf-8"), str(path))


MODULES = dict(modules())


def imported(tree: ast.Module) -> Iterator[str]:
    """The dotted names that a module imports anywhere; `from a import b` gives `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(module: str) -> str:
    """The part of the table that a module belongs to."""
    return module.partition(".")[0]


def own_parts(tree: ast.Module) -> set[str]:
    """The parts of notionpress that a module imports."""
    found = set()
    for name in imported(tree):
        package, _, rest = name.partition(".")
        if package == "notionpress":
            first = part_of(rest)
            found.add(first if first in LAYERS or (PACKAGE / first).exists() else "")
    return found


def lies_in(module: str, parts: tuple[str, ...]) -> bool:
    return any(module == part or module.startswith(f"{part}.") for part in parts)


def test_the_table_points_one_way() -> None:
    above: set[str] = set()
    for part, allowed in LAYERS.items():
        assert set(allowed.split()) <= above, f"{part} may import something that stands below it"
        above.add(part)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_stands_above_it(module: str) -> None:
    part = part_of(module)
    assert part in LAYERS, f"{module} has no place in the table"
    allowed = {part, "", *LAYERS[part].split()}
    assert own_parts(MODULES[module]) - allowed == set()


def test_only_load_and_pages_read_the_store_for_the_site() -> None:
    for module, tree in MODULES.items():
        if part_of(module) == "site" and module not in ("site.load", "site.pages"):
            assert "store" not in own_parts(tree), module


@pytest.mark.parametrize("module", [name for name in MODULES if part_of(name) in PURE])
def test_the_middle_is_pure(module: str) -> None:
    names = set(imported(MODULES[module]))
    asked = {name for name in names for impure in IMPURE_IMPORTS if name == impure or name.startswith(f"{impure}.")}
    assert asked == set()
    if module in IMPURE:
        return
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in IMPURE_CALLS, f"{module}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in IMPURE_METHODS, f"{module}:{node.lineno}"
        assert not isinstance(node, ast.Await | ast.AsyncFunctionDef), f"{module}: asynchronous"


@pytest.mark.parametrize("package", OUTSIDE)
def test_a_heavy_package_stays_where_it_belongs(package: str) -> None:
    users = {
        module
        for module, tree in MODULES.items()
        if any(name == package or name.startswith(f"{package}.") for name in imported(tree))
    }
    assert {module for module in users if not lies_in(module, OUTSIDE[package])} == set()


@pytest.mark.parametrize("module", [name for name in MODULES if not lies_in(name, WRITERS)])
def test_only_store_and_writer_write_files(module: str) -> None:
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in WRITES, f"{module}:{node.lineno}"
            if node.func.attr == "open":
                modes = {one.value for one in node.args if isinstance(one, ast.Constant)}
                assert not any(set("wxa+") & set(str(mode)) for mode in modes), f"{module}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "open", f"{module}:{node.lineno}"


def test_structs_are_frozen() -> None:
    seen = 0
    for module, tree in MODULES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef) or "msgspec.Struct" not in [ast.unparse(base) for base in node.bases]:
                continue
            seen += 1
            if not node.name.startswith("_") and f"{module}.{node.name}" not in COLLECTORS:
                settings = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
                assert settings.get("frozen") == "True", f"{module}.{node.name}"
    assert seen > 40


def containers(tree: ast.Module) -> set[str]:
    """The names of lists, dictionaries and sets that stand at a module's top level."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(
            node.value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp | ast.Call
        ):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found.update(target.id for target in targets if isinstance(target, ast.Name))
    return found


def changed(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names that a module's code changes in place, with the line."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in CHANGES:
                yield name, node.lineno
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                yield name, node.lineno
            case ast.Global(names=names):
                yield from ((name, node.lineno) for name in names)


@pytest.mark.parametrize("module", MODULES)
def test_no_module_keeps_state(module: str) -> None:
    tree = MODULES[module]
    kept = {name for name in containers(tree) if f"{module}.{name}" not in REGISTERED}
    assert [(name, line) for name, line in changed(tree) if name in kept] == []
    assert not any(isinstance(node, ast.Global) for node in ast.walk(tree))


def test_the_top_level_holds_what_belongs_there() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PACKAGE.parent, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout")
    found = {name.partition("/")[0] for name in listed.stdout.decode().split("\0")}
    expected = "pyproject.toml README.md LICENSE CHANGELOG.md site.yaml notionpress themes tests example-site docs"
    assert {name for name in found if not name.startswith(".")} - {""} == set(expected.split())


def test_no_test_lies_where_pytest_does_not_look(pytestconfig: pytest.Config) -> None:
    left_out = pytestconfig.getini("norecursedirs")
    folders = {
        part for path in Path(__file__).parent.rglob("test_*.py") for part in path.relative_to(PACKAGE.parent).parts
    }
    assert "build" in folders
    assert [name for name in sorted(folders) if any(fnmatch(name, pattern) for pattern in left_out)] == []
