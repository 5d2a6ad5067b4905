"""Lets the tests import what starts the servers."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
