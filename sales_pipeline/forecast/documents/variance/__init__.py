"""The sheets of variance_analysis.xlsx, a module each: NAME, ANSWERS, is_there, heading and draw.

A sheet that the week has no rows for is left out; what several sheets need stands in pages.
"""
