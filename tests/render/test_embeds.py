"""Players: every provider's addresses give the right one, look-alikes give none, and no part of an address escapes."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.render.embeds import PROVIDERS, player

YOUTUBE = "https://www.youtube-nocookie.com/embed"
ID = "dQw4w9WgXcQ"
LIST = "PLFgquLnL59alCl_2TQvOiD5Vgm1hCaGSI"
LOOM = "0281766fa2d04bb788eaf19e65135184"
GIST = "9bb2dc1d8b8a4c3e9b0c1d2e3f405162"
FILE = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
PUBLISHED = "2PACX-1vQnGt3"
HOSTS = {
    "codepen.io",
    "docs.google.com",
    "drive.google.com",
    "embed.figma.com",
    "gist.github.com",
    "open.spotify.com",
    "player.vimeo.com",
    "vimeo.com",
    "w.soundcloud.com",
    "www.google.com",
    "www.loom.com",
    "www.openstreetmap.org",
    "www.youtube-nocookie.com",
}

PLAYERS = [
    (f"https://www.youtube.com/watch?v={ID}", "YouTube", f"{YOUTUBE}/{ID}?autoplay=1", "wide"),
    (f"http://youtube.com/watch?app=desktop&v={ID}#t=1m5s", "YouTube", f"{YOUTUBE}/{ID}?start=65&autoplay=1", "wide"),
    (f"https://m.youtube.com/watch?v={ID}&t=90", "YouTube", f"{YOUTUBE}/{ID}?start=90&autoplay=1", "wide"),
    (f"https://music.youtube.com/watch?v={ID}&si=x", "YouTube", f"{YOUTUBE}/{ID}?autoplay=1", "wide"),
    (f"https://youtu.be/{ID}?t=1h2m3s", "YouTube", f"{YOUTUBE}/{ID}?start=3723&autoplay=1", "wide"),
    (f"https://www.youtube.com/shorts/{ID}", "YouTube", f"{YOUTUBE}/{ID}?autoplay=1", "tall"),
    (f"https://www.youtube.com/live/{ID}?feature=share", "YouTube", f"{YOUTUBE}/{ID}?autoplay=1", "wide"),
    (f"https://www.youtube.com/embed/{ID}?start=7", "YouTube", f"{YOUTUBE}/{ID}?start=7&autoplay=1", "wide"),
    (f"https://www.youtube-nocookie.com/embed/{ID}", "YouTube", f"{YOUTUBE}/{ID}?autoplay=1", "wide"),
    (
        f"https://www.youtube.com/watch?v={ID}&list={LIST}&index=2",
        "YouTube",
        f"{YOUTUBE}/{ID}?list={LIST}&autoplay=1",
        "wide",
    ),
    (
        f"https://www.youtube.com/playlist?list={LIST}",
        "YouTube",
        f"{YOUTUBE}/videoseries?list={LIST}&autoplay=1",
        "wide",
    ),
    (
        f"https://www.youtube.com/embed/videoseries?list={LIST}",
        "YouTube",
        f"{YOUTUBE}/videoseries?list={LIST}&autoplay=1",
        "wide",
    ),
    ("https://vimeo.com/76979871", "Vimeo", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1", "wide"),
    (
        "https://vimeo.com/76979871/0a1b2c3d4e?share=copy#t=30s",
        "Vimeo",
        "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e&dnt=1&autoplay=1#t=30s",
        "wide",
    ),
    (
        "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e",
        "Vimeo",
        "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e&dnt=1&autoplay=1",
        "wide",
    ),
    (
        "https://vimeo.com/channels/staffpicks/76979871",
        "Vimeo",
        "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1",
        "wide",
    ),
    (
        "https://vimeo.com/showcase/11/video/76979871",
        "Vimeo",
        "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1",
        "wide",
    ),
    ("https://vimeo.com/event/4566", "Vimeo", "https://vimeo.com/event/4566/embed", "wide"),
    (f"https://www.loom.com/share/{LOOM}", "Loom", f"https://www.loom.com/embed/{LOOM}?autoplay=1", "wide"),
    (
        f"https://loom.com/share/How-to-{LOOM}?t=12&sid=1",
        "Loom",
        f"https://www.loom.com/embed/{LOOM}?t=12&autoplay=1",
        "wide",
    ),
    (
        "https://www.figma.com/file/LKQ4FJ4bTnCSjedbRpk931/Sample?node-id=0-1&t=x",
        "Figma",
        "https://embed.figma.com/design/LKQ4FJ4bTnCSjedbRpk931?node-id=0-1&embed-host=notionpress",
        "page",
    ),
    (
        "https://www.figma.com/proto/LKQ4FJ4bTnCSjedbRpk931/Sample?node-id=1%3A2&scaling=min-zoom",
        "Figma",
        "https://embed.figma.com/proto/LKQ4FJ4bTnCSjedbRpk931?node-id=1%3A2&scaling=min-zoom&embed-host=notionpress",
        "page",
    ),
    (
        "https://www.figma.com/embed?embed_host=x&url=https%3A%2F%2Fwww.figma.com%2Fboard%2FLKQ4FJ4bTnCSjedbRpk931%2FA",
        "Figma",
        "https://embed.figma.com/board/LKQ4FJ4bTnCSjedbRpk931?embed-host=notionpress",
        "page",
    ),
    (
        "https://open.spotify.com/track/11dFghVXANMlKmJXsNCbNl?si=1",
        "Spotify",
        "https://open.spotify.com/embed/track/11dFghVXANMlKmJXsNCbNl",
        "strip",
    ),
    (
        "https://open.spotify.com/intl-de/album/4aawyAB9vmqN3uQ7FjRGTy",
        "Spotify",
        "https://open.spotify.com/embed/album/4aawyAB9vmqN3uQ7FjRGTy",
        "list",
    ),
    (
        "https://open.spotify.com/user/ada/playlist/37i9dQZF1DXcBWIGoYBM5M",
        "Spotify",
        "https://open.spotify.com/embed/playlist/37i9dQZF1DXcBWIGoYBM5M",
        "list",
    ),
    (
        "https://open.spotify.com/embed/episode/512ojhOuo1ktJprKbVcKyQ",
        "Spotify",
        "https://open.spotify.com/embed/episode/512ojhOuo1ktJprKbVcKyQ",
        "strip",
    ),
    (
        "https://open.spotify.com/show/38bS44xjbVVZ3No3ByF1dJ",
        "Spotify",
        "https://open.spotify.com/embed/show/38bS44xjbVVZ3No3ByF1dJ",
        "list",
    ),
    (
        "https://soundcloud.com/forss/flickermood?utm=1",
        "SoundCloud",
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fforss%2Fflickermood&auto_play=true",
        "strip",
    ),
    (
        "https://soundcloud.com/forss/sets/soulhack",
        "SoundCloud",
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fforss%2Fsets%2Fsoulhack&auto_play=true",
        "list",
    ),
    (
        "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/293&color=ff5500",
        "SoundCloud",
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F293&auto_play=true",
        "strip",
    ),
    (
        "https://codepen.io/ada/pen/abcXYZ?editors=1",
        "CodePen",
        "https://codepen.io/ada/embed/abcXYZ?default-tab=result",
        "page",
    ),
    (
        "https://codepen.io/team/codepen/full/PNaGbb",
        "CodePen",
        "https://codepen.io/team/codepen/embed/PNaGbb?default-tab=result",
        "page",
    ),
    (
        "https://codepen.io/ada/embed/preview/abcXYZ",
        "CodePen",
        "https://codepen.io/ada/embed/abcXYZ?default-tab=result",
        "page",
    ),
    (
        f"https://gist.github.com/ada/{GIST}#file-tide-py",
        "GitHub Gist",
        f"https://gist.github.com/ada/{GIST}.js",
        "script",
    ),
    (
        "https://www.google.com/maps/@51.5,-0.1,12z",
        "Google Maps",
        "https://www.google.com/maps?ll=51.5%2C-0.1&z=12&output=embed",
        "page",
    ),
    (
        "https://www.google.co.uk/maps/place/Bell+Rock/@56.43,-2.38,15.2z/data=!3m1!4b1",
        "Google Maps",
        "https://www.google.com/maps?q=Bell+Rock&ll=56.43%2C-2.38&z=15&output=embed",
        "page",
    ),
    (
        "https://www.google.com/maps/dir/Leith/Arbroath/@56.1,-2.9,9z",
        "Google Maps",
        "https://www.google.com/maps?saddr=Leith&daddr=Arbroath&ll=56.1%2C-2.9&z=9&output=embed",
        "page",
    ),
    (
        "https://maps.google.com/?q=Bell%20Rock&script=1",
        "Google Maps",
        "https://www.google.com/maps?q=Bell+Rock&output=embed",
        "page",
    ),
    (
        "https://www.google.com/maps/search/?api=1&query=lighthouse",
        "Google Maps",
        "https://www.google.com/maps?q=lighthouse&output=embed",
        "page",
    ),
    (
        "https://www.google.com/maps/embed?pb=!1m18!2m3",
        "Google Maps",
        "https://www.google.com/maps/embed?pb=%211m18%212m3",
        "page",
    ),
    (
        "https://www.google.com/maps/d/u/0/viewer?mid=1abcDEF&ll=1,2",
        "Google Maps",
        "https://www.google.com/maps/d/embed?mid=1abcDEF",
        "page",
    ),
    (
        "https://www.openstreetmap.org/export/embed.html?bbox=-3.16%2C58.63%2C-3.02%2C58.70&layer=mapnik&x=1",
        "OpenStreetMap",
        "https://www.openstreetmap.org/export/embed.html?bbox=-3.16%2C58.63%2C-3.02%2C58.70&layer=mapnik",
        "page",
    ),
    (
        f"https://drive.google.com/file/d/{FILE}/view?usp=sharing&resourcekey=0-ab",
        "Google Drive",
        f"https://drive.google.com/file/d/{FILE}/preview?resourcekey=0-ab",
        "page",
    ),
    (
        f"https://drive.google.com/open?id={FILE}",
        "Google Drive",
        f"https://drive.google.com/file/d/{FILE}/preview",
        "page",
    ),
    (
        f"https://drive.google.com/drive/u/1/folders/{FILE}",
        "Google Drive",
        f"https://drive.google.com/embeddedfolderview?id={FILE}#list",
        "page",
    ),
    (
        f"https://docs.google.com/document/d/{FILE}/edit#heading=h.x",
        "Google Docs",
        f"https://docs.google.com/document/d/{FILE}/preview",
        "page",
    ),
    (
        f"https://docs.google.com/document/d/e/{PUBLISHED}/pub",
        "Google Docs",
        f"https://docs.google.com/document/d/e/{PUBLISHED}/pub?embedded=true",
        "page",
    ),
    (
        f"https://docs.google.com/spreadsheets/u/0/d/{FILE}/edit?gid=0#gid=0",
        "Google Sheets",
        f"https://docs.google.com/spreadsheets/d/{FILE}/preview",
        "page",
    ),
    (
        f"https://docs.google.com/presentation/d/{FILE}/edit?slide=id.p",
        "Google Slides",
        f"https://docs.google.com/presentation/d/{FILE}/embed",
        "page",
    ),
    (
        f"https://docs.google.com/forms/d/e/{PUBLISHED}/viewform",
        "Google Forms",
        f"https://docs.google.com/forms/d/e/{PUBLISHED}/viewform?embedded=true",
        "page",
    ),
]

NOTHING_TO_PLAY = [
    "",
    "https://example.org/",
    f"https://youtube.com.example.org/watch?v={ID}",
    f"https://notyoutube.com/watch?v={ID}",
    f"https://youtube.com@example.org/watch?v={ID}",
    f"https://example.org@youtube.com/watch?v={ID}",
    f"https://youtube.com:8443/watch?v={ID}",
    f"https://example.org/?https://www.youtube.com/watch?v={ID}",
    f"ftp://youtube.com/watch?v={ID}",
    f"javascript://youtube.com/watch?v={ID}",
    f"//youtube.com/watch?v={ID}",
    "https://youtube.com/watch?v=short",
    f"https://youtube.com/watch?v={ID}%22onload=",
    f"https://youtube.com/embed/..%2f..%2f{ID}",
    "https://www.youtube.com/@ada",
    "https://www.youtube.com/playlist",
    "https://youtu.be/",
    "https://vimeo.com/ada",
    "https://vimeo.com/showcase/11",
    "https://vimeo.com.example.org/76979871",
    "https://www.loom.com/pricing",
    "https://www.loom.com/share/../../x",
    "https://www.figma.com/community/plugin/1",
    "https://www.figma.com/embed?url=https%3A%2F%2Fexample.org%2Ffile%2Fabc",
    "https://www.figma.com/embed?url=https%3A%2F%2Fwww.figma.com%2Fembed%3Furl%3Dx",
    "https://open.spotify.com/search/tides",
    "https://soundcloud.com/",
    "https://soundcloud.com/discover",
    "https://soundcloud.com/a/b/c/d/e",
    "https://w.soundcloud.com/player/?url=https%3A%2F%2Fexample.org%2Fa",
    "https://on.soundcloud.com/abc",
    "https://codepen.io/ada",
    "https://codepen.io/ada/pen/",
    "https://gist.github.com/ada",
    "https://gist.github.com/ada/../../evil.js",
    f"https://gist.github.com.example.org/ada/{GIST}",
    "https://github.com/ada/tides",
    "https://www.google.com/search?q=maps",
    "https://www.google.com/maps",
    "https://google.com.example.org/maps/@1,2,3z",
    "https://googleXcom/maps/@1,2,3z",
    "https://maps.app.goo.gl/abc",
    "https://www.openstreetmap.org/#map=9/58.6/-3.1",
    "https://www.openstreetmap.org/export/embed.html?bbox=x%22",
    "https://drive.google.com/drive/my-drive",
    "https://docs.google.com/document/u/0/",
    "https://docs.google.com/drawings/d/abc/edit",
    "https://[::1]/watch?v=1",
    "https://[broken/watch",
    "https://youtube.com:port/watch?v=1",
]


@pytest.mark.parametrize(("url", "provider", "address", "shape"), PLAYERS, ids=[case[0] for case in PLAYERS])
def test_an_address_gives_its_player(url: str, provider: str, address: str, shape: str) -> None:
    found = player(url)
    assert found is not None
    assert (found.provider, found.address, found.shape) == (provider, address, shape)


@pytest.mark.parametrize("url", NOTHING_TO_PLAY)
def test_what_only_looks_like_a_player_gives_none(url: str) -> None:
    assert player(url) is None


def test_every_provider_is_tried() -> None:
    assert {case[1] for case in PLAYERS} == set(PROVIDERS)


def test_a_players_own_address_gives_it_again() -> None:
    for _, provider, address, _ in PLAYERS:
        again = player(address)
        assert again is not None, address
        assert again.provider == provider


SEED_HOSTS = ["youtube.com", "youtu.be", "vimeo.com", "player.vimeo.com", "loom.com", "figma.com", "open.spotify.com"]
SEED_HOSTS += ["soundcloud.com", "w.soundcloud.com", "codepen.io", "gist.github.com", "google.com", "maps.google.com"]
SEED_HOSTS += ["openstreetmap.org", "drive.google.com", "docs.google.com"]
PARTS = ["watch", "embed", "shorts", "maps", "place", "search", "dir", "d", "e", "file", "document", "forms", "track"]
PARTS += [
    "share",
    "pen",
    "team",
    "sets",
    "proto",
    "video",
    "event",
    "folders",
    "export",
    "embed.html",
    ID,
    LOOM,
    "76979871",
    '"><script>',
]
PARTS += ["..", "%2e%2e", "%22", "@1,2,3z", "javascript:alert(1)", "\\", "💡", "%00", " "]
KEYS = ["v", "list", "t", "start", "h", "url", "q", "ll", "query", "mid", "pb", "id", "node-id", "bbox", "resourcekey"]


@given(
    st.sampled_from(SEED_HOSTS),
    st.lists(st.sampled_from(PARTS), max_size=6),
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(PARTS) | st.text(max_size=12), max_size=4),
    st.text(max_size=8),
)
def test_no_part_of_an_address_chooses_where_a_player_comes_from(
    host: str, path: list[str], query: dict[str, str], fragment: str
) -> None:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    found = player(f"https://{host}/{'/'.join(path)}?{asked}#{fragment}")
    if found is None:
        return
    parts = urlsplit(found.address)
    assert (parts.scheme, parts.netloc in HOSTS) == ("https", True)
    assert not set(found.address) & set("\"'<>\\ \n\r\t") and found.address.isascii()
    assert ".." not in parts.path
    assert parse_qs(parts.query, strict_parsing=True) if parts.query else True
