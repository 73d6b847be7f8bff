# Erba EM 200, XL. Evidence: recordings of a query and of results.
# Packed. The repeat delimiter is a backtick: answers take it from the query, worklists must be built with it. A query may
# hold several tubes.
name = Erba EM 200
base = lenient
packing = packed
