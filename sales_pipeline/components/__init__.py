"""A domain's folder of tables, gates and documents becomes assets and checks. Knows no particular table."""
