"""The cache on disk: what is kept, what is left out, and what a killed run leaves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.errors import InUse, StoreError
from notionpress.store import Entry, Root, Store
from notionpress.store.lines import read_lines, write_lines

PAGE = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"
SIGNED = "https://prod-files-secure.s3.us-west-2.amazonaws.com/space/file/cat.png?X-Amz-Signature=abc&X-Amz-Date=1"


def page(title: str = "Cat", id: str = PAGE) -> dict[str, object]:
    return {"object": "page", "id": id, "last_edited_time": "2026-01-01T10:00:00.000Z", "title": title}


def test_keeps_objects_and_trees_across_runs(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "cache")
    entry = store.put_object(page(), Entry("page", PAGE, fetched="now"), tree=[{"id": OTHER, "children": []}])
    store.set_roots((Root(PAGE, "page"),))
    store.save()
    again = Store.open(tmp_path / "cache", create=False)
    assert again.entry(PAGE) == entry
    assert again.entries("page") == [entry]
    assert again.entries("user") == []
    assert again.roots == (Root(PAGE, "page"),)
    assert json.loads(again.read("page", PAGE)) == page()
    assert json.loads(again.read_tree(PAGE)) == [{"id": OTHER, "children": []}]


def test_a_run_that_ended_early_keeps_its_journal(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    before = (tmp_path / "index.json").read_bytes()
    store.put_object(page(), Entry("page", PAGE))
    store.put_object(page(id=OTHER), Entry("page", OTHER))
    store.forget(PAGE, "page")
    store.close()
    assert (tmp_path / "index.json").read_bytes() == before
    with (tmp_path / "index.journal").open("ab") as journal:
        journal.write(b'{"entry":{"kind":"page","id":"3333')
    again = Store.open(tmp_path)
    assert [entry.id for entry in again.entries("page")] == [OTHER]
    again.put_object(page(), Entry("page", PAGE))
    again.close()
    assert [entry.id for entry in Store.open(tmp_path).entries("page")] == [PAGE, OTHER]
    again.save()
    assert not (tmp_path / "index.journal").exists()
    assert [entry.id for entry in Store.open(tmp_path).entries("page")] == [PAGE, OTHER]


def test_a_journal_that_its_snapshot_holds_already_is_not_applied_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put_object(page(), Entry("page", PAGE))
    journal = (tmp_path / "index.journal").read_bytes()
    store.save()
    store.forget(PAGE, "page")
    store.save()
    (tmp_path / "index.journal").write_bytes(journal)
    again = Store.open(tmp_path)
    assert again.entry(PAGE) is None
    again.put_object(page(id=OTHER), Entry("page", OTHER))
    again.close()
    assert [entry.id for entry in Store.open(tmp_path).entries("page")] == [OTHER]


def test_leaves_out_signatures_addresses_and_request_ids(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    value = {
        **page(),
        "cover": {"type": "file", "file": {"url": SIGNED, "expiry_time": "2026-01-01T11:00:00.000Z"}},
        "embed": {"url": SIGNED},
        "broken": {"url": "https://[harbour/a.mp3?X-Amz-Signature=abc"},
        "own": {"url": "https://my-bucket.s3.amazonaws.com/a.pdf?X-Amz-Signature=mine"},
        "properties": {
            "expiry_time": {"type": "date", "date": None},
            "request_id": {"type": "number", "number": 4},
            "url": {"type": "url", "url": "https://example.org/?q=1"},
            "Who": {"people": [{"object": "user", "id": OTHER, "name": "Ada", "person": {"email": "ada@example.org"}}]},
        },
        "request_id": "44444444-4444-4444-8444-444444444444",
    }
    first = store.put_object(value, Entry("page", PAGE))
    kept = store.read("page", PAGE)
    for secret in (b"abc", b"11:00", b"ada@", b"4444-4444"):
        assert secret not in kept
    raw = json.loads(kept)
    assert raw["cover"]["file"] == {"url": SIGNED.partition("?")[0]}
    assert set(raw["properties"]) == {"expiry_time", "request_id", "url", "Who"}
    assert raw["properties"]["url"]["url"] == "https://example.org/?q=1"
    assert raw["own"]["url"].endswith("mine")
    assert list(raw) == [key for key in value if key != "request_id"]
    value["request_id"] = "55555555-5555-4555-8555-555555555555"
    value["cover"] = {"file": {"expiry_time": "2027", "url": SIGNED + "2"}, "type": "file"}
    assert store.put_object(value, Entry("page", PAGE)).digest == first.digest


def test_an_unchanged_object_writes_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put_object(page(), Entry("page", PAGE, fetched="1"), tree=[])
    store.save()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = Store.open(tmp_path)
    again.put_object(page(), Entry("page", PAGE, fetched="2"), tree=[])
    again.save()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_download_is_kept_once_for_each_content(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    for key in ("space/1/a.png", "space/2/b.png"):
        with store.receive() as received:
            received.write(b"same bytes")
            digest = hashlib.sha256(b"same bytes").hexdigest()
            store.put_file(key, received, digest=digest, extension="png", name=key[-5:], media_type="image/png")
    with pytest.raises(KeyError), store.receive() as received:
        received.write(b"half")
        raise KeyError
    store.put_object(page(), Entry("page", PAGE, files=("space/1/a.png", "space/2/b.png")))
    one, two = store.files()
    assert store.file_path(one) == store.file_path(two)
    assert store.file_path(one).read_bytes() == b"same bytes"
    assert (one.name, two.name, one.size, len(one.digest)) == ("a.png", "b.png", 10, 64)
    assert [path.name for path in (tmp_path / "files").iterdir()] == [f"{one.digest}.png"]
    store.put_object(page(), Entry("page", PAGE, files=("space/2/b.png",)))
    assert store.forget_unused_files() == 1
    assert store.file_path(two).exists()
    store.forget(PAGE, "page")
    assert store.forget_unused_files() == 1
    assert not store.file_path(two).exists()
    store.save()
    assert Store.open(tmp_path).files() == []


LINES = [b'["a", 1]', b"", b"no JSON \xff\x00", b"x" * 3_000_000]


def test_lines_of_what_was_made_are_those_of_their_maker(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    assert list(store.read_derived("parsed.jsonl", "1")) == []
    store.write_derived("parsed.jsonl", "1", iter(LINES))
    assert list(store.read_derived("parsed.jsonl", "1")) == LINES
    assert list(store.read_derived("parsed.jsonl", "2")) == []
    assert list(store.read_derived("local.jsonl", "1")) == []
    store.write_derived("parsed.jsonl", "2", [])
    assert list(store.read_derived("parsed.jsonl", "1")) == list(store.read_derived("parsed.jsonl", "2")) == []


@given(at=st.integers(0, 10_000), change=st.integers(0, 255), is_cut=st.booleans())
def test_no_line_comes_out_of_a_damaged_file_that_did_not_go_in(at: int, change: int, *, is_cut: bool) -> None:
    lines = [f"line {number}".encode() * 5 for number in range(20)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lines"
        write_lines(path, b"head", lines)
        data = bytearray(path.read_bytes())
        at %= len(data)
        if is_cut:
            del data[at:]
        else:
            data[at] = change
        path.write_bytes(data)
        found = list(read_lines(path, b"head"))
        assert set(found) <= set(lines)
        assert len(found) >= (0 if is_cut or at < len(b"12345678head\n") else len(lines) - 2)


def test_lines_that_cannot_all_be_written_leave_what_is_there(tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"new"
        raise RuntimeError

    write_lines(tmp_path / "lines", b"head", [b"old"])
    with pytest.raises(RuntimeError):
        write_lines(tmp_path / "lines", b"head", failing())
    assert list(read_lines(tmp_path / "lines", b"head")) == [b"old"]
    assert [path.name for path in tmp_path.iterdir()] == ["lines"]


def test_summaries_of_earlier_versions_go(tmp_path: Path) -> None:
    (tmp_path / "cache" / "summaries").mkdir(parents=True)
    (tmp_path / "cache" / "summaries" / "a.json").write_text("{}")
    store = Store.open(tmp_path / "cache")
    store.set_roots((Root(PAGE, "page"),))
    store.save()
    assert not (tmp_path / "cache" / "summaries").exists()


def test_pending_answers_survive_and_go(tmp_path: Path) -> None:
    pending = Store.open(tmp_path).pending(PAGE)
    pending.begin("2026-01-01", "2026-01-02")
    pending.put("x-0", {"results": [1]})
    again = Store.open(tmp_path).pending(PAGE)
    assert (again.last_edited_time, again.fetched, again.get("x-0")) == ("2026-01-01", "2026-01-02", {"results": [1]})
    assert again.get("x-1") is None
    again.forget()
    assert Store.open(tmp_path).pending(PAGE).last_edited_time == ""


def test_one_kind_may_share_its_id_with_another(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put_object(page(), Entry("database", PAGE))
    store.put_object(page(), Entry("data_source", PAGE, rows=(OTHER,)))
    found = store.entry(PAGE, "data_source")
    assert found and found.rows == (OTHER,)
    store.forget(PAGE, "data_source")
    assert store.entry(PAGE) == store.entry(PAGE, "database") != None  # noqa: E711


def test_names_that_properties_had_are_remembered_with_their_ids(tmp_path: Path) -> None:
    def source(**properties: Any) -> dict[str, Any]:
        return {"object": "data_source", "id": "d", "properties": properties}

    def state(*names: str) -> dict[str, Any]:
        options = [{"id": f"o{number}", "name": name} for number, name in enumerate(names)]
        return {"id": "s", "type": "status", "status": {"options": options}}

    store = Store.open(tmp_path)
    store.remember_names()
    assert not (tmp_path / "names.json").exists()
    for schema in (
        source(Date={"id": "d", "type": "date", "date": {}}, State=state("Draft", "Done")),
        source(Day={"id": "d", "type": "date", "date": {}}, Step=state("Draft", "Live")),
        source(Day={"id": "d", "type": "date", "date": {}}, Date={"id": "x", "type": "date", "date": {}}),
    ):
        store.put_object(schema, Entry("data_source", "d"))
        store.remember_names()
        before = (tmp_path / "names.json").stat().st_mtime_ns
        Store.open(tmp_path).remember_names()
        assert (tmp_path / "names.json").stat().st_mtime_ns == before
    names = Store.open(tmp_path).read_names()["d"]
    assert names.properties == {"Date": "x", "Day": "d", "State": "s", "Step": "s"}
    assert names.choices == {"s": {"Draft": "o0", "Done": "o1", "Live": "o1"}}
    (tmp_path / "names.json").write_text("{")
    assert store.read_names() == {}
    store.forget("d", "data_source")
    store.remember_names()
    assert not (tmp_path / "names.json").exists()


def test_errors_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no cache in .*\n.*notionpress crawl"):
        Store.open(tmp_path / "none", create=False)
    with pytest.raises(StoreError, match="there is no cache"):
        Store.open(tmp_path, create=False)
    (tmp_path / "photos").mkdir()
    with pytest.raises(StoreError, match="not a cache of notionpress: it holds 'photos'"):
        Store.open(tmp_path)
    store = Store.open(tmp_path / "cache")
    with pytest.raises(StoreError, match=f"lost page {PAGE}"):
        store.read("page", PAGE)
    (tmp_path / "cache" / "index.json").write_bytes(b"{")
    with pytest.raises(StoreError, match="damaged"):
        Store.open(tmp_path / "cache")
    (tmp_path / "cache" / "index.json").write_bytes(b'{"format":"notionpress cache 99"}')
    with pytest.raises(StoreError, match="another version"):
        Store.open(tmp_path / "cache")


def test_only_one_run_writes(tmp_path: Path) -> None:
    first, second = Store.open(tmp_path), Store.open(tmp_path)
    first.put_object(page(), Entry("page", PAGE))
    with pytest.raises(StoreError, match="another run is writing"):
        second.put_object(page(), Entry("page", PAGE))
    assert second.entries("page") == []
    first.save()
    second.put_object(page(id=OTHER), Entry("page", OTHER))
    assert [entry.id for entry in second.entries("page")] == [PAGE, OTHER]


def test_a_crawl_and_the_build_after_it_are_one_run(tmp_path: Path) -> None:
    first, second = Store.open(tmp_path), Store.open(tmp_path)
    with first.held():
        first.put_object(page(), Entry("page", PAGE))
        first.save()
        with pytest.raises(InUse):
            second.begin()
        first.put_object(page(id=OTHER), Entry("page", OTHER))
    second.begin()
    assert [entry.id for entry in second.entries("page")] == [PAGE, OTHER]


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    for name in ("files/77-1.tmp", "pages/x.json.77.tmp"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"half")
    store.put_object(page(), Entry("page", PAGE))
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_run_that_was_killed_while_it_made_the_cache_does_not_hinder_the_next(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "index.json.123.tmp").write_text("{")
    Store.open(tmp_path / "cache").begin()
    assert not list((tmp_path / "cache").glob("*.tmp"))


def test_what_the_index_does_not_know_is_swept_away(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "cache")
    store.put_object({"object": "page", "id": "a"}, Entry("page", "a"), tree=[])
    for path in ("pages/b.json", "blocks/b.json", "users/b.json", "files/b.png"):
        (tmp_path / "cache" / path).parent.mkdir(exist_ok=True)
        (tmp_path / "cache" / path).write_text("{}")
    store.forget_unused_files()
    store.sweep()
    store.save()
    left = sorted(path.relative_to(tmp_path / "cache").as_posix() for path in (tmp_path / "cache").glob("*/*"))
    assert left == ["blocks/a.json", "pages/a.json"]


def test_a_run_killed_between_a_file_and_the_index_leaves_no_mixture(tmp_path: Path) -> None:
    """The index still has the old digests then, and the page may be as it was before when it is read again."""
    first, second = [{"id": OTHER, "children": []}], [{"id": PAGE, "children": []}]
    store = Store.open(tmp_path)
    store.put_object(page(), Entry("page", PAGE), tree=first)
    store.save()
    store.put_object(page("Dog"), Entry("page", PAGE), tree=second)
    store.close()
    (tmp_path / "index.journal").unlink()
    again = Store.open(tmp_path)
    again.put_object(page(), Entry("page", PAGE), tree=first)
    assert json.loads(again.read("page", PAGE)) == page()
    assert json.loads(again.read_tree(PAGE)) == first


def test_opens_ten_thousand_pages_by_their_index_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(tmp_path)
    for number in range(10_000):
        id = f"{number:08x}-1111-4111-8111-111111111111"
        entry = Entry("page", id, "2026-01-01T10:00:00.000Z", "0" * 32, "2026-01-01T10:00:00Z", "0" * 32)
        store._index.entries["page"][id] = entry
    store.put_object(page(), Entry("page", PAGE))
    store.save()
    read: list[str] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or read_bytes(path))
    assert len(Store.open(tmp_path).entries("page")) == 10_001
    assert set(read) <= {"index.json", "index.journal", "names.json"}
