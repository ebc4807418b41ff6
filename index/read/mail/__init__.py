"""Readers of mails: who wrote what to whom when, and what is attached."""
