"""Figures for people: in a terminal, and on a page."""
