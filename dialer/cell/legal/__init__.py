"""The law in a cell: the gate before every call, calling hours, held lists."""
