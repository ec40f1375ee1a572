"""The code that draws charts in a page, what its authors want to be said with it, and how all charts look.

Which charts there are stands in vega.py.
"""

from functools import cache
from importlib import metadata
from typing import Any

import altair as alt

NOTICE = """\
Charts on this page are drawn by Vega, Vega-Lite and Vega-Embed, inlined by vl-convert.
Vega, Vega-Lite, Vega-Embed, Vega-Tooltip, Vega-Themes and Vega-Interpreter: Copyright (c) 2015-2024, University of
Washington Interactive Data Lab and contributors. All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:
1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products
   derived from this software without specific prior written permission.
THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

D3 modules and topojson-client in them: Copyright 2010-2024 Mike Bostock. Permission to use, copy, modify, and/or
distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice
and this permission notice appear in all copies. THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL
WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT
SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER
RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE."""

_INK, _FAINT = "var(--ink)", "var(--line)"
CONFIG: dict[str, Any] = {
    "aria": False,
    "background": "transparent",
    "font": "Calibri, Carlito, 'Segoe UI', system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _INK,
        "titleColor": "var(--muted)",
        "gridColor": _FAINT,
        "domainColor": "var(--muted)",
        "tickColor": "var(--muted)",
        "labelFontSize": 13,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "axisX": {"titleAnchor": "end", "labelPadding": 5, "labelSeparation": 8},
    "axisQuantitative": {"tickCount": 6},
    "axisY": {"titleAnchor": "end", "titleAngle": 0, "titleAlign": "left", "titleY": -8, "titleX": 4},
    "text": {"fontSize": 13, "color": _INK},
    "style": {"cell": {"stroke": "transparent"}},
}


@cache
def code() -> str:
    """The script that defines `vegaEmbed`: Vega, Vega-Lite and Vega-Embed of the versions that fit Altair."""
    # a large library, which a page whose code is at hand can do without
    import vl_convert

    found: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=_version())
    return found


def edition() -> str:
    """Which code `code` gives: the same edition is the same bytes."""
    return f"{metadata.version('vl-convert-python')}-{_version()}"


def _version() -> str:
    """v6.4 of Altair's schema address, as vl_convert names it."""
    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
