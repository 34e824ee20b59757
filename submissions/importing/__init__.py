"""Tables of communities, read into the review queue: what the world's spreadsheets hold, made into proposed entries.

`reading` makes tables of bytes, `headers` finds the fields, `rows` makes proposals, `queueing` decides and stores,
`report` says what became of each row.
"""
