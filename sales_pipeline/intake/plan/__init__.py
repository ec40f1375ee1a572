"""The plan of work: workflow/plan.yaml and what was dropped into tasks/pending/, checked and made into rows.

What is wrong is told all at once, each with file and line. Who does a task, and when it is done, is not said here.
"""
