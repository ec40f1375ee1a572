"""Calls on their way in: the template a person fills, and what is checked before a filled one is accepted.

How calls count once they are in stands in forecast/tables; nothing here knows dagster or a clock.
"""
