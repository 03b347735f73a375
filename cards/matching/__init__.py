"""Matching by wording: which key points a typed answer makes."""
