"""The files to add to a project so that a CI service publishes it, and what people have to do besides."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from notionpress import __version__
from notionpress.commands.workflows import REQUIREMENTS, SECRETS, Place, publishing_files
from notionpress.config import Config, load_config
from notionpress.errors import ConfigError

READS_FILES: Final = ("netlify", "vercel")
"""Hosts that are told of redirects and headers in a way of their own: by settings with the host's name."""


def project_files(host: str, folder: Path) -> dict[Path, str]:
    """The files to add to a project for a host of `SECRETS`, by path; `requirements.txt` only where there is none.

    The folder, an absolute path, need not exist. Where it lies in a Git repository, the workflow goes to the top of
    that, since CI services look for it there alone. Raises ConfigError where `site.yaml` is wrong or puts the site
    elsewhere.
    """
    top = _repository(folder)
    files = {top / path: text for path, text in publishing_files(host, _place(folder, top)).items()}
    if not (folder / REQUIREMENTS).exists():
        files[folder / REQUIREMENTS] = requirements()
    return files


def next_steps(host: str, folder: Path) -> list[str]:
    """What is left for people to do after the files of a project were written."""
    names = SECRETS[host]
    secrets = f"{', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
    kind, service = ("CI/CD variable", "GitLab") if host == "gitlab" else ("secret", "GitHub")
    steps = []
    if "notionpress" not in (folder / REQUIREMENTS).read_text(encoding="utf-8", errors="replace"):
        steps.append(f"add a line to {REQUIREMENTS}: {requirements().strip()}")
    config = load_config(folder / "site.yaml")
    # GitHub and GitLab tell the build where their own pages lie.
    if host not in {"github", "gitlab"} and config.base_url == Config(title="").base_url:
        steps.append("set `base_url` in site.yaml to the address that the site will have")
    if host in READS_FILES and host not in config.deploy.redirects:
        steps.append(f"under `deploy` in site.yaml, set `redirects` and `headers` to {host}")
    return [
        *steps,
        f"in the repository on {service}, set the {kind}{'s' if names[1:] else ''} {secrets}",
        "commit and push; docs/ci.md of notionpress tells the rest step by step",
    ]


def requirements() -> str:
    """What pip installs: this version of notionpress or a newer one that does not break what worked."""
    major, minor, *_ = __version__.split(".")
    compatible = __version__ if major == "0" else f"{major}.{minor}"
    return f"notionpress[images,search]~={compatible}\n"


def _repository(folder: Path) -> Path:
    """The top of the Git repository that a folder lies in, else the folder itself."""
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)


def _place(folder: Path, top: Path) -> Place:
    where = folder.relative_to(top).as_posix()
    place = Place(name=folder.name, folder="" if where == "." else where)
    if not (folder / "site.yaml").exists():
        return place
    config = load_config(folder / "site.yaml")
    for setting, value in (("output", config.output), ("cache", config.cache)):
        inside = (config.folder / value).resolve().is_relative_to(config.folder.resolve())
        if not inside or PurePosixPath(value).is_absolute():
            raise ConfigError(
                f"site.yaml: `{setting}` is {value}, which is not in the project.",
                "A CI job keeps and publishes folders of the project: name one without `..` and without a `/` before.",
            )
    return msgspec.structs.replace(
        place, output=PurePosixPath(config.output).as_posix(), cache=PurePosixPath(config.cache).as_posix()
    )
