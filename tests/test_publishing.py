"""What `notionpress new --ci` writes: read as the CI services read it, and run as GitHub runs it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from notionpress.cli import notionpress as group
from notionpress.commands.new import HOSTS
from notionpress.commands.publishing import requirements
from notionpress.commands.workflows import SECRETS, WORKFLOW, Place, publishing_files
from notionpress.config import Config, load_config
from tests.commands import ABOUT, emulated, notionpress, site_yaml
from tests.conftest import PROJECT
from tests.github_runner import GitHub

ON_GITHUB = sorted(set(HOSTS) - {"gitlab"})
PLACES = {
    "top": Place(name="My Blog"),
    "below": Place(name="blog", folder="sites/my blog", output="out/html", cache="keep: it"),
}
OPTIONS_OF_BUILD = {name for parameter in group.commands["build"].params for name in parameter.opts}
each_host = pytest.mark.parametrize("host", ON_GITHUB)
each_place = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)


def workflow(host: str, place: Place) -> dict[str, Any]:
    read: dict[Any, Any] = yaml.safe_load(publishing_files(host, place)[WORKFLOW])
    # YAML 1.1 reads the key `on` as a truth value.
    return {"on" if key is True else key: value for key, value in read.items()}


def steps(read: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in read["jobs"].items():
        yield from ((name, step) for step in job["steps"])


def using(read: dict[str, Any], action: str) -> list[dict[str, Any]]:
    return [step for _, step in steps(read) if step.get("uses", "").startswith(f"actions/{action}@")]


def step_of(read: dict[str, Any], id: str) -> dict[str, Any]:
    return next(step for _, step in steps(read) if step.get("id") == id)


@each_host
@each_place
def test_a_workflow_runs_by_itself_by_hand_and_when_called(host: str, place: Place) -> None:
    read = workflow(host, place)
    assert read["on"]["push"] == {"branches": ["main"]}
    assert [re.fullmatch(r"[1-9]\d? \* \* \* \*", one["cron"]) is not None for one in read["on"]["schedule"]] == [True]
    assert read["on"]["repository_dispatch"] == {"types": ["notion"]}
    choices = read["on"]["workflow_dispatch"]["inputs"]["option"]["options"]
    assert set(choices) - OPTIONS_OF_BUILD == {"nothing"}
    assert read["concurrency"] == {"group": "publish-${{ github.ref }}", "cancel-in-progress": False}


@each_host
@each_place
def test_a_workflow_may_do_no_more_than_it_must(host: str, place: Place) -> None:
    read = workflow(host, place)
    assert read["permissions"] == {}
    pages = host == "github"
    assert read["jobs"]["build"]["permissions"] == {"contents": "read", **({"pages": "read"} if pages else {})}
    expected = {"pages": "write", "id-token": "write"} if pages else {"contents": "read"}
    assert read["jobs"]["deploy"]["permissions"] == expected
    for _, step in steps(read):
        assert re.fullmatch(r"actions/[a-z/-]+@v\d+", step.get("uses", "actions/x@v1"))
        # What GitHub fills in stands in the environment: text in a script would be run.
        assert "${{" not in step.get("run", "")
    assert all(step["with"]["persist-credentials"] is False for step in using(read, "checkout"))


@each_host
@each_place
def test_a_workflow_ends_and_keeps_its_cache(host: str, place: Place) -> None:
    read = workflow(host, place)
    assert all(0 < job["timeout-minutes"] <= 360 for job in read["jobs"].values())
    assert step_of(read, "build")["timeout-minutes"] + 20 < read["jobs"]["build"]["timeout-minutes"]
    cache = place.path(place.cache)
    (restore,) = (one["with"] for one in using(read, "cache/restore") if one["with"]["path"] == cache)
    (save,) = (one for one in using(read, "cache/save") if one["with"]["path"] == cache)
    assert restore["key"] == save["with"]["key"]
    assert "github.run_id" in restore["key"] and "github.run_attempt" in restore["key"]
    assert restore["key"].startswith(restore["restore-keys"])
    assert save["if"].startswith("always()")
    assert using(read, "setup-python")[0]["with"]["cache"] == "pip"
    order = [step.get("id") or step.get("uses", "") for name, step in steps(read) if name == "build"]
    assert order.index("build") < next(i for i, one in enumerate(order) if one.startswith("actions/cache/save"))


@each_host
@each_place
def test_secrets_are_where_they_are_needed(host: str, place: Place) -> None:
    text, read = publishing_files(host, place)[WORKFLOW], workflow(host, place)
    assert set(re.findall(r"secrets\.(\w+)", text)) == set(SECRETS[host])
    assert "secrets.NOTION_TOKEN" not in json.dumps(read["jobs"]["deploy"])
    assert set(re.findall(r"secrets\.(\w+)", json.dumps(read["jobs"]["build"]))) == {"NOTION_TOKEN"}
    assert [step.get("id") for _, step in steps(read) if "secrets.NOTION_TOKEN" in json.dumps(step)] == ["build"]


@each_host
@each_place
def test_only_a_changed_site_of_the_main_branch_is_deployed(host: str, place: Place) -> None:
    read = workflow(host, place)
    deploy = read["jobs"]["deploy"]
    assert deploy["needs"] == "build"
    assert "needs.build.outputs.changed == 'true'" in deploy["if"]
    uploads = [*using(read, "upload-artifact"), *using(read, "upload-pages-artifact")]
    assert [one["with"]["path"] for one in uploads] == [place.path(place.output)]
    assert uploads[0]["with"]["include-hidden-files"] is True
    if host == "github":
        assert "github.ref == 'refs/heads/main'" in deploy["if"]
    else:
        conditions = [step["if"] for step in deploy["steps"] if step.get("name", "").startswith("Deploy")]
        assert conditions == ["github.ref == 'refs/heads/main'", "github.ref != 'refs/heads/main'"]
        assert using(read, "download-artifact")[0]["with"] == {"name": "site", "path": place.path(place.output)}
    folders = {job.get("defaults", {}).get("run", {}).get("working-directory", "") for job in read["jobs"].values()}
    assert folders - {""} == ({place.folder} - {""})


@each_place
def test_the_pipeline_of_gitlab(place: Place) -> None:
    header, pipeline = yaml.safe_load_all(publishing_files("gitlab", place)[".gitlab-ci.yml"])
    option = header["spec"]["inputs"]["option"]
    assert set(option["options"]) - OPTIONS_OF_BUILD == {option["default"]} == {"nothing"}
    job = pipeline["publish"]
    assert job["variables"]["OPTION"] == "$[[ inputs.option ]]"
    assert job["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    assert (job["resource_group"], job["interruptible"]) == ("publish", False)
    assert (job["timeout"], job["variables"]["RUNNER_SCRIPT_TIMEOUT"]) == ("2h 30m", "2h")
    pip, notion = job["cache"]
    assert pip == {"key": "pip", "paths": [".cache/pip/"]}
    assert notion == {"key": "notionpress", "paths": [place.path(place.cache)], "when": "always"}
    assert job["pages"] == {"publish": place.path(place.output)}
    assert 'notionpress build --base-url "$CI_PAGES_URL" ${OPTION#nothing}' in job["script"]
    assert job["script"][0] == ("cd 'sites/my blog'" if place.folder else "pip install -r requirements.txt")


@each_place
def test_the_files_of_cloudflare_and_vercel(place: Place) -> None:
    wrangler = json.loads(publishing_files("cloudflare", place)[place.path("wrangler.jsonc")])
    assert re.fullmatch(r"[a-z][a-z0-9-]{1,29}", wrangler["name"])
    assert wrangler["assets"] == {"directory": f"./{place.output}", "not_found_handling": "404-page"}
    vercel = json.loads(publishing_files("vercel", place)[place.path("vercel.json")])
    assert vercel["outputDirectory"] == place.output
    assert (vercel["framework"], vercel["buildCommand"], vercel["installCommand"]) == (None, "", "")
    assert vercel["git"] == {"deploymentEnabled": False}


def test_what_is_told_of_a_project_is_so() -> None:
    assert set(HOSTS) == set(SECRETS)
    assert Place(name="x").output == Config(title="x").output
    assert Place(name="x").cache == Config(title="x").cache
    assert re.fullmatch(r"notionpress\[images,search\]~=\d+(\.\d+)+\n", requirements())


# The command


@pytest.mark.parametrize("host", HOSTS)
def test_new_writes_a_project_with_its_workflow(host: str, tmp_path: Path) -> None:
    done = notionpress(tmp_path, "new", "my-site", "--ci", host, "--root", ABOUT)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "my-site"
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    expected = publishing_files(host, Place(name="my-site"))
    assert written == {"site.yaml", ".env.example", ".gitignore", "requirements.txt", *expected}
    assert {name: (folder / name).read_text() for name in expected} == expected
    assert all(name in done.stdout for name in (*SECRETS[host], *expected))
    assert ("base_url" in done.stdout) == (host not in ("github", "gitlab"))


def test_new_adds_only_the_workflow_to_a_project(tmp_path: Path) -> None:
    site_yaml(tmp_path, output="out", cache=".cache/notion")
    (tmp_path / "requirements.txt").write_text("something\n")
    before = (tmp_path / "site.yaml").read_bytes()
    done = notionpress(tmp_path, "new", ".", "--ci", "github")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"site.yaml", "requirements.txt", ".github"}
    assert (tmp_path / "site.yaml").read_bytes() == before
    assert f"add a line to requirements.txt: {requirements().strip()}" in done.stdout
    assert (tmp_path / WORKFLOW).read_text() == publishing_files(
        "github", Place(name=tmp_path.name, output="out", cache=".cache/notion")
    )[WORKFLOW]
    again = notionpress(tmp_path, "new", ".", "--ci", "netlify")
    assert again.returncode == 1
    assert f". holds {WORKFLOW} already; nothing was changed" in again.stderr


def test_new_puts_the_workflow_at_the_top_of_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    done = notionpress(tmp_path, "new", "sites/blog", "--ci", "cloudflare")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / WORKFLOW).is_file()
    assert {path.name for path in (tmp_path / "sites" / "blog").iterdir()} == {
        "site.yaml", ".env.example", ".gitignore", "requirements.txt", "wrangler.jsonc",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--ci", "heroku"], 2, "'heroku' is not one of"),
        (["--ci", "github", "--root", ABOUT], 2, "--root is for a new project"),
        (["--ci", "github"], 2, "`output` is ../elsewhere, which is not in the project"),
    ],
)
def test_new_refuses_what_cannot_work(arguments: list[str], code: int, words: str, tmp_path: Path) -> None:
    site_yaml(tmp_path, output="../elsewhere")
    done = notionpress(tmp_path, "new", ".", *arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["site.yaml"]


# The workflow of GitHub, run


def read(log: str) -> tuple[int, int]:
    """How many pages a run read anew, and how many requests it made."""
    found = re.search(r"\((\d+) new or changed.*?, (\d+) requests?,", log)
    assert found, log
    return int(found[1]), int(found[2])


def project(folder: Path, address: str) -> Path:
    folder.mkdir()
    site_yaml(folder, notion=f"{{root: [{ABOUT}], base_url: '{address}'}}", pictures="{formats: []}")
    assert notionpress(folder, "new", ".", "--ci", "github").returncode == 0
    return folder


def test_the_workflow_reads_once_deploys_what_changed_and_leaves_the_rest(tmp_path: Path) -> None:
    with emulated("--token", "ntn_secret") as variables:
        site = project(tmp_path / "blog", variables["NOTION_BASE_URL"])
        github = GitHub(tmp_path / "github", site, {"NOTION_TOKEN": "ntn_secret"})
        first = github.run("push")
        assert first.results == {"build": "success", "deploy": "success"}, first.log
        assert first.deployed is not None
        assert b"https://someone.example/blog/" in first.deployed["sitemap.xml"]
        assert "The site is ready" in first.summary

        second = github.run("schedule")
        assert second.results == {"build": "success", "deploy": "skipped"}, second.log
        assert read(second.log)[1] < read(first.log)[1] / 3

        (site / "static").mkdir()
        (site / "static" / "new.txt").write_text("new")
        third = github.run("push")
        assert third.deployed is not None
        assert third.deployed == {**first.deployed, "new.txt": b"new"}

        by_hand = github.run("workflow_dispatch", inputs={"option": "--full"})
        assert by_hand.deployed == third.deployed
        assert read(by_hand.log)[0] == read(first.log)[0]

        github.secrets["NOTION_TOKEN"] = "ntn_revoked"
        revoked = github.run("schedule")
        assert revoked.results == {"build": "failure", "deploy": "skipped"}
        assert "### Stopped" in revoked.summary
        assert "ntn_revoked" not in revoked.log + revoked.summary

        github.secrets["NOTION_TOKEN"] = "ntn_secret"
        after = github.run("schedule")
        assert after.results == {"build": "success", "deploy": "skipped"}
        assert read(after.log)[0] == 0


def test_a_first_run_that_breaks_off_is_continued_by_the_next(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("changes:\n  - {do: revoke, at: 14}\n")
    with emulated("--token", "ntn_secret", "--faults", str(plan)) as variables:
        site = project(tmp_path / "blog", variables["NOTION_BASE_URL"])
        github = GitHub(tmp_path / "github", site, {"NOTION_TOKEN": "ntn_secret"})
        assert github.run("push").results == {"build": "failure", "deploy": "skipped"}
    with emulated("--token", "ntn_secret") as variables:
        site_yaml(site, notion=f"{{root: [{ABOUT}], base_url: '{variables['NOTION_BASE_URL']}'}}")
        second = github.run("schedule")
        assert second.results == {"build": "success", "deploy": "success"}, second.log
        alone = GitHub(tmp_path / "alone", site, {"NOTION_TOKEN": "ntn_secret"}).run("push")
    assert read(second.log)[1] < read(alone.log)[1]
    assert second.deployed == alone.deployed


def local(folder: Path, host: str) -> Path:
    """A project of one local page, for a host, in a folder of a repository."""
    (folder / ".git").mkdir(parents=True)
    site = folder / "my site"
    (site / "content").mkdir(parents=True)
    (site / "content" / "index.md").write_text("---\ntitle: Hello\n---\nHello.\n")
    (site / "site.yaml").write_text("title: Local\nbase_url: https://local.example\n")
    done = notionpress(site, "new", ".", "--ci", host)
    assert done.returncode == 0, done.stderr
    assert "base_url" not in done.stdout
    return folder


@pytest.mark.parametrize(
    ("host", "live", "preview"),
    [
        (
            "netlify",
            "--no-build --dir public --prod",
            "--no-build --dir public --alias Feature-a-very-long-name-of-a-branch-",
        ),
        (
            "cloudflare",
            "wrangler@4 deploy",
            "wrangler@4 versions upload --preview-alias branch-feature-a-very-long-nam",
        ),
        ("vercel", "deploy --prebuilt --prod --token=v1", "deploy --prebuilt --token=v1"),
    ],
)
def test_the_other_hosts_are_told_what_to_publish(host: str, live: str, preview: str, tmp_path: Path) -> None:
    secrets = {name: f"v{number}" for number, name in enumerate(SECRETS[host])}
    github = GitHub(tmp_path / "github", local(tmp_path / "repository", host), secrets)
    first = github.run("push")
    assert first.results == {"build": "success", "deploy": "success"}, first.log
    assert re.search(rf"(?m)^npx --yes .*{re.escape(live)}$", first.log), first.log
    assert not re.search(rf"(?m)^npx .*{re.escape(preview)}$", first.log)
    assert re.search(r"(?m)^/.*/my site/public/index\.html$", first.log)
    assert all(f"{name}={value}" in first.log for name, value in secrets.items() if name != "NOTION_TOKEN")
    other = github.run("workflow_dispatch", branch="Feature/a-very-long-name-of-a-branch-indeed")
    assert other.results == {"build": "success", "deploy": "success"}, other.log
    assert re.search(rf"(?m)^npx --yes .*{re.escape(preview)}$", other.log), other.log
    assert not re.search(rf"(?m)^npx .*{re.escape(live)}$", other.log)


def test_vercel_is_told_the_redirects_and_headers_of_the_site(tmp_path: Path) -> None:
    place = Place(name="my-site", output="my public")
    files = publishing_files("vercel", place)
    steps = yaml.safe_load(files[WORKFLOW])["jobs"]["deploy"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name", "").startswith("Take the redirects"))
    (tmp_path / "vercel.json").write_text(files["vercel.json"])
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, check=True)
    assert (tmp_path / "vercel.json").read_text() == files["vercel.json"]
    site = {"trailingSlash": True, "redirects": [{"source": "/old/", "destination": "/new/", "statusCode": 301}]}
    (tmp_path / "my public").mkdir()
    (tmp_path / "my public" / "vercel.json").write_text(json.dumps(site))
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, check=True)
    assert json.loads((tmp_path / "vercel.json").read_text()) == json.loads(files["vercel.json"]) | site


@pytest.mark.parametrize(("host", "formats"), [("vercel", "vercel"), ("netlify", "netlify"), ("cloudflare", "")])
def test_a_new_project_has_the_redirects_and_headers_of_its_host(host: str, formats: str, tmp_path: Path) -> None:
    done = notionpress(tmp_path, "new", "site", "--ci", host)
    assert done.returncode == 0, done.stderr
    deploy = load_config(tmp_path / "site" / "site.yaml").deploy
    expected = ((formats,), (formats,)) if formats else (("pages", "cloudflare"), ("cloudflare",))
    assert (deploy.redirects, deploy.headers) == expected
    assert "under `deploy`" not in done.stdout


def test_a_project_that_is_there_is_told_what_its_host_needs(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    done = notionpress(tmp_path, "new", ".", "--ci", "netlify")
    assert "under `deploy` in site.yaml, set `redirects` and `headers` to netlify" in done.stdout


# The documentation

DOCUMENT = (PROJECT / "docs" / "ci.md").read_text()


def test_the_files_in_the_documentation_are_those_that_are_written() -> None:
    shown = re.findall(r"(?ms)^`([^`\n]+)` for `([a-z]+)`:\n\n```[a-z]+\n(.*?)^```", DOCUMENT)
    assert {(name, host) for name, host, _ in shown} == {
        (".github/workflows/publish.yml", "github"),
        (".gitlab-ci.yml", "gitlab"),
        ("wrangler.jsonc", "cloudflare"),
        ("vercel.json", "vercel"),
    }
    for name, host, text in shown:
        assert publishing_files(host, Place(name="my-site"))[name] == text, name
    deploying = re.findall(r"(?ms)^The last steps for `([a-z]+)`:\n\n```yaml\n(.*?)^```", DOCUMENT)
    assert [host for host, _ in deploying] == ["netlify", "cloudflare", "vercel"]
    for host, text in deploying:
        assert text in publishing_files(host, Place(name="my-site"))[WORKFLOW]
        assert "      - name: Deploy\n" in text


def test_the_table_of_hosts_is_right() -> None:
    rows = re.findall(r"(?m)^\| \[`([a-z]+)`\]\(#[a-z-]+\) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", DOCUMENT)
    assert [host for host, _, _ in rows] == list(HOSTS)
    for host, names, secrets in rows:
        assert re.findall(r"`(.+?)`", names) == list(publishing_files(host, Place(name="x")))
        assert re.findall(r"`(.+?)`", secrets) == list(SECRETS[host])
