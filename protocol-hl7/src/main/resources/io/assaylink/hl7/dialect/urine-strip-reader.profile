# Urine strip readers of several makers, version 2.3.1.
# Evidence: reports of hosts. The answer must repeat version and delimiters of the result exactly, which every answer does.
# MSH-10 may be empty of meaning; a new connection is made for each message. Segments of some end with LF.
name = Urine strip reader
roles = connects
ack-mode = application
ack-text = yes
repeats = deliver-all
detect-utf-8 = yes
