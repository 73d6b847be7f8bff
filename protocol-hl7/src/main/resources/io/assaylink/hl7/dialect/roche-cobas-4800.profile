# Roche cobas 4800, 6800 and 8800, version 2.5.1.
# Evidence: published messages. Many specimens in one OUL^R22, without MSH-9.3; MSH-15 ER and MSH-16 AL, so that success has
# one answer and it is AA; MSH-18 says ASCII.
name = Roche cobas 4800
dialogues = law
detect-utf-8 = yes
message-limit = 33554432
