"""A small GitHub Actions: runs the shell steps of a workflow for real, and keeps its caches and artifacts in folders.

It knows the actions and the expressions that our workflows use, and refuses all others.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.commands import environment


class Context:
    """What expressions look things up in; what is not there is empty, as on GitHub."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        value = self._values.get(name, "")
        return Context(value) if isinstance(value, Mapping) else value

    def __str__(self) -> str:
        return ""


@dataclass
class Run:
    """What became of one run: of each job `success`, `failure` or `skipped`, and what its steps printed and wrote."""

    results: dict[str, str] = field(default_factory=dict)
    log: str = ""
    summary: str = ""
    deployed: dict[str, bytes] | None = None


class GitHub:
    """A repository with its caches; every run begins with a new copy of the project, as on a new machine."""

    def __init__(self, folder: Path, project: Path, secrets: Mapping[str, str]) -> None:
        self._folder = folder
        self._project = project
        self.secrets = dict(secrets)
        self._runs = 0
        self._caches: list[str] = []
        self._bin = folder / "bin"
        self._bin.mkdir(parents=True)
        self._command("notionpress", f'exec "{sys.executable}" -m notionpress "$@"')
        # Hosts are not asked: what their tools are told is noted, with what they are given to publish.
        self._command(
            "npx", 'echo "npx $*" && find "$PWD" -name index.html && env | grep -E "^(NETLIFY|CLOUDFLARE|VERCEL)_"'
        )

    def _command(self, name: str, script: str) -> None:
        path = self._bin / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def run(self, event: str, *, branch: str = "main", inputs: Mapping[str, str] | None = None) -> Run:
        """Run all jobs of the project's workflow, in the order in which they stand."""
        workflow = yaml.safe_load((self._project / ".github" / "workflows" / "publish.yml").read_text())
        assert event in workflow[True]  # YAML 1.1 reads `on` as a truth value
        self._runs += 1
        run = Run()
        outputs: dict[str, Any] = {}
        for name, job in workflow["jobs"].items():
            needs = {"build": {"outputs": outputs.get("build", {})}} if job.get("needs") == "build" else {}
            context: dict[str, Any] = {
                "github": {"ref": f"refs/heads/{branch}", "run_id": str(self._runs), "run_attempt": "1"},
                "inputs": inputs or {},
                "secrets": self.secrets,
                "needs": needs,
                "steps": {},
            }
            if any(run.results[one] != "success" for one in needs) or not self._holds(
                job.get("if", ""), context, ok=True
            ):
                run.results[name] = "skipped"
                continue
            ok = self._job(job, context, run, {"GITHUB_EVENT_NAME": event, "GITHUB_REF_NAME": branch})
            run.results[name] = "success" if ok else "failure"
            outputs[name] = {key: self._filled(value, context) for key, value in job.get("outputs", {}).items()}
        return run

    def _job(self, job: Mapping[str, Any], context: dict[str, Any], run: Run, about: Mapping[str, str]) -> bool:
        workspace = self._folder / f"machine-{self._runs}" / f"job-{len(run.results)}"
        workspace.mkdir(parents=True)
        ok = True
        for number, step in enumerate(job["steps"]):
            record: dict[str, Any] = {"outputs": {}, "outcome": "skipped"}
            context["steps"][step.get("id", f"step {number}")] = record
            if not self._holds(step.get("if", ""), context, ok=ok):
                continue
            if "run" in step:
                good = self._shell(step, job, workspace, context, record, run, about)
            else:
                good = self._action(step, workspace, context, record, run)
            record["outcome"] = "success" if good else "failure"
            ok = ok and good
        return ok

    def _shell(
        self,
        step: Mapping[str, Any],
        job: Mapping[str, Any],
        workspace: Path,
        context: dict[str, Any],
        record: dict[str, Any],
        run: Run,
        about: Mapping[str, str],
    ) -> bool:
        if step["run"].startswith("pip install"):
            return True
        output, summary = workspace.parent / "output", workspace.parent / "summary"
        output.write_text("")
        summary.write_text("")
        more = {
            name: self._filled(value, context) for name, value in {**job.get("env", {}), **step.get("env", {})}.items()
        }
        own = {
            "PATH": f"{self._bin}:{os.environ['PATH']}",
            "GITHUB_ACTIONS": "true",
            **about,
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
        }
        folder = job.get("defaults", {}).get("run", {}).get("working-directory", ".")
        # As GitHub does where a step names no shell.
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=workspace / folder,
            env=environment(**own, **more),
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        run.log += f"{done.stdout}{done.stderr}"
        run.summary += summary.read_text()
        record["outputs"] = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return done.returncode == 0

    def _action(
        self, step: Mapping[str, Any], workspace: Path, context: dict[str, Any], record: dict[str, Any], run: Run
    ) -> bool:
        given = {name: self._filled(value, context) for name, value in step.get("with", {}).items()}
        name = step["uses"].partition("@")[0].removeprefix("actions/")
        match name:
            case "checkout":
                shutil.copytree(self._project, workspace, dirs_exist_ok=True)
            case "setup-python":
                assert (workspace / given["cache-dependency-path"]).is_file()
            case "setup-node":
                pass
            case "configure-pages":
                record["outputs"] = {"base_url": "https://someone.example/blog"}
            case "cache/restore":
                names = [given["key"], *given["restore-keys"].split()]
                found = [one for wanted in names for one in reversed(self._caches) if one.startswith(wanted)]
                if found:
                    shutil.copytree(self._folder / "caches" / found[0], workspace / given["path"])
            case "cache/save":
                assert given["key"] not in self._caches, "a key is saved once only"
                shutil.copytree(workspace / given["path"], self._folder / "caches" / given["key"])
                self._caches.append(given["key"])
            case "upload-pages-artifact" | "upload-artifact":
                shutil.copytree(workspace / given["path"], self._folder / "artifacts" / str(self._runs))
            case "download-artifact":
                shutil.copytree(self._folder / "artifacts" / str(self._runs), workspace / given["path"])
            case "deploy-pages":
                site = self._folder / "artifacts" / str(self._runs)
                run.deployed = {
                    path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
                }
            case _:
                raise AssertionError(f"no such action: {name}")
        return True

    def _holds(self, condition: str, context: dict[str, Any], *, ok: bool) -> bool:
        """Whether a step or job is run: after a failure only what says `always()`."""
        if "always()" not in condition and not ok:
            return False
        return not condition or bool(self._value(condition, context))

    def _filled(self, text: Any, context: dict[str, Any]) -> str:
        if not isinstance(text, str):
            return str(text)
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda found: str(self._value(found[1], context)), text)

    def _value(self, expression: str, context: dict[str, Any]) -> Any:
        python = expression.replace("&&", " and ").replace("||", " or ")
        names = {name: Context(values) for name, values in context.items()}
        functions = {"always": lambda: True, "startsWith": lambda text, start: str(text).startswith(start)}
        return eval(python, {"__builtins__": {}}, {**names, **functions})
