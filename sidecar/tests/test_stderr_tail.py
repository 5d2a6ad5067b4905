"""The stderr of a child is forwarded to the server's, and its error is part of the message."""

from __future__ import annotations

import asyncio
import sys

import pytest

from qwen_tts_sidecar.workers.ending import KEPT_LINES, LONGEST_LINE, StderrTail, exit_text


async def ending_of(program: str) -> tuple[str, str]:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stderr=asyncio.subprocess.PIPE)
    assert child.stderr is not None
    tail = StderrTail(child.stderr)
    code = await child.wait()
    line = await tail.error_line()
    await tail.close()
    return exit_text(code), line


@pytest.mark.parametrize(
    ("program", "end", "line"),
    [
        ("raise ValueError('no paper')", "exit code 1", " Its error output: ValueError: no paper"),
        ("import faulthandler, os; faulthandler.enable(); os.abort()", "by SIGABRT", "Fatal Python error: Aborted"),
        (
            "import sys; print('MemoryError: no\\nbye', file=sys.stderr)",
            "exit code 0",
            " Its error output: MemoryError: no",
        ),
        ("import sys; print('loading\\n  more', file=sys.stderr)", "exit code 0", " Its error output: loading"),
        ("import sys; sys.stderr.write('x' * 1_000_000)", "exit code 0", "x" * LONGEST_LINE),
        ("", "exit code 0", ""),
    ],
)
def test_the_line_with_the_error_is_chosen(program: str, end: str, line: str) -> None:
    text, chosen = asyncio.run(ending_of(program))
    assert text == end
    assert chosen.endswith(line)
    assert len(chosen) <= LONGEST_LINE + 20


def test_all_of_it_goes_on_to_the_servers_own(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = KEPT_LINES * 3
    asyncio.run(ending_of(f"import sys\nfor i in range({lines}): print(i, file=sys.stderr)"))
    assert capfdbinary.readouterr().err.split() == [str(number).encode() for number in range(lines)]
