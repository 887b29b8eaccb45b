"""The lab that the tests of this folder share."""

from tests.support.shared_lab import shared_lab

__all__ = ["shared_lab"]
