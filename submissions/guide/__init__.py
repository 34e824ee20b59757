"""The guide for those who think of starting a community: questions, what is listed already, and ways to go on.

It keeps nothing. The answers stand in the address of each page until somebody asks for a charter or a draft of them.
"""
