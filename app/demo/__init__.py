"""Stories: a whole procurement told act by act through the same services that people use.

The demo is one of them; an official can write another to try a call before publishing it.
"""
