"""How fast a week is made and how much memory it takes, beside the same SQL run bare and a plain pandas version.

A stage is a process of its own, so that its peak memory is its own. What is measured stands in stages.py, what it is
compared with in bare.py and peer.py. Nothing of the pipeline depends on this package.
"""
