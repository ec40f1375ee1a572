"""Telling people: what is written for whom, through which channel it goes, and what a server said to it."""
