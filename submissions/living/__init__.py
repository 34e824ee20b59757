"""Keeping entries true: conveners are asked again and again whether theirs is right, and invited to answer for it."""
