"""Campaigns: how leads are dialled, and by which rules."""
