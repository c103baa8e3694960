"""Notion's own clients drive the emulator: what they list, query and retrieve, and the errors that they raise."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.emulator.faults import Faults, RateLimit
from notionpress.emulator.server import Emulator
from notionpress.emulator.workspace import Workspace
from tests.emulator.clients import call, javascript, python

FOLDER = Path(__file__).parents[2] / "example-site" / "workspace"
POSTS_DATABASE, POSTS = "5ea11947-71de-4a1e-bead-11947ca5cade", "71ff414a-4f0c-403f-aea1-cfc61876dd99"
LINKED, VIEW = "7b48100c-6a2f-4fc7-8dec-7c43aa768734", "cc8d31be-0780-4977-8ea9-54d13821f89f"
MAREN = "200ebfd5-53df-43cf-ab5e-d8f6ddb78e98"
NOWHERE = "3f0c1e2d-4b5a-4c69-8778-96a5b4c3d2e1"
VERSIONS = ("2022-06-28", "2025-09-03", "2026-03-11")
Json = dict[str, Any]
Client = Callable[..., Any]


@pytest.fixture(params=[pytest.param(javascript, marks=pytest.mark.node), python])
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Both clients, one after the other."""
    yield request.param


def objects(kind: str) -> list[Json]:
    """The objects of a kind in the example workspace's folder."""
    return [json.loads(path.read_bytes()) for path in sorted((FOLDER / kind).glob("*.json"))]


def posts() -> list[Json]:
    """The rows of the posts."""
    return [page for page in objects("pages") if page.get("parent", {}).get("data_source_id") == POSTS]


def start(page: Json) -> str:
    """Where a post's date begins."""
    date: Json | str = page["properties"]["Date"]
    return date if isinstance(date, str) else str(date["start"])


def showcase() -> Json:
    """The page that has a block of every type."""
    page: Json = json.loads((FOLDER / "pages" / "everything-a-page-can-hold.json").read_bytes())
    return page


def ask(
    client: Client, *calls: Json, version: str = "2025-09-03", retry: bool = False, **settings: Any
) -> tuple[list[Json], list[str]]:
    """Outcomes of calls to an emulator that serves the example workspace, and the requests that it got."""

    async def run() -> tuple[list[Json], list[str]]:
        async with Emulator(Workspace.load(FOLDER), **settings) as emulator:
            outcomes = await client(emulator.url, emulator.token, list(calls), version=version, retry=retry)
            return outcomes, list(emulator.requests)

    return asyncio.run(run())


def results(client: Client, *calls: Json, **settings: Any) -> list[Any]:
    """The results of calls that all succeed."""
    outcomes, _ = ask(client, *calls, **settings)
    assert all("result" in one for one in outcomes), outcomes
    return [one["result"] for one in outcomes]


def ids(found: list[Json]) -> list[str]:
    """The ids of objects, in order."""
    return [one["id"] for one in found]


def test_the_bot_knows_its_workspace(client: Client) -> None:
    (me,) = results(client, call("users.me"))
    assert (me["type"], me["name"]) == ("bot", "notionpress")
    assert me["bot"]["workspace_name"] == "The Lamplighter"


