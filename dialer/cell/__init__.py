"""One cell, pure: a campaign's calls and agents on one node. Events and `now` in, effects out."""
