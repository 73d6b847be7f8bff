# Thermo Indiko, Gallery. Evidence: manual.
# windows-1252. Records up to 247 bytes. Connects anew every 20 ms when it is refused. Errors are C with a code and L|1|Q.
name = Thermo Indiko
base = lenient
charset = windows-1252
