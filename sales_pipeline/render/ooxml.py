"""Office files made byte-identical for equal content: zip stamps, member order, document dates."""

import io
import re
import zipfile
from datetime import datetime

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_DATE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def normalise_ooxml(blob: bytes, created: datetime) -> bytes:
    """The same Office file with fixed zip stamps, sorted members, and created as both document dates.

    Embedded workbooks are normalised too. created must be in UTC.
    """
    with zipfile.ZipFile(io.BytesIO(blob)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    stamp = created.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(members, key=lambda name: (name != "[Content_Types].xml", name)):
            target.writestr(_info(name), _normal(name, members[name], stamp, created))
    return out.getvalue()


def _normal(name: str, data: bytes, stamp: bytes, created: datetime) -> bytes:
    if name.endswith((".xlsx", ".xlsm")):
        return normalise_ooxml(data, created)
    return _DATE.sub(rb"\g<1>" + stamp + rb"\g<3>", data) if name == _CORE else data


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
    return info
