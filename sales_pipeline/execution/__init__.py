"""Who owes what by when: the plan of work as the queue of a week."""
