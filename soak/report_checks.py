"""What `list` and `report` have to say after a kill, and after the run that went on."""

from __future__ import annotations

import json
from typing import Any

from narration import Narration

_WAITING_OR_DONE = {"queued", "running", "completed"}


def _document(narration: Narration, command: str, problems: list[str]) -> dict[str, Any]:
    ended = narration.call(command, "--format", "json")
    if ended.exit_code != 0:
        problems.append(ended.problem)
        return {}
    try:
        document = json.loads(ended.output)
    except ValueError as error:
        problems.append(f"`{command} --format json` is no JSON: {error}")
        return {}
    if not isinstance(document, dict) or document.get("schema") != 1:
        problems.append(f"`{command} --format json` is not schema 1")
        return {}
    return document


def after_kill(narration: Narration, jobs: set[int]) -> list[str]:
    """Both documents work, agree, show one of the numbers of jobs that can be, and none as failed."""
    problems: list[str] = []
    listed = _document(narration, "list", problems)
    reported = _document(narration, "report", problems)
    if problems:
        return problems
    states = {job["id"]: job["state"] for job in listed["jobs"]}
    if states != {job["id"]: job["state"] for job in reported["jobs"]}:
        problems.append("`list` and `report` differ")
    if len(states) not in jobs:
        problems.append(f"{len(states)} jobs are listed instead of {' or '.join(map(str, sorted(jobs)))}")
    problems += [f"job {job} is {state}" for job, state in states.items() if state not in _WAITING_OR_DONE]
    return problems


def after_resume(narration: Narration) -> list[str]:
    """All jobs are completed, and each earlier run says that it was killed and what to do."""
    problems: list[str] = []
    reported = _document(narration, "report", problems)
    if problems:
        return problems
    summary = reported["summary"]
    if summary["completed"] != summary["jobs"]:
        problems.append(f"the report counts {summary}")
    latest, *earlier = reported["runs"]
    if (latest["state"], latest["exitCode"], latest["error"]) != ("drained", 0, None):
        problems.append(f"the last run is reported as {latest['state']} with {latest['exitCode']}")
    for run in earlier:
        error = run["error"] or {}
        was_killed = run["state"] == "stopped" and error.get("code") == "run.killed" and error.get("remedy")
        if not was_killed and run["state"] != "drained":
            problems.append(f"the killed run {run['id']} is reported as {run['state']} with {error}")
    sessions = reported["sidecarSessions"]
    problems += [
        f"sidecar {s['id']} is reported as {s['status']}" for s in sessions if s["status"] in ("online", "starting")
    ]
    return problems
