# Skyla. Evidence: manual.
# IBM850. After NAK and after a contention it asks again 10 s later, twice in all. EOT in place of ACK is taken for ACK.
# Status messages are H, C, L.
name = Skyla
base = lenient
charset = IBM850
