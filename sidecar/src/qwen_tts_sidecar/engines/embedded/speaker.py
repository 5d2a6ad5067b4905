"""hibari-tts itself: one instance per voice, text to s16le PCM, repeatable."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from qwen_tts_sidecar.audio import s16le
from qwen_tts_sidecar.engines.embedded.script import count_unspoken, normalised, spoken_pieces

SAMPLE_RATE = 24_000


class Speaker:
    """Speaks with any of the voices whose file is there; models load on first use, the default one at once."""

    def __init__(self, files: dict[str, str], first_voice: str) -> None:
        from hibari.tts import ASSETS

        self._files = files
        self._voices: dict[str, Any] = {}
        with open(os.path.join(ASSETS, "oov.json"), encoding="utf-8") as file:
            self._alphabet = frozenset(json.load(file)["in"])
        for _ in self.speak("Warm up.", first_voice, 1.0, 0):
            pass

    def _voice(self, name: str) -> Any:
        if name not in self._voices:
            from hibari import Hibari
            from hibari.voices import VOICES

            voice = Hibari(voice=name, model=self._files[name], threads=1)
            loaded = next((v for n, v in self._voices.items() if VOICES[n]["british"] == VOICES[name]["british"]), None)
            if loaded is not None:  # its dictionaries are the same, and large
                voice._g2p = loaded.g2p
            self._voices[name] = voice
        return self._voices[name]

    def speak(self, text: str, voice: str, speed: float, seed: int) -> Iterator[bytes]:
        """Yield s16le PCM sentence by sentence; nothing when the text holds nothing to speak.

        One noise generator runs through the whole text, so the bytes depend on these arguments alone.
        """
        speaker = self._voice(voice)
        noise = np.random.default_rng(seed)
        for piece in spoken_pieces(normalised(text), speaker.split_sentences, speaker.g2p):
            audio = speaker.from_ids(speaker.ids(piece), speed, noise)
            if len(audio):
                yield s16le(audio)

    def unspoken(self, text: str) -> int:
        """Count the letters and digits of the text that no voice can speak."""
        return count_unspoken(normalised(text), self._alphabet)
