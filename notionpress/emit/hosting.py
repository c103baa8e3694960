"""Files of the site that its host reads: where old addresses lead on to, and which headers go with its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from notionpress.config import DeploySettings
from notionpress.emit import host_files
from notionpress.emit.host_files import Headers, Move
from notionpress.emit.output import Job, Output, Workshop
from notionpress.emit.policy import allowed, headers_of
from notionpress.report import Problem
from notionpress.site.site import Site
from notionpress.theme import Theme

_REDIRECTS: Final = "_redirects"
_HEADERS: Final = "_headers"
_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {"vercel": "vercel.json", "nginx": "_nginx.conf", "apache": ".htaccess", "caddy": "_caddy.conf"}
)
"""The files that hold both redirects and headers."""

_LIMITS: Final[Mapping[str, int]] = MappingProxyType(
    {"cloudflare": host_files.MOST_FOR_CLOUDFLARE, "vercel": host_files.MOST_FOR_VERCEL}
)

KEPT: Final = ("assets", "media")
"""The folders whose files never change, as their names tell what they hold, unless the owner has put others there."""


class Hosting:
    """A file, or two, for each host that site.yaml names."""

    name = "hosting"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """The files, but for those that the project has in its static folder: they are its owner's own.

        Their key names the folders whose files never change.
        """
        config = workshop.site.config
        static = config.folder / config.static if config.static else None
        kept = " ".join(one for one in KEPT if not (static and _has_own(static / one, workshop.theme)))
        for path in _paths(workshop.site):
            if not (static and (static / path).is_file()):
                yield Output(path, self.name, "" if path == _REDIRECTS else kept)

    def render(self, output: Output, job: Job) -> str:
        """The text of one of them."""
        deploy: DeploySettings = job.reader.fact("setting:deploy")
        if output.path == _HEADERS:
            return host_files.headers_file(_headers(output, job, deploy))
        if output.path == _REDIRECTS:
            hosts = [one for one in ("netlify", "cloudflare") if one in deploy.redirects]
            return host_files.redirects_file(_moves(job, hosts), force=hosts == ["netlify"])
        host = next(one for one, path in _FILES.items() if path == output.path)
        moves = _moves(job, [host]) if host in deploy.redirects else None
        headers = _headers(output, job, deploy) if host in deploy.headers else None
        match host:
            case "vercel":
                return host_files.vercel_file(moves, headers)
            case "nginx":
                return host_files.nginx_file(output.path, moves, headers, job.base_path)
            case "apache":
                return host_files.apache_file(moves, headers)
        return host_files.caddy_file(output.path, moves, headers, job.base_path)


def _has_own(folder: Path, theme: Theme) -> bool:
    """Whether the owner has files in a folder that stay what they are called."""
    is_assets = folder.name == KEPT[0]
    found = (path for path in folder.rglob("*") if path.is_file())
    return any(not (is_assets and theme.has_static(path.relative_to(folder).as_posix())) for path in found)


def _paths(site: Site) -> Iterator[str]:
    deploy = site.config.deploy
    if site.redirects and not {"netlify", "cloudflare"}.isdisjoint(deploy.redirects):
        yield _REDIRECTS
    if not {"netlify", "cloudflare"}.isdisjoint(deploy.headers):
        yield _HEADERS
    for host, path in _FILES.items():
        if host in deploy.redirects or host in deploy.headers:
            yield path


def _moves(job: Job, hosts: Iterable[str]) -> list[Move]:
    """All redirects; that there are more of them than a host takes is told."""
    moves = [Move(old, new) for old, new in job.reader.fact("redirects:")]
    for host in hosts:
        if len(moves) > _LIMITS.get(host, len(moves)):
            message = f"There are {len(moves):,} redirects, and {host.capitalize()} takes {_LIMITS[host]:,}."
            hint = "The others are led on by pages, if `deploy: redirects:` in site.yaml names them."
            job.problems.append(Problem("too-many-redirects", message, hint=hint))
    return moves


def _headers(output: Output, job: Job, deploy: DeploySettings) -> Headers:
    allow = allowed(deploy.allow, job.reader.fact("setting:search"), job.reader.fact("setting:discussion"))
    told = headers_of(job.reader.fact("outside:"), allow)
    return Headers(job.base_path, told, tuple(output.key.split()))
