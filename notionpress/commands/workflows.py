"""The workflows of CI services that build a site on a schedule and publish it on a host, as text."""

from __future__ import annotations

import json
import re
import shlex
from typing import Final

import msgspec

from notionpress.slugs import slug

WORKFLOW: Final = ".github/workflows/publish.yml"
REQUIREMENTS: Final = "requirements.txt"


class Place(msgspec.Struct, frozen=True):
    """Where a project lies: `folder` in its repository ("" at the top), and its own folders for site and cache."""

    name: str
    folder: str = ""
    output: str = "public"
    cache: str = ".notionpress"

    def path(self, name: str) -> str:
        """A path of the project as seen from the top of the repository."""
        return f"{self.folder}/{name}" if self.folder else name


_BUILD: Final = """\
# Reads from Notion what changed, builds the site and publishes it on {host}.
name: Publish

on:
  # When the project changes; put the name of your branch here and below if it is not main.
  push:
    branches: [main]
  # Every hour, in UTC. GitHub is busiest at the full hour, and late then.
  schedule:
    - cron: "17 * * * *"
  # By hand: Actions > Publish > Run workflow.
  workflow_dispatch:
    inputs:
      option:
        description: What to do differently this time
        type: choice
        options: [nothing, --full, --accept-removals]
        default: nothing
  # When another service says that something changed in Notion.
  repository_dispatch:
    types: [notion]

# Two runs never overlap: the second one waits. None is stopped, so that a long first run gets to its end.
concurrency:
  group: publish-${{ github.ref }}
  cancel-in-progress: false

# Each job gets what it needs and no more.
permissions: {}

jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 150
    permissions:
      contents: read
{permissions}\
    outputs:
      digest: ${{ steps.build.outputs.digest }}
      changed: ${{ steps.changed.outputs.changed }}
{defaults}\
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
      - uses: actions/setup-python@v7
        with:
          python-version: "3.13"
          cache: pip
          cache-dependency-path: {requirements}
      - name: Install notionpress
        run: pip install -r requirements.txt
      - name: Restore what was read from Notion before
        uses: actions/cache/restore@v6
        with:
          path: {cache}
          key: notionpress-${{ github.run_id }}-${{ github.run_attempt }}
          restore-keys: notionpress-
      - name: Look up what is deployed
        uses: actions/cache/restore@v6
        with:
          path: .deployed
          key: deployed-${{ github.run_id }}-${{ github.run_attempt }}
          restore-keys: deployed-
{prepare}\
      - name: Build the site
        id: build
        # Less than the job has: what was read until then is kept, and the next run goes on from there.
        timeout-minutes: 120
        env:
          NOTION_TOKEN: ${{ secrets.NOTION_TOKEN }}
          OPTION: ${{ startsWith(inputs.option, '--') && inputs.option || '' }}
{environment}\
        run: notionpress build {base_url}${OPTION:+"$OPTION"}
      - name: Keep what was read, also when the build failed
        if: always() && steps.build.outcome != 'skipped'
        uses: actions/cache/save@v6
        with:
          path: {cache}
          key: notionpress-${{ github.run_id }}-${{ github.run_attempt }}
      - name: Compare the site with what is deployed
        id: changed
        env:
          DIGEST: ${{ steps.build.outputs.digest }}
        run: |
          deployed="$(cat "$GITHUB_WORKSPACE/.deployed/digest" 2> /dev/null || true)"
          changed=true
          if [ "$deployed" = "$DIGEST" ] && [ "$GITHUB_EVENT_NAME" != workflow_dispatch ]; then
            changed=false
          fi
          echo "changed=$changed" >> "$GITHUB_OUTPUT"
"""

_REMEMBER: Final = """\
      - name: Remember what is deployed
        env:
          DIGEST: ${{ needs.build.outputs.digest }}
        run: |
          mkdir -p "$GITHUB_WORKSPACE/.deployed"
          echo "$DIGEST" > "$GITHUB_WORKSPACE/.deployed/digest"
      - uses: actions/cache/save@v6
        with:
          path: .deployed
          key: deployed-${{ github.run_id }}-${{ github.run_attempt }}
"""

