# Evidence: recordings of results.
# One record in a frame, ETB until L. M records hold absorbance curves with the repeat delimiter as separator: raw only.
# It wants TSDWN^REAL in H-11 of the answer to a query.
name = Roche cobas c 111
base = lenient
packing = etb-until-last
