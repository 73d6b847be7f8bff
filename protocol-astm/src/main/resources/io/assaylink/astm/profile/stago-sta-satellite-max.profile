# Stago STA Satellite Max, Satellite, Compact Max. Evidence: a recording and manuals.
# E1381-91: one record in a frame, 240 characters. C-3 is empty; M follows R. Serial lines have 7 or 8 data bits, 1 or 2 stop
# bits: look at the instrument.
name = Stago STA Satellite Max
base = lenient
packing = unpacked
sent-text-limit = 240