_PAGES: Final = """\
      - uses: actions/upload-pages-artifact@v5
        if: steps.changed.outputs.changed == 'true'
        with:
          path: {output}
          include-hidden-files: true

  deploy:
    needs: build
    if: needs.build.outputs.changed == 'true' && github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    timeout-minutes: 20
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v5
{remember}"""

_HOSTED: Final = """\
      - uses: actions/upload-artifact@v7
        if: steps.changed.outputs.changed == 'true'
        with:
          name: site
          path: {output}
          include-hidden-files: true
          retention-days: 7

  deploy:
    needs: build
    if: needs.build.outputs.changed == 'true'
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
    env:
{secrets}\
{defaults}\
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
      - uses: actions/setup-node@v7
        with:
          node-version: 24
      - uses: actions/download-artifact@v8
        with:
          name: site
          path: {output}
{deploy}"""

_NETLIFY: Final = """\
      - name: Deploy
        if: github.ref == 'refs/heads/main'
        run: npx --yes netlify-cli@27 deploy --no-build --dir {own_output} --prod
      - name: Deploy a preview of another branch
        if: github.ref != 'refs/heads/main'
        run: |
          alias="${GITHUB_REF_NAME//[^A-Za-z0-9]/-}"
          npx --yes netlify-cli@27 deploy --no-build --dir {own_output} --alias "${alias:0:37}"
"""

_CLOUDFLARE: Final = """\
      - name: Deploy
        if: github.ref == 'refs/heads/main'
        run: npx --yes wrangler@4 deploy
      - name: Deploy a preview of another branch
        if: github.ref != 'refs/heads/main'
        run: |
          alias="branch-${GITHUB_REF_NAME//[^A-Za-z0-9]/-}"
          alias="${alias:0:30}"
          npx --yes wrangler@4 versions upload --preview-alias "${alias,,}"
"""

_VERCEL: Final = """\
      - name: Take the redirects and headers of the site
        run: |
          test -f {own_output}/vercel.json || exit 0
          python3 - vercel.json {own_output}/vercel.json > both.json << 'END'
          import json, sys
          own, more = map(json.load, map(open, sys.argv[1:]))
          print(json.dumps(own | more))
          END
          mv both.json vercel.json
      - name: Deploy
        if: github.ref == 'refs/heads/main'
        run: |
          npx --yes vercel@59 pull --yes --environment=production --token="$VERCEL_TOKEN"
          npx --yes vercel@59 build --prod --token="$VERCEL_TOKEN"
          npx --yes vercel@59 deploy --prebuilt --prod --token="$VERCEL_TOKEN"
      - name: Deploy a preview of another branch
        if: github.ref != 'refs/heads/main'
        run: |
          npx --yes vercel@59 pull --yes --environment=preview --token="$VERCEL_TOKEN"
          npx --yes vercel@59 build --token="$VERCEL_TOKEN"
          npx --yes vercel@59 deploy --prebuilt --token="$VERCEL_TOKEN"
"""

_GITLAB: Final = """\
# Reads from Notion what changed, builds the site and publishes it on GitLab Pages.

spec:
  inputs:
    option:
      description: What to do differently this time
      options: [nothing, --full, --accept-removals]
      default: nothing
---

publish:
  stage: deploy
  image: python:3.13-slim
  # When the project changes, by Build > Pipeline schedules, by hand and by a trigger: always of the default branch.
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  # Two runs never overlap: the second one waits. None is stopped, so that a long first run gets to its end.
  resource_group: publish
  interruptible: false
  timeout: 2h 30m
  variables:
    OPTION: $[[ inputs.option ]]
    # Less than the job has: what was read until then is kept, and the next run goes on from there.
    RUNNER_SCRIPT_TIMEOUT: 2h
    PIP_CACHE_DIR: $CI_PROJECT_DIR/.cache/pip
  cache:
    - key: pip
      paths: [.cache/pip/]
    # What was read from Notion is kept also when the build failed.
    - key: notionpress
      paths:
        - {cache}
      when: always
  script:
{enter}\
    - pip install -r requirements.txt
    - notionpress build --base-url "$CI_PAGES_URL" ${OPTION#nothing}
  pages:
    publish: {output}
"""

