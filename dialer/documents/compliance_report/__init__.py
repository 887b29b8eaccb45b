"""One period of one campaign, for an authority."""
