# OsmoTECH XT. Evidence: manual.
# LIS01-A2 up to 64,000 characters in a frame, never split: at 9600 baud such a frame takes 67 s, and a frame must have longer.
# It keeps a message that timed out and sends it again.
name = OsmoTECH XT
base = lenient
text-limit = 63993
frame = 2min
