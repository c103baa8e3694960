"""The line that tells where the requests of a slow crawl went, and what would save some."""

from __future__ import annotations

from typing import Any

from notionpress.commands.slow import explanation
from notionpress.commands.summary import of_crawl
from notionpress.crawl.costs import Costs, PageCost
from notionpress.crawl.options import CrawlResult
from notionpress.ids import notion_url
from notionpress.notion.purposes import purpose
from tests.crawl.workspaces import uid


def result(**facts: Any) -> CrawlResult:
    """A crawl that took two minutes."""
    common: dict[str, Any] = {
        "pages": 100,
        "pages_fetched": 100,
        "pages_removed": 0,
        "blocks": 5000,
        "requests": sum(facts.get("by_purpose", {}).values()),
        "files": 0,
        "seconds": 120.0,
        "waited": 100.0,
        "complete": True,
    }
    return CrawlResult(**{**common, **facts})


def page(name: str, **by_block: int) -> PageCost:
    return PageCost(id=uid(name), title=name, requests=sum(by_block.values()), by_block=by_block)


def test_the_page_with_the_toggles_is_named() -> None:
    slow = result(
        by_purpose={"blocks": 2000, "listings": 6, "users": 4, "pages": 0},
        by_block={"page": 1400, "toggle": 380, "heading_2": 20, "column": 160, "column_list": 40},
        costliest=(page("Handbook", page=12, toggle=380, heading_2=20), page("Small", page=1, column=9)),
    )
    assert explanation(slow) == (
        "Of 2,010 requests: 1,400 for the blocks of pages, 600 for blocks in blocks (toggles 400, columns 200)."
        f" “Handbook” ({notion_url(uid('Handbook'))}) took 412, 400 of them for its toggles."
        " Writing it without toggles saves up to 400 each time."
        " With the cache of this run, the next one reads only what changed: keep the folder, in CI too."
    )
    assert of_crawl(slow).splitlines()[1] == explanation(slow)


def test_a_quick_crawl_needs_no_explanation() -> None:
    assert explanation(result(by_purpose={"blocks": 2000}, seconds=59.0)) == ""
    assert of_crawl(result(by_purpose={"blocks": 2000}, seconds=59.0)).count("\n") == 0


def test_no_page_is_named_where_all_cost_alike() -> None:
    alike = result(
        by_purpose={"blocks": 900, "comments": 450, "listings": 3},
        by_block={"page": 300, "toggle": 300},
        costliest=tuple(page(f"Page {one}", page=3, toggle=6) for one in range(5)),
        pages_fetched=40,
    )
    assert explanation(alike) == (
        "Of 1,353 requests: 450 for comments, 300 for the blocks of pages, 300 for blocks in blocks (toggles 300),"
        " 300 to see what changed in pages."
    )


def test_what_cannot_be_written_flat_is_not_advised_against() -> None:
    tables = result(
        by_purpose={"blocks": 500}, by_block={"page": 100, "table": 400}, costliest=(page("Data", page=3, table=390),)
    )
    assert "390 of them for its tables" in explanation(tables)
    assert "without" not in explanation(tables)


def test_a_title_is_told_on_the_line_and_without_what_a_terminal_obeys() -> None:
    odd = result(by_purpose={"blocks": 500}, by_block={"toggle": 500}, costliest=(page("A\n\x1b[2JB", toggle=500),))
    assert "“A [2JB”" in explanation(odd)
    assert "\n" not in explanation(odd) and "\x1b" not in explanation(odd)


def test_only_the_costliest_pages_are_remembered() -> None:
    costs = Costs()
    for number in range(1000):
        costs.read(uid(str(number)), str(number), {"page": 1, "toggle": number % 500})
    assert [one.requests for one in costs.costliest] == [500, 500, 499, 499, 498]
    assert costs.by_block == {"page": 1000, "toggle": 2 * sum(range(500))}


def test_paths_tell_what_a_request_is_for() -> None:
    assert purpose("data_sources/x/query") == purpose("databases/x/query") == "listings"
    assert purpose("blocks/x/children?page_size=100") == purpose("blocks/x") == "blocks"
    assert purpose("pages/x") == purpose("pages/x/markdown") == "pages"
    assert purpose("pages/x/properties/y") == "properties"
    assert purpose("data_sources/x") == purpose("databases/x") == "databases"
    assert purpose("comments?block_id=x") == "comments"
    assert purpose("views?database_id=x") == purpose("views/x") == "views"
    assert purpose("users/me") == "users"
    assert purpose("oauth/token") == "other"
