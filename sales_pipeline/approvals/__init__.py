"""Approvals of a week's forecast: what is signed and how, who may give one, what stands, and what becomes final."""
