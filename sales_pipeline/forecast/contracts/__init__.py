"""What the forecast publishes: one model a table, in a module per subject. How a table is made stands in tables/.

The grain stands with the table. Amounts are in the company's currency unless a name says `local`; a period's
`stop` is the day after its last. Every module here is read; nothing is registered.
"""
