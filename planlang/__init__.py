"""planlang: a language for sales-compensation plans, its checker and its reference interpreter."""

__version__ = "0.1.0"
