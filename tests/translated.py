"""A site in English, German and Arabic, whose posts are translations of each other by a relation or a shared text."""

from __future__ import annotations

from pathlib import Path

from notionpress.report import Report
from tests.crawl.workspaces import block, uid
from tests.emit.project import made, post, project

GROUP = ("waves", "wellen", "الأمواج")
"""The addresses of one post in its three languages."""


def translated_site(folder: Path, property: str = "Same", theme: str = "journal") -> Report:
    """Build the site into `public` of a folder; `property` says what is a translation. Gives what the build told."""
    more = (
        post(
            "Wellen",
            "2026-02-02",
            [block("paragraph", "Wasser bewegt sich.")],
            properties={"Tongue": "de", "Same": [uid("Waves")], "Key": "waves"},
        ),
        post(
            "الأمواج",
            "2026-02-03",
            [block("paragraph", "الماء يتحرك.")],
            properties={"Tongue": "ar", "Same": [uid("Wellen")], "Key": "Waves"},
        ),
        post(
            "Geheim",
            "2026-02-04",
            [block("paragraph", "Nicht für Maschinen.")],
            properties={"Tongue": "de", "Same": [uid("Secret place")], "Key": "secret"},
        ),
        post(
            "Morgen",
            "2026-02-05",
            [block("paragraph", "Noch nicht.")],
            properties={"Tongue": "de", "Same": [uid("Later")], "Key": "later"},
        ),
        post("Later", "2036-01-01", [block("paragraph", "Not yet.")], properties={"Key": "later"}),
    )
    project(folder, settings=f"language: en\ntheme: {theme}\n", more=more)
    text = (folder / "site.yaml").read_text()
    given = f"properties: {{language: Tongue, translation_of: {property}, "
    (folder / "site.yaml").write_text(text.replace("properties: {", given))
    report = Report()
    made(folder, report)
    return report
