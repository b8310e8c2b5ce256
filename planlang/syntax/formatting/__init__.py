"""The formatter: one canonical text for each plan, with its comments where they were."""

from __future__ import annotations

from planlang.syntax.formatting.api import FormatResult, format_plan, format_text, unified_diff

__all__ = ["FormatResult", "format_plan", "format_text", "unified_diff"]
