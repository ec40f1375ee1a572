"""The parts of forecast_dashboard.html: what it shows of every node, in texts and figures, and the page around them.

What a part shows is worked out here for each node, once: as texts that a script only puts in place, and as numbers for
charts. Drawing knows no domain and lies in render (html, vega).
"""
