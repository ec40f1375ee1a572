"""What every Office file is checked for: stamps that say when it was written instead of nothing."""

import io
import zipfile
from collections.abc import Iterator

_EPOCH = (1980, 1, 1, 0, 0, 0)


def stamps(blob: bytes) -> Iterator[str]:
    """A member of the package with a time of its own makes two equal files differ."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        if any(info.date_time != _EPOCH for info in archive.infolist()):
            yield "a member carries the time it was written"
