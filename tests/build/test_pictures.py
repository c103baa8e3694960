"""Files on their way from the cache into the site: cleaned, made harmless, made smaller, each once."""

from __future__ import annotations

import hashlib
import io
import os
import re
from pathlib import Path
from typing import Any

import pytest

from notionpress.build import pictures
from notionpress.commands import summary
from notionpress.emulator.workspace import Workspace
from notionpress.errors import StoreError
from notionpress.prepared import Prepared
from notionpress.report import BuildResult, Report
from notionpress.store import Store
from tests.build.test_drawings import BOMB
from tests.build.test_encode import bomb, noise, rings
from tests.build.test_metadata import SECRET, made
from tests.crawl.workspaces import Json, block, hosted, page, uid, write
from tests.sites import build, crawl_workspace, files

Image = pytest.importorskip("PIL.Image")
THEME = """\
name: small
extends: journal
pictures:
  widths: [40, 80]
  sizes: 50vw
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><script>alert(1)</script><path d="M0 0h9"/></svg>'


def image(path: str, caption: str = "Words") -> Json:
    return block("image", {"caption": [caption], **hosted(path)})


def project(folder: Path, blocks: list[Json], stored: dict[str, bytes], settings: str = "", **more: Any) -> Path:
    """A project whose only page has these blocks; pictures are made 40 and 80 pixels wide."""
    (folder / "themes/small").mkdir(parents=True)
    (folder / "themes/small/theme.yaml").write_text(THEME)
    root = uid("Home")
    (folder / "site.yaml").write_text(f"title: T\ntheme: small\nnotion:\n  root: [{root}]\n{settings}")
    write(folder / "workspace", pages=[page("Home", blocks, **more)], files=stored)
    crawl(folder)
    return folder


def crawl(folder: Path) -> None:
    crawl_workspace(Workspace.load(folder / "workspace"), folder / ".notionpress", (uid("Home"),), Report())


def built(folder: Path) -> tuple[BuildResult, list[str], dict[str, bytes], str]:
    """Build: the counts, the messages, the files below media/, and the front page."""
    report = Report()
    result = build(folder, report)
    found = files(folder / "public")
    media = {path: data for path, data in found.items() if path.startswith("media/")}
    return (
        result,
        [one.message for one in report.problems if one.kind == "picture-not-shown"],
        media,
        found["index.html"].decode(),
    )


def png(width: int = 100, height: int = 50) -> bytes:
    data = io.BytesIO()
    noise(width, height).save(data, "PNG")
    return data.getvalue()


def test_a_page_offers_a_picture_in_several_sizes(tmp_path: Path) -> None:
    data = io.BytesIO()
    rings(800, 400).save(data, "PNG")
    folder = project(tmp_path, [image("a.png")], {"a.png": data.getvalue()})
    (folder / "themes/small/theme.yaml").write_text(THEME.replace("[40, 80]", "[200, 300]"))
    result, problems, media, html = built(folder)
    assert (result.pictures, result.encoded, problems) == (1, 1, [])
    found = re.search(r"<picture>(.*?)</picture>", html)
    assert found
    sources = re.findall(r'<source type="(.*?)" srcset="(.*?)" sizes="(.*?)">', found[1])
    assert [(kind, sizes) for kind, _, sizes in sources] == [("image/avif", "50vw"), ("image/webp", "50vw")]
    for kind, srcset, _ in sources:
        offered = [one.split() for one in srcset.split(", ")]
        assert [width for _, width in offered] == ["200w", "300w"]
        for url, width in offered:
            with Image.open(io.BytesIO(media[url.removeprefix("/")])) as one:
                assert (one.get_format_mimetype(), f"{one.width}w") == (kind, width)
    assert re.search(
        r'<img src="/media/a-\w+\.png" alt="Words" width="800" height="400" fetchpriority="high" decoding="async" style="background:url\(data:image/webp;base64,',
        found[1],
    )
    assert len(media) == 5


def test_only_what_changed_is_encoded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    encode = pictures.encode
    monkeypatch.setattr(pictures, "encode", lambda source, recipe: asked.append(source) or encode(source, recipe))
    folder = project(
        tmp_path,
        [image("a.png"), image("b.png"), image("copy.png")],
        {"a.png": (one := png()), "b.png": png(), "copy.png": one},
    )
    first, _, media, _ = built(folder)
    assert (first.encoded, len(asked)) == (2, 2)
    second, _, same, _ = built(folder)
    assert (second.encoded, second.written, len(asked)) == (0, 0, 2)
    assert same == media
    next((folder / ".notionpress/prepared").glob("*-40.webp")).unlink()
    third, _, mended, _ = built(folder)
    assert (third.encoded, mended == media) == (1, True)


def test_what_no_page_shows_any_more_leaves_cache_and_site(tmp_path: Path) -> None:
    folder = project(tmp_path, [image("a.png")], {"a.png": png()})
    built(folder)
    before = set(files(folder / ".notionpress/prepared"))
    (folder / "workspace/files/a.png").write_bytes(png(90))
    for path in (folder / ".notionpress").rglob("*"):
        if path.is_file() and path.parent.name != "prepared" and path.name != "manifest.json":
            path.unlink()
    crawl(folder)
    _, _, media, _ = built(folder)
    after = set(files(folder / ".notionpress/prepared"))
    assert before and after and not before & after
    assert len(media) == 3


def test_other_settings_make_other_versions_and_drop_the_old(tmp_path: Path) -> None:
    folder = project(tmp_path, [image("a.png")], {"a.png": png()}, "pictures:\n  formats: [avif]\n")
    _, _, before, _ = built(folder)
    assert len([path for path in before if path.endswith(".avif")]) == 2
    settings = (folder / "site.yaml").read_text().replace("[avif]", "[webp]\n  quality: 30")
    (folder / "site.yaml").write_text(settings)
    result, _, media, html = built(folder)
    assert result.encoded == 1
    assert "avif" not in html
    assert len(media) == 3
    assert not list((folder / ".notionpress/prepared").glob("*.avif"))


def test_no_camera_tells_where_it_was(tmp_path: Path) -> None:
    """In no file of the site and in nothing that was made: on a page, as a cover, an icon, and as a file to download."""
    stored = {
        f"{kind}.{format.lower()}": made(format, noise(100 + at, 50))
        for at, kind in enumerate(("image", "cover", "icon", "file"))
        for format in ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
    }
    blocks = [image(name) for name in stored if name.startswith("image")]
    blocks += [
        block("file", {"caption": [], "name": name, **hosted(name)}) for name in stored if name.startswith("file")
    ]
    folder = project(tmp_path, blocks, stored, cover=hosted("cover.jpeg"), icon=hosted("icon.png"))
    _, problems, media, _ = built(folder)
    assert problems == []
    assert len(media) > 12
    assert [path for path, data in media.items() if SECRET in data] == []
    assert all(SECRET not in data for data in files(folder / ".notionpress/prepared").values())


def test_a_picture_that_stands_on_its_side_is_shown_upright(tmp_path: Path) -> None:
    _, _, _, html = built(project(tmp_path, [image("a.jpg")], {"a.jpg": made("JPEG", noise(100, 50))}))
    assert 'width="50" height="100"' in html


def test_drawings_are_shown_and_cannot_act(tmp_path: Path) -> None:
    _, problems, media, html = built(project(tmp_path, [image("a.svg")], {"a.svg": SVG}))
    ((path, data),) = media.items()
    assert path.endswith(".svg")
    assert b"<path" in data and b"script" not in data
    assert re.search(r'<img src="/media/a-\w+\.svg" alt="Words" width="30" height="20"', html)
    assert problems == []


def test_a_drawing_that_is_refused_is_only_text(tmp_path: Path) -> None:
    _, problems, media, html = built(project(tmp_path, [image("a.svg")], {"a.svg": BOMB.encode()}))
    assert [path.rpartition(".")[2] for path in media] == ["txt"]
    assert "<img" not in html.partition("<main")[2].partition("</main>")[0]
    assert 'download="a.svg"' in html
    assert problems == ["The picture 'a.svg' is no drawing that may be shown; the site links to its source."]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<p>words</p><script>alert(1)</script>"),
        ("page", b"<!doctype html><script>alert(1)</script>"),
        (
            "page.xhtml",
            b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
        ),
        ("feed.rss", b'<?xml version="1.0"?><rss/>'),
        ("code.js", b"alert(1)"),
        ("run.php", b"<?php system('id');"),
        ("photo.png", b"<html><script>alert(1)</script></html>"),
        (".htaccess", b"Options +ExecCGI"),
    ],
)
def test_a_document_that_would_act_is_served_as_text_under_its_own_name(tmp_path: Path, name: str, data: bytes) -> None:
    folder = project(tmp_path, [block("file", {"caption": [], "name": name, **hosted(name)})], {name: data})
    _, _, media, html = built(folder)
    ((path, served),) = media.items()
    assert re.fullmatch(r"media/[\w-]+\.txt", path)
    assert served == data
    assert f'download="{name}"' in html


def test_a_picture_block_whose_file_is_a_page_is_a_link(tmp_path: Path) -> None:
    _, _, _, html = built(project(tmp_path, [image("a.png")], {"a.png": b"<!doctype html>not found"}))
    assert '<p class="file"><a href="/media/a-' in html


def test_a_bomb_is_linked_and_not_decoded(tmp_path: Path) -> None:
    result, problems, media, html = built(project(tmp_path, [image("a.png")], {"a.png": bomb(20_000, 20_000)}))
    assert result.encoded == 1
    assert problems == [
        "The picture 'a.png' has more pixels than `pictures: megapixels:` allows; the site links to it."
    ]
    assert len(media) == 1
    assert '<p class="file"><a href="/media/a-' in html
    again, problems_again, _, _ = built(tmp_path)
    assert (again.encoded, problems_again) == (0, problems)


def test_a_picture_that_was_cut_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    data = made("JPEG", noise(100, 50))
    _, problems, media, html = built(project(tmp_path, [image("a.jpg")], {"a.jpg": data[: len(data) * 3 // 4]}))
    assert problems == ["The picture 'a.jpg' is damaged; it is shown as far as browsers can."]
    assert len(media) == 1
    assert re.search(r'<img src="/media/a-\w+\.jpg"', html)


def test_a_moving_picture_offers_a_still_to_those_who_ask_for_less_motion(tmp_path: Path) -> None:
    data = io.BytesIO()
    frames = [Image.radial_gradient("L").convert("RGB").rotate(20 * at).resize((60, 40)) for at in range(3)]
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:], duration=100, loop=0)
    _, _, media, html = built(project(tmp_path, [image("a.gif")], {"a.gif": data.getvalue()}))
    assert re.search(
        r'<picture><source type="image/webp" media="\(prefers-reduced-motion: reduce\)" srcset="/media/a-\w+-still.webp">'
        r'<source type="image/webp" srcset="/media/a-\w+-60.webp 60w" sizes="50vw"><img src="/media/a-\w+.gif"',
        html,
    )
    assert len(media) == 3


def test_the_first_picture_does_not_wait_and_the_others_do(tmp_path: Path) -> None:
    folder = project(tmp_path, [image("a.png"), image("b.png")], {"a.png": png(), "b.png": png()})
    _, _, _, html = built(folder)
    first, second = re.findall(r"<img[^>]*>", html.partition("<main")[2])[:2]
    assert "lazy" not in first
    assert 'loading="lazy"' in second


def test_without_pillow_pictures_are_published_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "can_encode", lambda: False)
    folder = project(tmp_path, [image("a.jpg")], {"a.jpg": made("JPEG", noise(100, 50))})
    result, problems, media, html = built(folder)
    assert (result.as_they_are, result.encoded, problems) == (True, 0, [])
    ((_, data),) = media.items()
    assert SECRET not in data
    assert re.search(
        r'<img src="/media/a-\w+\.jpg" alt="Words" width="50" height="100" fetchpriority="high" decoding="async">', html
    )


def test_without_pictures_nothing_is_said_of_pillow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "can_encode", lambda: False)
    result, _, _, _ = built(project(tmp_path, [], {}))
    assert not result.as_they_are


@pytest.mark.parametrize(("setting", "own"), [("link", False), ("download", True)])
def test_files_of_other_servers_are_served_only_if_that_is_wanted(tmp_path: Path, setting: str, own: bool) -> None:
    url = "https://example.org/far.png"
    far = {"type": "external", "external": {"url": url}}
    blocks = [block("image", {"caption": ["Far"], **far}), block("file", {"caption": [], "name": "F", **far})]
    folder = project(tmp_path, blocks, {}, f"files:\n  external: {setting}\n", cover=far, icon=far)
    store = Store.open(folder / ".notionpress")
    with store.receive() as received:
        received.write(data := png())
        digest = hashlib.sha256(data).hexdigest()
        store.put_file(url, received, digest=digest, extension="png", name="far.png", media_type="image/png")
    store.save()
    _, problems, media, html = built(folder)
    main = html.partition("<main")[2]
    assert problems == []
    assert bool(media) is own
    assert (url in html) is not own
    shown = len(re.findall(r'(?:src|href)="/media/far-\w+\.png"' if own else rf'(?:src|href)="{url}"', main))
    # How large a picture of another server is, and so whether it can be enlarged, is not known: it leads to the whole.
    assert shown == (4 if own else 5)


def test_the_summary_says_what_was_made_or_how_it_could_be() -> None:
    counts = {"pages": 1, "posts": 0, "outputs": 1, "written": 1, "unchanged": 0, "removed": 0}
    assert "picture" not in summary.of_build(BuildResult(**counts), 1)
    assert "Smaller versions of 1 picture were made." in summary.of_build(BuildResult(**counts, encoded=1), 1)
    missing = summary.of_build(BuildResult(**counts, pictures=9, as_they_are=True), 1)
    assert missing.splitlines()[1:] == [
        "Pictures are published as they are: `pip install 'notionpress[images]'` makes smaller versions."
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_with_the_folder_that_is_full(tmp_path: Path) -> None:
    prepared = Prepared(tmp_path)
    (prepared.folder / f"a.{os.getpid()}.tmp").symlink_to("/dev/full")
    with pytest.raises(StoreError, match=f"{prepared.folder}: No space left"):
        prepared.write("a", b"x")
    assert prepared.read("a") is None
