"""Marketing-impact checklists from governance rules."""

__version__ = "0.1.0"
