"""Figures for staff: how deciding goes, and the answers that only OPSI sees. Reads, and writes nothing."""
