"""Calls on their way in."""
