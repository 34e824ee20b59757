"""The picture that stands for an entry, or for the site, where its address is shared. No HTTP and no queries.

`words.py` says what stands on it, `fonts.py` which letters can be drawn and how wide they are, `setting.py` breaks
texts into lines that fit, `drawing.py` puts everything in its place.
"""
