"""The compliance report on one period of one campaign, for an authority."""
