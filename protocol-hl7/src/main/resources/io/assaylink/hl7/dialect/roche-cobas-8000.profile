# Roche cobas 8000, pro, PRIME and x800 through their data manager, version 2.5.1.
# Evidence: published messages. LAW in outline with names of its own: MSH-9.3 PCUPL_U.., QBP^WOS^QBP_Q11, MSH-21 LAB-27R^ROCHE,
# empty MSH-11; EAC^U07 and OUL^R23 beside. Messages are told by MSH-9.1 and 9.2 alone.
name = Roche cobas 8000
dialogues = law
