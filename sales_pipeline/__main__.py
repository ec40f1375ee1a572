"""`python -m sales_pipeline` is the command."""

from sales_pipeline.cli import main

main()
