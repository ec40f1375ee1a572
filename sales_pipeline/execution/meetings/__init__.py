"""What people get for a checkpoint that is coming: its agenda as a page, and an invitation for their calendars.

Both are drawn from rows of the week's tables; where they are put is not known here.
"""
