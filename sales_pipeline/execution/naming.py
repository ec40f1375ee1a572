"""How a task or a checkpoint is named together with what it is about."""


def titled(title: str, about: str | None) -> str:
    """ "Send the call: North", "Is it signed? Acme"; without anything it is about the title alone."""
    if not about:
        return title
    return f"{title} {about}" if title.endswith("?") else f"{title}: {about}"
