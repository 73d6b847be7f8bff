# BioSystems BA200 and BA400, version 2.5.1.
# Evidence: the maker's published interface description. LAW; MSH-15 ER and MSH-16 AL; ORL^O34^ORL_O34; code system IHE_LABTF
# where LAW has IHELAW.
name = BioSystems BA
dialogues = law
