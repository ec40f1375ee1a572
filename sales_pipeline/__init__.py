"""The weekly sales forecast as one Dagster pipeline. Nothing is done on import."""
