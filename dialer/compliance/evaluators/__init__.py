"""Evaluators: one pure function of rule, facts and instant for each kind of rule and decision point.

None means that the rule does not apply to the question. A missing fact raises `Unknown`, which
dialer/compliance/rules.py turns into a refusal.
"""