SECRETS: Final = {
    "github": ("NOTION_TOKEN",),
    "gitlab": ("NOTION_TOKEN",),
    "netlify": ("NOTION_TOKEN", "NETLIFY_AUTH_TOKEN", "NETLIFY_SITE_ID"),
    "cloudflare": ("NOTION_TOKEN", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID"),
    "vercel": ("NOTION_TOKEN", "VERCEL_TOKEN", "VERCEL_ORG_ID", "VERCEL_PROJECT_ID"),
}
"""The secrets that each host's workflow needs, by name."""

_NAMES: Final = {"github": "GitHub Pages", "netlify": "Netlify", "cloudflare": "Cloudflare", "vercel": "Vercel"}
_DEPLOY: Final = {"netlify": _NETLIFY, "cloudflare": _CLOUDFLARE, "vercel": _VERCEL}


def publishing_files(host: str, place: Place) -> dict[str, str]:
    """The files for a host of `SECRETS` by their path in the repository, without `requirements.txt`."""
    if host == "gitlab":
        enter = f"    - {_plain(f'cd {shlex.quote(place.folder)}')}\n" if place.folder else ""
        return {".gitlab-ci.yml": _filled(_GITLAB, place, enter=enter)}
    files = {WORKFLOW: _workflow(host, place)}
    if host == "cloudflare":
        files[place.path("wrangler.jsonc")] = _as_json(_wrangler(place))
    if host == "vercel":
        files[place.path("vercel.json")] = _as_json(_vercel(place))
    return files


def _workflow(host: str, place: Place) -> str:
    pages = host == "github"
    build = _filled(
        _BUILD,
        place,
        host=_NAMES[host],
        permissions="      pages: read\n" if pages else "",
        prepare="      - id: pages\n        uses: actions/configure-pages@v6\n" if pages else "",
        environment="          BASE_URL: ${{ steps.pages.outputs.base_url }}\n" if pages else "",
        base_url='--base-url "$BASE_URL" ' if pages else "",
    )
    if pages:
        return build + _filled(_PAGES, place, remember=_REMEMBER)
    secrets = "".join(f"      {name}: ${{{{ secrets.{name} }}}}\n" for name in SECRETS[host] if name != "NOTION_TOKEN")
    return build + _filled(_HOSTED, place, secrets=secrets, deploy=_filled(_DEPLOY[host], place)) + _REMEMBER


def _filled(template: str, place: Place, **parts: str) -> str:
    """A template with its parts in: not `str.format`, since the languages of these files use braces themselves."""
    folder = _plain(place.folder)
    values = {
        "output": _plain(place.path(place.output)),
        "own_output": shlex.quote(place.output),
        "cache": _plain(place.path(place.cache)),
        "requirements": _plain(place.path(REQUIREMENTS)),
        "defaults": f"    defaults:\n      run:\n        working-directory: {folder}\n" if place.folder else "",
        **parts,
    }
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _plain(text: str) -> str:
    """A text as YAML: as it is where nothing in it means anything, else in the quotes of JSON, which are YAML's too."""
    return text if re.fullmatch(r"[\w./][\w./ -]*(?<! )", text, re.ASCII) else json.dumps(text, ensure_ascii=False)


def _wrangler(place: Place) -> dict[str, object]:
    """Cloudflare Workers that serve files and run no code (developers.cloudflare.com/workers/static-assets)."""
    return {
        "name": slug(place.name, "ascii")[:30].strip("-") or "site",
        "compatibility_date": "2026-09-01",
        "assets": {"directory": f"./{place.output}", "not_found_handling": "404-page"},
        "preview_urls": True,
    }


def _vercel(place: Place) -> dict[str, object]:
    """A project whose files are there already, and that Vercel does not build itself for each push."""
    return {
        "$schema": "https://openapi.vercel.sh/vercel.json",
        "framework": None,
        "installCommand": "",
        "buildCommand": "",
        "outputDirectory": place.output,
        "trailingSlash": True,
        "git": {"deploymentEnabled": False},
    }


def _as_json(value: dict[str, object]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
