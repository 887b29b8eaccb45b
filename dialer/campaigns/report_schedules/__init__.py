"""Scheduled reports: a campaign's results, sent by e-mail daily or weekly."""
