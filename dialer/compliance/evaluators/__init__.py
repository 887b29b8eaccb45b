"""What each kind of rule says at each decision point: pure functions of the rule, the facts and the instant.

None means that the rule has nothing to say to this question. A missing fact is raised as `Unknown`; the door
(dialer/compliance/rules.py) turns it into a refusal.
"""
