"""What was made of content and can be made again: found as it was put, or not at all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from notionpress.store import Store
from notionpress.store.made import AT_ONCE, Made
from tests.commands import environment
from tests.conftest import PROJECT
from tests.disk import longest_file

# Puts entries until it is told to stop or killed: FOLDER NAME COUNT EACH, where EACH is how many are written at once.
WRITER = """
import sys
from pathlib import Path
from notionpress.store.made import Made
from tests.test_made import value

folder, name, count, each = sys.argv[1:]
made = Made(Path(folder), "one")
print("ready", flush=True)
for number in range(int(count)):
    key = f"{name} {number}"
    assert made.get("code", key) in (None, value(key))
    made.put("code", key, value(key))
    if number % int(each) == 0:
        made.flush()
made.close()
"""


def value(key: str) -> bytes:
    """Data that belongs to a key, of any length."""
    chance = random.Random(key)
    return chance.randbytes(chance.choice([0, 1, 50, 1_000, 20_000]))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    made = Made(tmp_path, "one")
    yield made
    made.close()


def fill(folder: Path, numbers: range, *, salt: str = "one", kind: str = "code") -> None:
    made = Made(folder, salt)
    for number in numbers:
        made.put(kind, str(number), value(str(number)))
    made.close()


def found(folder: Path, numbers: range, *, salt: str = "one", kind: str = "code") -> list[int]:
    """The numbers whose data is there; what is there is right."""
    made = Made(folder, salt)
    data = {number: made.get(kind, str(number)) for number in numbers}
    made.close()
    assert all(one in (None, value(str(number))) for number, one in data.items())
    return [number for number, one in data.items() if one is not None]


def writer(folder: Path, name: str, count: int, each: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count), str(each)],
        cwd=PROJECT,
        env=environment(),
        stdout=subprocess.PIPE,
    )


def test_what_was_put_is_found(made: Made, tmp_path: Path) -> None:
    assert made.get("code", "a") is None
    made.put("code", "a", b"one")
    made.put("body", "a", b"two")
    made.put("code", b"\x00\xff", b"")
    assert made.get("code", b"a") == b"one"
    made.flush()
    made.put("code", "a", b"three")
    made.close()
    again = Made(tmp_path, "one")
    assert again.get("code", "a") == b"three"
    assert again.get("body", "a") == b"two"
    assert again.get("code", b"\x00\xff") == b""
    assert again.get("other", "a") is None
    again.close()
    assert [path.name for path in tmp_path.iterdir()] == ["made.sqlite"]


def test_what_was_put_under_another_salt_is_not_found_and_goes_first(tmp_path: Path) -> None:
    fill(tmp_path, range(10))
    assert found(tmp_path, range(10), salt="two") == []
    fill(tmp_path, range(5), salt="two")
    assert found(tmp_path, range(10)) == list(range(5, 10))
    made = Made(tmp_path, "two")
    assert made.prune("code", at_most=10**9) == 5
    made.close()
    assert found(tmp_path, range(10)) == []
    assert found(tmp_path, range(10), salt="two") == list(range(5))


def test_much_is_written_without_being_asked(made: Made, tmp_path: Path) -> None:
    made.put("body", "first", b"x" * (AT_ONCE - 1))
    other = Made(tmp_path, "one")
    assert other.get("body", "first") is None
    made.put("body", "second", b"y")
    assert other.get("body", "first") == b"x" * (AT_ONCE - 1)
    assert other.get("body", "second") == b"y"
    other.close()


def test_only_keys_to_keep_are_kept(tmp_path: Path) -> None:
    fill(tmp_path, range(20), kind="body")
    fill(tmp_path, range(20))
    made = Made(tmp_path, "one")
    made.put("body", "new", b"new")
    assert made.prune("body", keep=["3", b"4", "new", "never"]) == 18
    assert made.prune("body", keep=["3", b"4", "new"]) == 0
    assert made.get("body", "new") == b"new"
    made.close()
    assert found(tmp_path, range(20), kind="body") == [3, 4]
    assert found(tmp_path, range(20)) == list(range(20))


def test_the_oldest_goes_where_there_is_too_much_and_the_file_becomes_shorter(tmp_path: Path) -> None:
    made = Made(tmp_path, "one")
    for number in range(100):
        made.put("code", str(number), b"x" * 10_000)
    made.flush()
    made.put("code", "0", b"y" * 10_000)  # The newest now.
    made.flush()
    assert made.prune("code", at_most=1_000_000) == 0
    assert made.prune("code", at_most=200_000) == 80
    assert made.get("code", "0") == b"y" * 10_000
    assert [number for number in range(1, 100) if made.get("code", str(number))] == list(range(81, 100))
    made.close()
    assert (tmp_path / "made.sqlite").stat().st_size < 400_000


def test_a_store_knows_the_file(tmp_path: Path) -> None:
    Store.open(tmp_path / "cache").close()
    fill(tmp_path / "cache", range(3))
    for name in ("made.sqlite-wal", "made.sqlite-shm", "made.sqlite-journal"):
        (tmp_path / "cache" / name).touch()
    (tmp_path / "cache" / "index.json").unlink()
    Store.open(tmp_path / "cache").close()


# Several processes


def test_processes_that_write_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    names = ("a", "b", "c", "d")
    for process in [writer(tmp_path, name, 150, 7) for name in names]:
        process.communicate()
        assert process.returncode == 0
    made = Made(tmp_path, "one")
    for key in (f"{name} {number}" for name in names for number in range(150)):
        assert made.get("code", key) == value(key)
    made.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_that_is_forked_has_a_connection_of_its_own(made: Made, tmp_path: Path) -> None:
    made.put("code", "before", b"1")
    made.flush()
    made.put("code", "parent", b"2")
    child = os.fork()
    if not child:
        right = made.get("code", "before") == b"1" and made.get("code", "parent") is None
        made.put("code", "child", b"3")
        made.close()
        os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert made.get("code", "child") == b"3"
    made.close()
    other = Made(tmp_path, "one")
    assert [other.get("code", key) for key in ("before", "parent", "child")] == [b"1", b"2", b"3"]
    other.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("times", [2, pytest.param(40, marks=pytest.mark.slow)])
def test_a_process_that_is_killed_leaves_what_it_wrote(tmp_path: Path, times: int) -> None:
    chance = random.Random(times)
    for number in range(times):
        process = writer(tmp_path, str(number), 100_000, 3)
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.05, 0.2))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        made = Made(tmp_path, "one")
        assert made.get("code", f"{number} 0") == value(f"{number} 0")
        made.close()


# Damage


def heals(folder: Path) -> None:
    """What is found is right, and after it was made again once or twice all is there."""
    numbers = range(40)
    for _ in range(2):
        missing = set(numbers) - set(found(folder, numbers))
        made = Made(folder, "one")
        for number in missing:
            made.put("code", str(number), value(str(number)))
        made.prune("code", at_most=10**9)
        made.close()
    assert found(folder, numbers) == list(numbers)


@pytest.mark.parametrize("times", [40, pytest.param(1_500, marks=pytest.mark.slow)])
def test_a_damaged_file_is_never_trusted_and_made_anew(tmp_path: Path, times: int) -> None:
    (tmp_path / "whole").mkdir()
    fill(tmp_path / "whole", range(40))
    whole = (tmp_path / "whole" / "made.sqlite").read_bytes()
    chance = random.Random(times)
    lost = 0
    for number in range(times):
        folder = tmp_path / str(number)
        folder.mkdir()
        data = bytearray(whole)
        match number % 4:
            case 0:
                del data[chance.randrange(len(data)) :]
            case 1:
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            case 2:
                # In what holds the tree together.
                data[chance.randrange(0, len(data), 4096) + chance.randrange(16)] ^= 1 << chance.randrange(8)
            case 3:
                at = chance.randrange(len(data))
                data[at : at + 5_000] = chance.randbytes(len(data[at : at + 5_000]))
        (folder / "made.sqlite").write_bytes(data)
        lost += len(found(folder, range(40))) < 40
        heals(folder)
        shutil.rmtree(folder)
    assert lost > times / 4


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("name", ["made.sqlite-wal", "made.sqlite-shm"])
def test_a_damaged_journal_is_never_trusted(tmp_path: Path, name: str) -> None:
    (tmp_path / "killed").mkdir()
    script = "import os\nfrom tests.test_made import *\nfill(Path(os.environ['AT']), range(20))\n"
    script += (
        "made = Made(Path(os.environ['AT']), 'one')\nfor n in range(20, 40): made.put('code', str(n), value(str(n)))\n"
    )
    script += "made.flush()\nos._exit(0)"
    subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, env=environment(AT=str(tmp_path / "killed")), check=True
    )
    whole = (tmp_path / "killed" / name).read_bytes()
    chance = random.Random(name)
    for number in range(20):
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "killed", folder)
        if number == 0:
            assert found(folder, range(40)) == list(range(40))
            continue
        data = bytearray(whole[: chance.randrange(len(whole)) if number % 2 else None])
        for _ in range(10):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (folder / name).write_bytes(data)
        heals(folder)


def foreign(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.touch(),
        lambda path: path.write_text("not a database at all" * 1000),
        lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(5_000)),
        lambda path: foreign(path, "CREATE TABLE other (id)", "INSERT INTO other VALUES (1)"),
        lambda path: foreign(path, "CREATE TABLE made (kind, key, salt, size, digest, data)"),
        lambda path: foreign(path, "PRAGMA user_version = 7"),
        lambda path: (fill(path.parent, range(3)), foreign(path, "PRAGMA user_version = 2")),
        lambda path: (fill(path.parent, range(3)), foreign(path, "CREATE VIEW more AS SELECT * FROM made")),
        lambda path: (fill(path.parent, range(3)), foreign(path, "DROP INDEX by_age")),
        lambda path: (fill(path.parent, range(3)), foreign(path, "PRAGMA journal_mode = DELETE")),
    ],
)
def test_a_file_that_is_not_ours_is_made_anew(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "made.sqlite")
    fill(tmp_path, range(10, 20))
    assert found(tmp_path, range(10, 20)) == list(range(10, 20))


def test_values_of_another_type_or_key_are_not_trusted(tmp_path: Path) -> None:
    fill(tmp_path, range(4))
    foreign(
        tmp_path / "made.sqlite",
        "UPDATE made SET data = 'text' WHERE key = x'30'",
        "UPDATE made SET digest = 5 WHERE key = x'31'",
        "UPDATE made SET kind = 'body' WHERE key = x'32'",
        "UPDATE made SET key = x'39' WHERE key = x'33'",
    )
    made = Made(tmp_path, "one")
    assert [made.get("code", key) for key in "01239"] == [None] * 5
    assert made.get("body", "2") is None
    made.close()


# Nowhere to write


def unused(folder: Path) -> None:
    made = Made(folder, "one")
    made.put("code", "a", b"one")
    made.flush()
    assert made.get("code", "a") is None
    assert made.prune("code", keep=[]) == 0
    made.close()


def test_where_there_is_no_folder_nothing_is_kept(tmp_path: Path) -> None:
    unused(tmp_path / "missing")
    (tmp_path / "file").touch()
    unused(tmp_path / "file")
    (tmp_path / "made.sqlite").mkdir()
    unused(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "made.sqlite"]


def test_a_file_that_another_process_holds_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notionpress.store.made.PATIENCE", 0.01)
    fill(tmp_path, range(3))
    holder = sqlite3.connect(tmp_path / "made.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    made = Made(tmp_path, "one")
    made.put("code", "9", value("9"))
    made.flush()
    made.put("code", "8", value("8"))
    assert made.get("code", "8") is None
    holder.close()
    made.close()
    assert found(tmp_path, range(10)) == [0, 1, 2]


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may be longer than 40 KB, as on a full disk."""
    with longest_file(40_000):
        yield


@pytest.mark.usefixtures("small_files")
def test_what_does_not_fit_is_not_kept(tmp_path: Path) -> None:
    made = Made(tmp_path, "one")
    for number in range(100):
        made.put("code", str(number), value(str(number)))
        made.flush()
    made.close()
    assert len(found(tmp_path, range(100))) < 100
