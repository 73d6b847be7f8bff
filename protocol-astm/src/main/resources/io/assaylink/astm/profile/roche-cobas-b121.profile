# Evidence: an implementation in use, no recording.
# Records H to L without frames on TCP; nothing is answered, so nothing is ever repeated.
name = Roche cobas b 121
base = raw
