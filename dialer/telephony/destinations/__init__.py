"""Destinations: where each trunk may call, and how much of it in an hour. A guard against toll fraud."""
