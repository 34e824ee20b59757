"""The pages of the questionnaire: before you start, the sections, checking and sending, and where it stands.

Views ask and call; what is saved, sent or confirmed is decided in `intake`.
"""
