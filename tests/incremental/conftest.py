"""One server for all, and the site as it is at first: read, and built."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.incremental.changing import ChangingSite, Server


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    """What serves the workspaces of all sites."""
    with Server() as server:
        yield server


@pytest.fixture(scope="package")
def built(server: Server, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site before any change, read and built; tests change copies of it."""
    site = ChangingSite.new(tmp_path_factory.mktemp("incremental") / "site", server)
    assert not site.build().result.failed
    return site


@pytest.fixture(scope="package")
def plain(built: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The same without plugins, built."""
    site = built.copy(tmp_path_factory.mktemp("plain") / "site")
    site.without_plugins()
    assert not site.build().result.failed
    assert site.glance()
    return site
