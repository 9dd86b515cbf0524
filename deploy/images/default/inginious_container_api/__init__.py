"""The functions that run files import, with the names of INGInious' API."""
