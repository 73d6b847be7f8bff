# Meril AutoQuant 100 to 400i. Evidence: manual.
# Packed, repeat delimiter a backtick. Its text describes a checksum without ETX, its printed frames have it with ETX: so do
# we. It answers EOT with ACK, which is reported as noise.
name = Meril AutoQuant
base = lenient
packing = packed
