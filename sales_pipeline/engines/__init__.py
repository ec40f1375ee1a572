"""What runs the SQL. DuckDB is the default; another engine would offer the same functions for the same text."""
