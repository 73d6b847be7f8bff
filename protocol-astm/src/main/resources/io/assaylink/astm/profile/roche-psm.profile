# Roche PSM and infinity (middleware). Evidence: manual.
# 15 s after NAK to ENQ. Packed or not is a choice there: one record in a frame is read either way. No escapes, no repeats,
# H-2 is ignored: write standard delimiters.
name = Roche PSM
base = lenient
enquiry-refused = 15s
