"""Everything Pronto keeps: all SQL is spoken in here."""

from dialer.store.store import Store

__all__ = ["Store"]
