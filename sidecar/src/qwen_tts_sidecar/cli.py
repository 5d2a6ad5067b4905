"""The command line: `serve`, and the hidden `engine-worker`, `qwen-worker` and `transcriber` that `serve` starts."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from typing import NoReturn

from qwen_tts_sidecar import TOKEN_VARIABLE, VERSION
from qwen_tts_sidecar.events import EventChannel, take_stdout
from qwen_tts_sidecar.settings import DEFAULT_GRACE_SECONDS, DEFAULT_QUEUE_FACTOR, ServeSettings
from qwen_tts_sidecar.startup import StartupCode, StartupError

logger = logging.getLogger(__name__)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise StartupError(StartupCode.INVALID_ARGUMENTS, f"{message[:1].upper()}{message[1:]}.")


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is from 0 to 65535")
    return port


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1_024:
        raise argparse.ArgumentTypeError("must be from 1 to 1024")
    return number


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError("must be from 0 to 86400 seconds")
    return seconds


def serve_parser() -> argparse.ArgumentParser:
    """Return the parser of `serve`'s own arguments."""
    from qwen_tts_sidecar.engines.qwen import options as qwen
    from qwen_tts_sidecar.engines.registry import engine_names

    parser = _Parser(prog="qwen-tts serve", description="Serve speech over HTTP on this machine's loopback address.")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=0, help="0 takes a free one (default)")
    parser.add_argument("--engine", choices=engine_names(), default="embedded")
    parser.add_argument("--model", help="embedded: a model file instead of its own; qwen: a checkpoint's folder")
    parser.add_argument(
        "--max-concurrency", type=_positive,
        help="requests worked on at once (default: embedded one per usable core, qwen what the free memory holds)",
    )  # fmt: skip
    parser.add_argument(
        "--queue-factor", type=_positive, default=DEFAULT_QUEUE_FACTOR,
        help=f"so many times the concurrency may wait (default {DEFAULT_QUEUE_FACTOR})",
    )  # fmt: skip
    parser.add_argument(
        "--grace-seconds", type=_seconds, default=DEFAULT_GRACE_SECONDS,
        help=f"how long requests in flight may go on after a signal to end (default {DEFAULT_GRACE_SECONDS:g})",
    )  # fmt: skip
    parser.add_argument(
        "--watch-stdin", action=argparse.BooleanOptionalAction, default=None,
        help="end at end of file on stdin (default: when stdin is a pipe)",
    )  # fmt: skip
    parser.add_argument(
        "--transcription-model", metavar="FOLDER|embedded|off",
        help="what transcribes: a Whisper model in CTranslate2 form (default: embedded, where it is part of the build)",
    )  # fmt: skip
    parser.add_argument(
        "--transcribers", type=_positive, help="transcriptions worked on at once (default: one per usable core)"
    )
    qwen.add_arguments(parser)
    return parser


def serve_settings(arguments: list[str]) -> ServeSettings:
    """Return the settings for `serve`; StartupError for arguments that make no sense."""
    from qwen_tts_sidecar.engines.qwen import options as qwen
    from qwen_tts_sidecar.shutdown import stdin_is_pipe

    given = serve_parser().parse_args(arguments)
    misplaced = [name for name in qwen.ARGUMENTS if hasattr(given, name)]
    if misplaced and given.engine != "qwen":
        option = misplaced[0].replace("_", "-")
        raise StartupError(StartupCode.INVALID_ARGUMENTS, f"--{option} is an option of --engine qwen only.")
    return ServeSettings(
        host=given.host,
        port=given.port,
        engine=given.engine,
        model=given.model,
        max_concurrency=given.max_concurrency,
        qwen=qwen.options_from(given) if given.engine == "qwen" else None,
        transcription_model=given.transcription_model,
        transcribers=given.transcribers,
        queue_factor=given.queue_factor,
        grace_seconds=given.grace_seconds,
        watch_stdin=stdin_is_pipe() if given.watch_stdin is None else given.watch_stdin,
        token=os.environ.get(TOKEN_VARIABLE) or None,
    )


def serve(arguments: list[str]) -> int:
    """Run `serve`; whatever goes wrong before it is ready is one event and an exit code."""
    if {"-h", "--help"} & set(arguments):
        serve_parser().print_help()
        return 0
    events = EventChannel(take_stdout())
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = serve_settings(arguments)
        if settings.token is None:
            logger.warning("%s is not set: serving without a token, to this machine only", TOKEN_VARIABLE)
        from qwen_tts_sidecar.serve import run_server

        return run_server(settings, events)
    except StartupError as error:
        events.emit_error(error)
        logger.error("%s", error)
        return error.code.exit_code
    except Exception as error:
        logger.exception("the server failed")
        events.emit_error(StartupError(StartupCode.INTERNAL_ERROR, f"{type(error).__name__}: {error}"))
        return StartupCode.INTERNAL_ERROR.exit_code


def end(code: int) -> NoReturn:
    """End a worker without the interpreter's shutdown, which its thread that waits for stdin would abort."""
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)


def engine_worker(arguments: list[str]) -> NoReturn:
    """Run one engine process of the embedded engine."""
    from qwen_tts_sidecar.engines.embedded.worker import run_worker

    parser = _Parser(prog="qwen-tts engine-worker")
    parser.add_argument("--model")
    end(run_worker(parser.parse_args(arguments).model))


def qwen_worker(arguments: list[str]) -> NoReturn:
    """Run the engine process of the qwen engine."""
    from qwen_tts_sidecar.engines.qwen.options import QwenOptions
    from qwen_tts_sidecar.engines.qwen.worker import run_worker

    end(run_worker(QwenOptions.from_json(arguments[0])))


def transcriber(arguments: list[str]) -> NoReturn:
    """Run one transcriber."""
    from qwen_tts_sidecar.transcription.worker import run_worker

    end(run_worker(arguments[0]))


def main(arguments: list[str] | None = None) -> int:
    """Dispatch to a command; return the exit code."""
    command, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    match command:
        case "serve":
            return serve(rest)
        case "engine-worker":
            engine_worker(rest)
        case "qwen-worker":
            qwen_worker(rest)
        case "transcriber":
            transcriber(rest)
        case "--version":
            print(VERSION)  # noqa: T201
            return 0
        case "--help" | "-h":
            print("usage: qwen-tts serve [--help] | --version")  # noqa: T201
            return 0
        case _:
            EventChannel(take_stdout()).emit_error(
                StartupError(StartupCode.INVALID_ARGUMENTS, f"There is no command {command}; there is: serve.")
            )
            return StartupCode.INVALID_ARGUMENTS.exit_code
