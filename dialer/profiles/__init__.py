"""The accepted profile files, and their changes since."""
