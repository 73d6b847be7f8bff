# Evidence: manual and a recording; the queries are those of the cobas e 411, see there.
name = Roche cobas c 311
base = lenient
packing = packed
query-specimen-component = 3
query-abort-cancels = no
query-echo = split
