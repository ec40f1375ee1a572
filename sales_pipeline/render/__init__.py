"""The drawing kit: writes decks, workbooks, text, YAML and CSV.

Knows no sales domain and imports nothing else from sales_pipeline: documents live in the domains and call this.
"""
