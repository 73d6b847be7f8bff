# Getein MAGICL and similar, version 2.3.1.
# Evidence: public code of a host; no recording of ours. The analyzer is the TCP server and the host connects. Answers of such
# devices have been seen with their segments run together, without CR: those cannot be told apart and are reported as unmatched.
name = Getein
roles = listens
dialogues = display-query
ack-text = yes
ack-number = yes
correlation = in-order
repeats = deliver-all
charset = UTF-8
