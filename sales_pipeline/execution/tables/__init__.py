"""The tables of the domain: one file each."""
