"""The one way in which intake refuses a home: before anything has been replaced."""


class InputError(Exception):
    """A file can't be used; one sentence names file, line or column, what is wrong and what to do."""
