"""progress_dashboard.html: how the work of a week stands, on one page that opens in any browser and asks no network.

Every figure is one of the week's tables, or a sum of a column of theirs; the drawing knows only rows.
"""
