"""Lacuna in notebooks: finds the columns of an atomic-resolution STEM micrograph that do not belong."""

from ._command import CommandError, detect
from ._picture import Picture
from ._result import NoResult, Result
from ._widget import Lacuna

__all__ = ["CommandError", "Lacuna", "NoResult", "Picture", "Result", "detect"]
