"""The documents of a week: one module each, with FILE, TABLES and render(frames, facts, run) -> bytes.

A module whose FILE is set is a document; TABLES names every table it or the facts it says come from. What several
documents share lies beside: frames (rows), facts (every figure a sentence says), selection and wording.
"""
