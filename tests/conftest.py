"""What all tests share: stores on each database."""

pytest_plugins = ["tests.support.stores"]
