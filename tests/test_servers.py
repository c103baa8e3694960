"""What is written for web servers, read by the servers themselves: nginx, Apache, Caddy."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from tests.served_with_headers import header_rules, headers_for
from tests.test_redirects import SITE, Project

ALIASES = '[/2019/lamp.html, "Größe", /a/b, "/with(odd)[signs]+$1.x/", /lamp.php, "/quote\\"d/"]'
OLD = ("/2019/lamp.html", "/Größe/", "/Größe", "/a/b/", "/a/b", "/with(odd)[signs]+$1.x/", "/lamp.php", '/quote"d/')
MODULES = Path("/usr/lib/apache2/modules")

NGINX = """\
{user}
worker_processes 1;
daemon off;
pid {work}/pid;
error_log {work}/error.log;
events {{}}
http {{
  access_log off;
  types {{ text/html html; text/css css; }}
  client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    index index.html;
    error_page 404 /sea/404.html;
    include {root}/sea/_nginx.conf;
  }}
}}
"""
APACHE = """\
ServerRoot {work}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {work}/pid
ErrorLog {work}/error.log
{modules}
{user}
DocumentRoot {root}
DirectoryIndex index.html
TypesConfig /dev/null
AddType text/html .html
AddType text/css .css
ErrorDocument 404 /sea/404.html
<Directory {root}>
  AllowOverride FileInfo
  Require all granted
</Directory>
<Files ".ht*">
  Require all denied
</Files>
"""
CADDY = """\
{{
  admin off
  auto_https off
}}
http://127.0.0.1:{port} {{
  root * {root}
  import {root}/sea/_caddy.conf
  file_server
  handle_errors {{
    rewrite * /sea/404.html
    file_server
  }}
}}
"""


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """The root of a host with the site in a folder, where every user may read."""
    folder = Path(tempfile.mkdtemp(prefix="notionpress-"))
    try:
        folder.chmod(0o755)
        project = Project(folder / "project", about=f"slug: über uns\naliases: {ALIASES}")
        hosts = "[nginx, apache, caddy, cloudflare]"
        project.put("site.yaml", SITE + f"deploy: {{redirects: {hosts}, headers: {hosts}}}\noutput: root/sea\n")
        project.put("static/page.html", "<p>A page without a folder.</p>")
        project.public = folder / "project/root/sea"
        assert not project.build().failed
        assert project.problems == []
        yield folder / "project/root"
    finally:
        shutil.rmtree(folder)


@contextmanager
def running(command: list[str], port: int, work: Path, **environment: str) -> Iterator[http.client.HTTPConnection]:
    """A server as a process of its own, and a connection to it."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **environment}
    ) as server:
        try:
            for _ in range(200):
                with socket.socket() as one:
                    if server.poll() is not None or one.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            assert server.poll() is None, server.stdout and server.stdout.read()
            yield http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        finally:
            server.terminate()
            server.wait(10)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def server(request: pytest.FixtureRequest, root: Path) -> Iterator[http.client.HTTPConnection]:
    program = {"apache": "apache2"}.get(request.param, request.param)
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        pytest.skip(f"{program} is not here")
    work = Path(tempfile.mkdtemp(prefix="notionpress-"))
    work.chmod(0o755)
    is_root = os.getuid() == 0
    port, path = free_port(), work / "server.conf"
    try:
        match request.param:
            case "nginx":
                text = NGINX.format(root=root, work=work, port=port, user="user root;" if is_root else "")
                command = [found, "-p", str(work), "-c", str(path)]
            case "apache":
                names = ["mpm_event", "authz_core", "dir", "mime", "alias", "headers"]
                modules = "\n".join(f"LoadModule {one}_module {MODULES}/mod_{one}.so" for one in names)
                user = "User www-data\nGroup www-data" if is_root else ""
                text = APACHE.format(root=root, work=work, port=port, modules=modules, user=user)
                command = [found, "-X", "-f", str(path)]
            case _:
                text = CADDY.format(root=root, work=work, port=port)
                command = [found, "run", "--config", str(path), "--adapter", "caddyfile"]
        path.write_text(text)
        with running(command, port, work, HOME=str(work), XDG_DATA_HOME=str(work)) as connection:
            yield connection
    finally:
        shutil.rmtree(work)


def answer(server: http.client.HTTPConnection, path: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of what is answered."""
    server.request("GET", path)
    response = server.getresponse()
    text = response.read().decode(errors="replace")
    return response.status, dict(response.getheaders()), text


@pytest.mark.parametrize(
    ("server", "own_file"),
    [("nginx", "_nginx.conf"), ("apache", ".htaccess"), ("caddy", "_caddy.conf")],
    indirect=["server"],
)
def test_a_server_leads_on_and_says_what_goes_with_each_file(
    server: http.client.HTTPConnection, own_file: str, root: Path
) -> None:
    for address in OLD:
        status, headers, _ = answer(server, quote(f"/sea{address}"))
        assert status == 301, address
        assert unquote(headers["Location"]).removeprefix(f"http://127.0.0.1:{server.port}") == "/sea/über-uns/", address
    # What only looks like an old address is none.
    for address in ("/sea/a/b/c", "/sea/xa/b/", "/2019/lamp.html", "/sea/2019/lampxhtml"):
        assert answer(server, address)[0] == 404, address
    rules = header_rules((root / "sea/_headers").read_text())
    kept = next(path for path in sorted((root / "sea/assets").iterdir()) if path.suffix == ".css")
    for path in ("/sea/", "/sea/%C3%BCber-uns/", "/sea/page.html", f"/sea/assets/{kept.name}", "/sea/nothing/"):
        status, headers, text = answer(server, path)
        assert status == (404 if "nothing" in path else 200)
        expected = headers_for(path, rules)
        if status == 404:
            assert "Page not found" in text
            assert "immutable" not in headers.get("Cache-Control", "")
        else:
            expected.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
        assert {name: headers.get(name) for name in expected} == expected, path
    # What it reads itself, it does not show.
    assert answer(server, f"/sea/{own_file}")[0] in (403, 404)
