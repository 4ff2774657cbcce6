"""Checks data against the shapes and gives the outcome as a value."""

from kg.validate.check import check
from kg.validate.report import SEVERITIES, Report, Result, short
from kg.validate.results import Locate, ShapesError
from kg.validate.run import read_turtle, validate, validate_file

__all__ = [
    "SEVERITIES",
    "Locate",
    "Report",
    "Result",
    "ShapesError",
    "check",
    "read_turtle",
    "short",
    "validate",
    "validate_file",
]
