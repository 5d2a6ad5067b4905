"""What may go wrong before the server is ready: stable codes and their exit codes."""

from enum import Enum

EXIT_OK = 0
EXIT_CRASHED = 74


class StartupCode(Enum):
    """A stable code of the `error` event, with the exit code of the program."""

    INVALID_ARGUMENTS = ("invalid_arguments", 64)
    NON_LOOPBACK_HOST = ("non_loopback_host", 65)
    MODEL_MISSING = ("model_missing", 66)
    MODEL_UNFIT = ("model_unfit", 67)
    VOICE_UNFIT = ("voice_unfit", 68)
    ENGINE_UNAVAILABLE = ("engine_unavailable", 69)
    ENGINE_FAILED = ("engine_failed", 70)
    PORT_IN_USE = ("port_in_use", 71)
    BIND_FAILED = ("bind_failed", 72)
    INTERNAL_ERROR = ("internal_error", 73)
    DEVICE_UNAVAILABLE = ("device_unavailable", 75)

    @property
    def code(self) -> str:
        """The code as it stands in the event."""
        return self.value[0]

    @property
    def exit_code(self) -> int:
        """The exit code that goes with it."""
        return self.value[1]


class StartupError(Exception):
    """The server cannot become ready; ends as one `error` event on stdout and an exit code."""

    def __init__(self, code: StartupCode, message: str) -> None:
        super().__init__(message)
        self.code = code
