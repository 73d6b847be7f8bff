# Sysmex XN, XN-L, XP. Evidence: a recording of an XN-550; for the query the form of the series' published examples.
# One record in a frame, up to 314 characters seen: the limit of 63993 is needed. Ids are padded with blanks on the left, and
# Q-3 is rack^tube^id^attribute (B barcode, M manual, A automatic), wanted back as it is in O-3. Controls have O-12 = Q.
# The recording has one number with two contents and may have been edited. If yours does that, add NUMBER_REUSED.
name = Sysmex XN
base = lenient
text-limit = 63993
packing = unpacked
query-specimen-component = 3
query-echo = as-asked
