# Evidence: manual and an implementation in use.
# The manual lets 1 follow 7 (NUMBER_SKIPS_ZERO, in lenient). H-2 may be |^| alone. It waits 30 s for the host.
name = Siemens Immulite
base = lenient
