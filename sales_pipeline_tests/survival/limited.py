"""The command where the system refuses something: `python -m … LIMIT run --home HOME`.

LIMIT is a number, the most bytes a file may have: the nearest to a full disk that needs no disk of its own. Or it is
`bound`: what folders allow holds even for the superuser.
"""

import ctypes
import os
import resource
import sys
from pathlib import Path

_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE = 24, 1
COMMAND = Path(sys.executable).with_name("sales-pipeline")


def main(limit: str, *arguments: str) -> None:
    if limit == "bound":
        bind()
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    os.execv(COMMAND, [str(COMMAND), *arguments])


def bind() -> None:
    """Give up the superuser's right to write anywhere; it ends with the program that is started next."""
    if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).prctl(_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "the right to write anywhere can't be given up here")


if __name__ == "__main__":
    main(*sys.argv[1:])
