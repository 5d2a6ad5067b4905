"""What is said in quotation marks is heard as well: Whisper would rather stop than go on without opening them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import numpy as np
import pytest

from harness import Sidecar, pcm_request
from listening import samples_of, sound_file, transcribe, word_errors, words_of

QUOTING = (
    'The keeper shook his head and said: "I told your brother the same thing in the spring, and he would not listen to '
    'me either."',
    'Martha looked at him for a while, and at last she said: "If there is anything wrong with the boat, do you not '
    'think you should tell us before we leave the harbour?"',
    'Martha looked at him for a while, and at last she said: "Yes, I do, and so would you if you had carried those '
    'barrels up the hill yourself."',
    'The miller laughed so loudly that the dog woke, and said: "I told your brother the same thing in the spring, and '
    'he would not listen to me either."',
)


@pytest.fixture
def client(listener: Sidecar) -> Iterator[httpx.Client]:
    with listener.client() as client:
        yield client


def take(client: httpx.Client, text: str) -> bytes:
    return client.post("/v1/audio/speech", json=pcm_request(text, response_format="wav", seed=1)).content


@pytest.mark.parametrize("beam", [1, 5])
@pytest.mark.parametrize("text", QUOTING)
def test_a_quotation_is_heard_to_its_end(client: httpx.Client, text: str, beam: int) -> None:
    heard = transcribe(client, take(client, text), beam_size=beam).json()["text"]
    assert word_errors(text, heard) < 0.2


def test_words_of_a_quotation_have_times(client: httpx.Client) -> None:
    spoken = take(client, QUOTING[0])
    verbose = transcribe(client, spoken, response_format="verbose_json", granularities="word").json()
    assert word_errors(QUOTING[0], verbose["text"]) < 0.2
    assert " ".join(word["word"] for word in verbose["words"]).split() == verbose["text"].split()


@pytest.mark.parametrize("beam", [1, 5])
def test_a_quotation_that_is_cut_off_is_missed(client: httpx.Client, beam: int) -> None:
    samples = samples_of(take(client, QUOTING[0]))
    heard = transcribe(client, sound_file(samples[: len(samples) // 2]), beam_size=beam).json()["text"]
    assert not {"spring", "listen", "either"} & set(words_of(heard))


@pytest.mark.parametrize("loudness", [0.0, 0.03])
def test_nothing_is_heard_in_what_follows_a_quotation(client: httpx.Client, loudness: float) -> None:
    spoken = samples_of(take(client, QUOTING[0]))
    rest = loudness * np.random.default_rng(1).standard_normal(5 * 24_000)
    heard = transcribe(client, sound_file(np.concatenate([spoken, rest]))).json()["text"]
    assert word_errors(QUOTING[0], heard) < 0.2
    assert words_of(heard)[-1] == "either"
