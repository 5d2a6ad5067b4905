"""One row of the table."""

from __future__ import annotations

from dataclasses import dataclass

from qwen_tts_sidecar.engines.qwen.budget import FRAMES_PER_SECOND

HEADER = (
    f"{'model':<6}{'batch':>6}{'frames/s':>10}{'x realtime':>12}{'first audio s':>15}{'memory MiB':>12}"
    f"{'of ideal':>10}{'of N x one':>12}  note"
)


@dataclass(slots=True)
class Row:
    """Figures of one batch size; None where it was not measured, and then `note` says why.

    `frames_per_second` counts the frames of all requests of the batch. `first_audio_seconds` is the median from asking
    to the first samples. `share_of_ideal` is measured over ideal speed (see `ideal`), `share_of_batch_one` the speed
    over that of batch 1 times the batch.
    """

    model: str
    batch: int
    frames_per_second: float | None = None
    first_audio_seconds: float | None = None
    memory_mib: float | None = None
    ideal_frames_per_second: float | None = None
    share_of_ideal: float | None = None
    share_of_batch_one: float | None = None
    generations: int = 0
    frames_per_request: float | None = None
    note: str = ""
    failed: bool = False

    @property
    def times_realtime(self) -> float | None:
        """Seconds of audio made in a second, over all requests."""
        return None if self.frames_per_second is None else self.frames_per_second / FRAMES_PER_SECOND

    def compare(self, ideal: float, one: Row | None) -> None:
        """Fill in the shares; `ideal` is in frames a second, `one` the row of batch 1 if that was measured."""
        self.ideal_frames_per_second = ideal
        if self.frames_per_second is None:
            return
        self.share_of_ideal = self.frames_per_second / ideal
        if one is not None and one.frames_per_second:
            self.share_of_batch_one = self.frames_per_second / (self.batch * one.frames_per_second)

    def __str__(self) -> str:
        cells = (
            f"{self.model:<6}{self.batch:>6}",
            _told(self.frames_per_second, 10, 1),
            _told(self.times_realtime, 12, 2),
            _told(self.first_audio_seconds, 15, 2),
            _told(self.memory_mib, 12, 0),
            _percent(self.share_of_ideal, 10),
            _percent(self.share_of_batch_one, 12),
            f"  {self.note}",
        )
        return "".join(cells).rstrip()


def _told(value: float | None, width: int, digits: int) -> str:
    return f"{'-' if value is None else f'{value:.{digits}f}':>{width}}"


def _percent(share: float | None, width: int) -> str:
    return f"{'-' if share is None else f'{share:.1%}':>{width}}"
