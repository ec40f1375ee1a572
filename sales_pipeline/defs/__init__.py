"""The graph of this code location: which components it has, its job and schedule, and how the command runs it."""
