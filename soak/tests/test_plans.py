"""Kills as words, and which are chosen."""

import random
from collections import Counter

import pytest
from kills import Boundary, Kill, format_plan, parse_plan
from schedules import boundaries, random_plan, sample

COUNTS = {
    "enqueue": Counter({("journal", "sync"): 9, ("store", "write"): 43}),
    "run": Counter({("take", "rename"): 62, ("output", "rename"): 11, ("other", "mkdir"): 1}),
}


@pytest.mark.parametrize("text", ["run@0.412", "enqueue@0.050,run:take/rename#3:after,run:journal/sync#1:before"])
def test_a_plan_is_read_as_it_was_written(text: str) -> None:
    assert format_plan(parse_plan(text)) == text


@pytest.mark.parametrize("text", ["", "run", "run@soon", "say@1", "run:take/rename", "run:take/rename#0:after"])
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(not a|could not convert)"):
        parse_plan(text)


def test_a_boundary_is_tried_first_in_the_middle_and_last() -> None:
    kills = [str(kill) for kill in boundaries(COUNTS)]
    assert [kill for kill in kills if "take/rename" in kill] == [
        "run:take/rename#1:before",
        "run:take/rename#1:after",
        "run:take/rename#31:after",
        "run:take/rename#62:after",
    ]
    assert [kill for kill in kills if "mkdir" in kill] == ["run:other/mkdir#1:before", "run:other/mkdir#1:after"]


def test_every_name_that_a_book_gets_is_a_boundary() -> None:
    assert sum("output/rename" in str(kill) for kill in boundaries(COUNTS)) == 12


def test_a_small_sample_takes_another_topic_each_time() -> None:
    chosen = sample(boundaries(COUNTS), 5, seed=4)
    assert (
        len({(kill.phase, kill.at.file_class, kill.at.kind) for kill in chosen if isinstance(kill.at, Boundary)}) == 5
    )


def test_the_seed_decides() -> None:
    seconds = {"enqueue": 0.1, "run": 1.0}
    plans = [[random_plan(random.Random(f"{seed}/1"), seconds, COUNTS) for _ in range(3)] for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]


def test_without_counts_no_boundary_is_chosen() -> None:
    for number in range(50):
        plan = random_plan(random.Random(number), {"enqueue": 0.1, "run": 1.0}, None)
        assert all(isinstance(kill, Kill) and isinstance(kill.at, float) for kill in plan)
