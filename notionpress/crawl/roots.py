"""What the configured roots are, and whether they can be read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from notionpress.crawl.changes import Json, in_trash
from notionpress.crawl.failures import Failures
from notionpress.crawl.options import CrawlOptions
from notionpress.errors import InvalidRequest, NotionError, NotionRefused, NotShared, Unauthorized
from notionpress.ids import notion_url
from notionpress.notion.client import DATA_SOURCES_SINCE, NotionClient
from notionpress.store import Root, RootKind, Store


async def find_roots(
    client: NotionClient, store: Store, options: CrawlOptions, failures: Failures
) -> list[tuple[Root, Json | None]]:
    """The roots in the order of the configuration, each with its object if it was read.

    A database that is in the store is not read: its listing tells whether it is there. A root that is refused but in
    the store is kept, so that its last version stays. Raises errors that are no refusals.
    """
    roots: list[tuple[Root, Json | None]] = []
    for id in dict.fromkeys(options.roots):
        known = _known(store, id)
        if known in ("database", "data_source") and not options.full and store.entry(id, known) is not None:
            roots.append((Root(id, known), None))
            continue
        try:
            roots.append(await find_root(client, store, id))
            failures.heard()
        except Unauthorized:
            raise
        except NotionRefused as error:
            failures.root(id, error)
            if known is not None:
                roots.append((Root(id, known), None))
    return roots


def _known(store: Store, id: str) -> RootKind | None:
    kinds = [root.kind for root in store.roots if root.id == id]
    entry = store.entry(id)
    if entry is not None and entry.kind in ("page", "database", "data_source"):
        kinds.append(entry.kind)
    return kinds[0] if kinds else None


async def find_root(client: NotionClient, store: Store, id: str) -> tuple[Root, Json]:
    """Read a root, whatever it is: in Notion, a page can be turned into a database.

    Raises NotShared when it is in the trash or cannot be read.
    """
    reads: dict[RootKind, Callable[[str], Awaitable[Json]]] = {
        "database": client.database,
        "page": client.page,
        "data_source": client.data_source,
    }
    known = _known(store, id)
    kinds: list[RootKind] = ["page", "database"] if known == "page" else [known] if known else ["database", "page"]
    if not known and client.has_data_sources:
        kinds.append("data_source")
    refused: NotionRefused | None = None
    for kind in kinds:
        try:
            value = await reads[kind](id)
        except (NotShared, InvalidRequest) as error:
            if isinstance(error, InvalidRequest) and error.additional_data.get("minimum_api_version"):
                raise
            refused = error
            continue
        if value.get("object") != kind or not isinstance(value.get("id"), str):
            raise NotionError(
                f"what was answered for the root {id} is no {kind.replace('_', ' ')} of Notion's",
                "Check `notion: base_url:` in site.yaml, and NOTION_BASE_URL.",
            )
        if in_trash(value):
            raise NotShared(
                f"the root {id} is in Notion's trash",
                f"Restore it ({notion_url(id)}), or name another root in site.yaml.",
                status=404,
            )
        return Root(id, kind), value
    hint = refused.hint if refused and refused.status == 404 else f"Share it with the connection: {notion_url(id)}"
    if not client.has_data_sources:
        hint += f" If it is a data source, set `notion: version: {DATA_SOURCES_SINCE}`."
    raise NotShared(
        f"the root {id} does not exist or is not shared with the connection"
        f" (request id {refused.request_id if refused else ''})",
        hint,
        status=404,
        code="object_not_found",
        request_id=refused.request_id if refused else "",
    )
