"""Pools of caller ids: which number a call shows, how often each is shown, and whether it is still answered."""
