"""Lets these tests drive the program as the end-to-end tests do."""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1] / "end_to_end"))
