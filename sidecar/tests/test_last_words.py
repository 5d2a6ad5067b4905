"""What a child says on stderr goes on to the server's, and tells why it died."""

from __future__ import annotations

import asyncio
import sys

import pytest

from qwen_tts_sidecar.workers.ending import KEPT_LINES, LONGEST_LINE, LastWords, exit_text


async def last_words(program: str) -> tuple[str, str]:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stderr=asyncio.subprocess.PIPE)
    assert child.stderr is not None
    words = LastWords(child.stderr)
    code = await child.wait()
    why = await words.why()
    await words.close()
    return exit_text(code), why


@pytest.mark.parametrize(
    ("program", "end", "why"),
    [
        ("raise ValueError('no paper')", "exit code 1", " Its last words: ValueError: no paper"),
        ("import faulthandler, os; faulthandler.enable(); os.abort()", "by SIGABRT", "Fatal Python error: Aborted"),
        (
            "import sys; print('MemoryError: no\\nbye', file=sys.stderr)",
            "exit code 0",
            " Its last words: MemoryError: no",
        ),
        ("import sys; print('loading\\n  more', file=sys.stderr)", "exit code 0", " Its last words: loading"),
        ("import sys; sys.stderr.write('x' * 1_000_000)", "exit code 0", "x" * LONGEST_LINE),
        ("", "exit code 0", ""),
    ],
)
def test_the_line_that_tells_is_chosen(program: str, end: str, why: str) -> None:
    told, words = asyncio.run(last_words(program))
    assert told == end
    assert words.endswith(why)
    assert len(words) <= LONGEST_LINE + 20


def test_all_of_it_goes_on_to_the_servers_own(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = KEPT_LINES * 3
    asyncio.run(last_words(f"import sys\nfor i in range({lines}): print(i, file=sys.stderr)"))
    assert capfdbinary.readouterr().err.split() == [str(number).encode() for number in range(lines)]
