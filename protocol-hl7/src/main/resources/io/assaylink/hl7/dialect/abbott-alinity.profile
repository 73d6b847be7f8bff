# Abbott Alinity ci, version 2.5.1.
# Evidence: published messages. LAW with MSH-15 NE and MSH-16 AL; results below a limit are text in ST, as "< 20".
name = Abbott Alinity
dialogues = law
