"""What finished files say, read from their bytes by readers that share nothing with the writers: running text, tables
and charts, each with the place where it stands. Nothing here judges; nothing here knows a domain."""
