"""Newspaper reports to incidents: read, detect, extract, place, join, review.

Everything runs on the user's machine: no text leaves it.
"""