def test_users_are_listed_page_by_page(client: Client) -> None:
    ((listed,), requests) = ask(client, call("users.list", "iterate", page_size=2))
    assert listed["full"]
    found = ids(listed["result"])
    assert {user["id"] for user in objects("users")} <= set(found)
    assert len(found) == len(set(found))
    assert len(requests) == -(-len(found) // 2)
    (maren,) = results(client, call("users.retrieve", user_id=MAREN))
    assert (maren["name"], maren["person"]["email"]) == ("Maren Oksvik", "maren@lamplighter.example.org")


def test_each_kind_of_object_is_retrieved_whole(client: Client) -> None:
    page = posts()[0]
    outcomes, _ = ask(
        client,
        call("databases.retrieve", database_id=POSTS_DATABASE),
        call("dataSources.retrieve", data_source_id=POSTS),
        call("pages.retrieve", page_id=page["id"]),
        call("blocks.retrieve", block_id=page["id"]),
        call("views.retrieve", view_id=VIEW),
    )
    assert [one["full"] for one in outcomes] == [True] * 5
    database, source, found, block, view = (one["result"] for one in outcomes)
    assert database["data_sources"] == [{"id": POSTS, "name": "Posts"}]
    assert source["parent"] == {"type": "database_id", "database_id": POSTS_DATABASE}
    assert source["properties"]["Tags"]["multi_select"]["options"][1]["name"] == "Tides"
    assert found["properties"]["Name"]["title"][0]["plain_text"] == page["properties"]["Name"]
    assert (block["type"], block["child_page"]["title"]) == ("child_page", page["properties"]["Name"])
    assert view["filter"]["and"][0] == {"property": "Tags", "multi_select": {"contains": "Tides"}}


def test_a_linked_database_is_known_by_its_views(client: Client) -> None:
    database, views = results(
        client, call("databases.retrieve", database_id=LINKED), call("views.list", "collect", database_id=LINKED)
    )
    assert database["data_sources"] == []
    assert VIEW in ids(views)


def test_a_query_filters_sorts_and_pages(client: Client) -> None:
    published = [page for page in posts() if page["properties"].get("Status") == "Published"]
    tides = [page for page in published if "Tides" in page["properties"].get("Tags", [])]
    newest_first = sorted(published, key=start, reverse=True)
    assert len({start(page) for page in published}) == len(published) > len(tides) > 2
    sorts = [{"property": "Date", "direction": "descending"}]
    status = {"property": "Status", "status": {"equals": "Published"}}
    tagged = {"property": "tAg1", "multi_select": {"contains": ["Tides"]}}
    outcomes, requests = ask(
        client,
        call("dataSources.query", "collect", data_source_id=POSTS, filter=status, sorts=sorts, page_size=2),
        call("dataSources.query", "iterate", data_source_id=POSTS, filter={"and": [status, tagged]}, page_size=2),
    )
    assert all(one["full"] for one in outcomes)
    assert ids(outcomes[0]["result"]) == ids(newest_first)
    assert sorted(ids(outcomes[1]["result"])) == sorted(ids(tides))
    assert len(requests) == -(-len(published) // 2) + -(-len(tides) // 2)


def test_a_query_may_ask_for_few_properties(client: Client) -> None:
    (listed,) = results(client, call("dataSources.query", data_source_id=POSTS, filter_properties=["tAg1", "title"]))
    assert {frozenset(page["properties"]) for page in listed["results"]} == {frozenset({"Name", "Tags"})}


@pytest.mark.node
def test_all_rows_come_however_few_one_query_gives() -> None:
    outcomes, requests = ask(javascript, call("dataSources.query", "rows", data_source_id=POSTS), query_cap=10)
    assert sorted(ids(outcomes[0]["result"])) == sorted(ids(posts()))
    assert len(requests) > len(posts()) // 10
    (plain,), _ = ask(javascript, call("dataSources.query", "collect", data_source_id=POSTS), query_cap=10)
    assert len(plain["result"]) == 10


def test_the_children_of_a_page_are_its_blocks_in_order(client: Client) -> None:
    page = showcase()
    kinds = [block["type"] for block in page["children"]]
    ((listed,), requests) = ask(
        client, call("blocks.children.list", "collect", block_id=page["id"], page_size=5), version="2026-03-11"
    )
    assert listed["full"]
    assert [block["type"] for block in listed["result"]] == kinds
    assert len(requests) == -(-len(kinds) // 5)
    below = next(block for block in listed["result"] if block["type"] == "toggle")
    (children,) = results(client, call("blocks.children.list", "iterate", block_id=below["id"]))
    assert [child["parent"]["block_id"] for child in children] == [below["id"]] * len(children)
    assert children


def test_property_items_come_one_by_one_or_as_a_list(client: Client) -> None:
    page = next(page for page in posts() if len(page["properties"].get("Authors", [])) > 0)
    (found,) = results(client, call("pages.retrieve", page_id=page["id"]))
    key = {name: value["id"] for name, value in found["properties"].items()}
    title, words, authors = results(
        client,
        *(
            call("pages.properties.retrieve", page_id=page["id"], property_id=key[name])
            for name in ("Name", "Words", "Authors")
        ),
    )
    assert (title["object"], title["property_item"]["type"]) == ("list", "title")
    assert title["results"][0]["title"]["plain_text"] == page["properties"]["Name"]
    assert (words["object"], words["number"]) == ("property_item", page["properties"].get("Words"))
    assert [one["people"]["id"] for one in authors["results"]] == page["properties"]["Authors"]


def test_search_finds_by_title_and_kind(client: Client) -> None:
    titles = {page["properties"]["Name"]: page["id"] for page in posts()}
    word = "tide"
    expected = {id for title, id in titles.items() if word in title.lower()}
    found, sources = results(
        client,
        call("search", "iterate", query=word, filter={"property": "object", "value": "page"}, page_size=2),
        call("search", "collect", filter={"property": "object", "value": "data_source"}, page_size=2),
    )
    assert expected
    assert expected == {one["id"] for one in found} & set(titles.values())
    assert {one["object"] for one in found} == {"page"}
    assert sorted(ids(sources)) == sorted(source["id"] for source in objects("data_sources"))


def test_search_sorts_and_looks_into_the_trash(client: Client) -> None:
    workspace = Workspace.load(FOLDER)
    thrown = posts()[0]["id"]
    workspace.trash(thrown)

    async def run() -> list[Json]:
        async with Emulator(workspace) as emulator:
            by_time = {"timestamp": "last_edited_time", "direction": "ascending"}
            calls = [
                call("search", "collect", sort=by_time, page_size=20),
                call("search", "collect", filter={"in_trash": True}, sort={"property": "relevance"}),
                call("search", sort={"timestamp": "created_time", "direction": "ascending"}),
            ]
            outcomes: list[Json] = await client(emulator.url, emulator.token, calls)
            return outcomes

    sorted_by_time, in_trash, refused = asyncio.run(run())
    assert sorted_by_time["full"]
    times = [one["last_edited_time"] for one in sorted_by_time["result"]]
    assert times == sorted(times)
    assert len(times) > 20
    assert thrown not in ids(sorted_by_time["result"])
    assert ids(in_trash["result"]) == [thrown]
    assert refusal(refused) == ("APIResponseError", "validation_error", 400)


def test_comments_and_custom_emojis_are_listed(client: Client) -> None:
    page = next(page for page in posts() if page["properties"]["Name"] == "A borrowed sextant")
    written = json.loads((FOLDER / "comments" / "a-borrowed-sextant.json").read_bytes())
    assert written["parent"]["page_id"] == page["id"]
    comments, emojis = results(
        client,
        call("comments.list", "collect", block_id=page["id"]),
        call("customEmojis.list", "collect", page_size=1),
    )
    assert ids(comments) == [written["id"]]
    assert comments[0]["rich_text"][0]["plain_text"] == written["rich_text"]
    assert ids(emojis) == ids(json.loads((FOLDER / "custom_emojis.json").read_bytes()))


@pytest.mark.parametrize("version", VERSIONS)
def test_versions_differ_as_notion_says(client: Client, version: str) -> None:
    old = version < "2025"
    path = f"databases/{POSTS_DATABASE}/query" if old else f"data_sources/{POSTS}/query"
    database, rows, search = results(
        client,
        call("databases.retrieve", database_id=POSTS_DATABASE),
        call("", "request", path=path, method="post", body={"page_size": 1}),
        call("search", page_size=1),
        version=version,
    )
    kind = "page_or_database" if old else "page_or_data_source"
    assert rows["type"] == search["type"] == kind
    assert rows[kind] == {}
    assert ("properties" in database, "data_sources" in database) == (old, not old)
    parent = {"type": "database_id", "database_id": POSTS_DATABASE}
    new_parent = {"type": "data_source_id", "data_source_id": POSTS, "database_id": POSTS_DATABASE}
    assert rows["results"][0]["parent"] == (parent if old else new_parent)
    assert ("archived" in rows["results"][0]) == (version != "2026-03-11")
    assert rows["results"][0]["in_trash"] is False


def test_meeting_notes_have_their_old_name_in_old_versions(client: Client) -> None:
    notes = next(block for block in showcase()["children"] if block["type"] == "meeting_notes")
    for version, name in (("2025-09-03", "transcription"), ("2026-03-11", "meeting_notes")):
        (children,) = results(
            client, call("blocks.children.list", "collect", block_id=showcase()["id"]), version=version
        )
        (found,) = (block for block in children if block["type"] in ("transcription", "meeting_notes"))
        assert found["type"] == name
        assert notes["meeting_notes"]["status"] == found[name]["status"]


def refusal(outcome: Json) -> tuple[str, str, int]:
    """Class, code and status of the error that a client raised; each carries a request id."""
    assert outcome["request_id"]
    return outcome["error"], outcome["code"], outcome["status"]


def test_each_refusal_becomes_the_right_error(client: Client) -> None:
    outcomes, _ = ask(
        client,
        call("pages.retrieve", page_id=NOWHERE),
        call("blocks.children.list", block_id=NOWHERE),
        call("databases.retrieve", database_id=NOWHERE),
        call("users.retrieve", user_id=NOWHERE),
        call("pages.retrieve", page_id="12345678-1234-1234-1234-123456789abc"),
        call("blocks.children.list", block_id="no-id"),
        call("", "request", path="nowhere", method="get"),
        call("", "request", path=f"databases/{POSTS_DATABASE}/query", method="post", body={}),
        call("dataSources.query", data_source_id=POSTS, filter={"property": "Colour", "select": {"equals": "x"}}),
        call("dataSources.query", data_source_id=POSTS, sorts=[{"property": "Colour", "direction": "ascending"}]),
        call("dataSources.query", data_source_id=POSTS, start_cursor="nonsense"),
        call("users.list", page_size=101),
    )
    kinds = ["object_not_found"] * 4 + ["validation_error"] * 2 + ["invalid_request_url"] * 2 + ["validation_error"] * 4
    status = {"object_not_found": 404}
    assert [refusal(one) for one in outcomes] == [("APIResponseError", kind, status.get(kind, 400)) for kind in kinds]
    assert [one["message"] for one in outcomes[4:6]] == [
        "path failed validation: path.page_id should be a valid uuid, "
        'instead was `"12345678-1234-1234-1234-123456789abc"`.',
        'path failed validation: path.block_id should be a valid uuid, instead was `"no-id"`.',
    ]
    assert outcomes[0]["message"].startswith(f"Could not find page with ID: {NOWHERE}.")
    assert 'shared with your integration "notionpress"' in outcomes[0]["message"]
    assert outcomes[8]["message"] == "Could not find property with name or id: Colour"
    assert outcomes[9]["message"] == "Could not find sort property with name or id: Colour"


def test_a_new_path_under_an_old_version_does_not_exist(client: Client) -> None:
    outcomes, _ = ask(
        client,
        call("dataSources.query", data_source_id=POSTS),
        call("views.list", database_id=LINKED),
        version="2022-06-28",
    )
    assert [refusal(one) for one in outcomes] == [("APIResponseError", "invalid_request_url", 400)] * 2


def test_a_revoked_or_wrong_token_is_unauthorized(client: Client) -> None:
    async def run() -> list[Json]:
        async with Emulator(Workspace.load(FOLDER)) as emulator:
            wrong = await client(emulator.url, "ntn_wrong", [call("users.me")])
            good = await client(emulator.url, emulator.token, [call("users.me")])
            emulator.revoke()
            revoked = await client(
                emulator.url, emulator.token, [call("users.me"), call("pages.retrieve", page_id="no-id")]
            )
            return [*wrong, *good, *revoked]

    wrong, good, *revoked = asyncio.run(run())
    assert good["result"]["object"] == "user"
    for outcome in (wrong, *revoked):
        assert refusal(outcome) == ("APIResponseError", "unauthorized", 401)
        assert outcome["message"] == "API token is invalid."


def test_too_many_requests_are_limited(client: Client) -> None:
    calls = [call("users.me")] * 4
    outcomes, _ = ask(client, *calls, faults=Faults(rate_limit=RateLimit(3, 1)))
    assert ["result" in one for one in outcomes] == [True, True, True, False]
    assert refusal(outcomes[3]) == ("APIResponseError", "rate_limited", 429)
    assert outcomes[3]["additional_data"]["rate_limit_reason"] == "public_api_request_rate_limit"
    waited, requests = ask(client, *calls, faults=Faults(rate_limit=RateLimit(3, 1)), retry=True)
    assert all("result" in one for one in waited)
    assert len(requests) > 4
