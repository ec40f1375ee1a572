"""The one way in which intake refuses a home: before anything has been replaced."""


class InputError(Exception):
    """A file can't be used; one sentence names file, line or column, what is wrong and what to do."""


def remedy(name: str, in_mapping: str, in_file: str) -> str:
    """What to do about a file: set something in crm/mapping.yaml, which is about crm/ alone, or change the file."""
    return in_file if name.startswith(("reference/", "submissions/")) else in_mapping
