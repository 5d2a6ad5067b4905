"""Lets the tests import what they test, and makes them the parent of every process whose own parent dies."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import processes

processes.adopt_orphans()
