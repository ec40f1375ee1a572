"""The sample company: a complete, believable home made from a seed, with the truth beside it."""

from sales_pipeline.sample.generate import generate
from sales_pipeline.sample.writer import SampleError

__all__ = ["SampleError", "generate"]
