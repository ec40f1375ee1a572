"""From dated history to the company's number: tables, promises and documents of the weekly forecast."""
