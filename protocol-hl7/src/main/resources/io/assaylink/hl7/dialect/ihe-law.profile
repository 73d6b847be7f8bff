# Any analyzer that claims IHE LAW, version 2.5.1.
# Evidence: the profile's assertions. Ids are unique, so a repeat is answered again and not delivered again.
name = IHE LAW
dialogues = law
repeats = answer-all
