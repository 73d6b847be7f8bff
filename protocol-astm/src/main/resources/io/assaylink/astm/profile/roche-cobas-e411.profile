# Evidence: recordings of results and of a query.
# Packed, cut every 240 characters within fields. Q-3 is ^^id^sequence^rack^position^^S1^SC: the id is component 3, and what
# follows it is wanted in O-4. The recorded query has Q-13 = A and is meant; other installations write O.
# It wants TSDWN^REPLY in H-11 of the answer: QueryAnswer.header(h -> h.instructions("TSDWN", "REPLY")).
name = Roche cobas e 411
base = lenient
packing = packed
query-specimen-component = 3
query-abort-cancels = no
query-echo = split
