"""SQL of tasks and of the promise ledger."""
