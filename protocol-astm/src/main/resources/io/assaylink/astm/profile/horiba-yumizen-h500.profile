# Horiba Yumizen H500, H550. Evidence: recordings and manual.
# LIS2-A2: one record in a frame, longer ones over ETB frames of 240 characters: M records with base64 histograms. ENQ EOT
# without a frame is its sign of life.
name = Horiba Yumizen H500
base = lenient
packing = unpacked
sent-text-limit = 240
