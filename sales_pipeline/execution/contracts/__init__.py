"""What is said of work: one model a table, in a module per subject. How a table is made stands in tables/."""
