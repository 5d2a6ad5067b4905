"""Calls in a process of their own, so that the bench itself holds no memory of the card that it measures."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from multiprocessing import get_context
from typing import Any, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def apart(function: Callable[Arguments, Result], *positional: Arguments.args, **named: Arguments.kwargs) -> Result:
    """Return what a function returns in a new process, which has ended then; what it raises is raised here.

    What it prints goes to stderr: qwen-tts has a word to say when it is imported.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_call, function, positional, named).result()


def _call(function: Callable[..., Result], positional: tuple[Any, ...], named: dict[str, Any]) -> Result:
    with redirect_stdout(sys.stderr):
        return function(*positional, **named)
